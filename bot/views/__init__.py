"""The texts, keyboards, files and pictures that handlers and deliveries send."""
