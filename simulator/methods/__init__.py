"""What does each method of the Bot API do to the world?"""
