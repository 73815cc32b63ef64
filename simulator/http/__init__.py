"""Serves the world to bots over HTTP, as api.telegram.org does."""
