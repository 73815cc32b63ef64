"""What each method of the Bot API does to the world."""
