"""A strict stand-in for Telegram's Bot API: a world in memory, with HTTP as a thin layer over it."""
