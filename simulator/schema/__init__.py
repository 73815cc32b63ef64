"""Says what a request to the Bot API may contain."""
