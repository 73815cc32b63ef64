"""What passes between a channel and a handler: plain values, which know no messenger."""
