"""The values that pass between a channel and a handler. They know no messenger."""
