"""From an Event to acknowledged: one commit for each update, then the replies."""
