"""The page of the demo: shows the world and lets visitors act in it. Its look is in `static/`."""
