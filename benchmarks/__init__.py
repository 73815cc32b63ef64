"""Measures how fast the bot is. Run by hand, never as a test: `python -m benchmarks.erase_one`."""
