"""What an operator does from the command line while the bot is stopped. One verb in each file."""
