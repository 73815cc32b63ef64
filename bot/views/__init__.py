"""What messages, files and pictures look like, for handlers and deliveries alike."""
