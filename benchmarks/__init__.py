"""How fast is it? Run by hand, never as a test: `python -m benchmarks.erase_one`."""
