"""Whether the bot can do its work, and how operators are told if it cannot."""
