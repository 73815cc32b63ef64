"""What does Telegram answer? A strict stand-in for the Bot API: a world in memory, and HTTP as a thin layer over it."""
