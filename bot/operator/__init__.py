"""What can an operator do from the command line, with the bot stopped? One verb a file."""
