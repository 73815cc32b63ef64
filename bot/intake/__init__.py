"""Takes an Event in: one commit for each update, then the replies."""
