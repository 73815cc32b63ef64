"""Does what Telegram does to a text: parses, checks, trims, finds entities."""
