"""What does a text become on its way through Telegram?"""
