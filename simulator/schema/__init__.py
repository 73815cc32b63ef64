"""What may a request to the Bot API say?"""
