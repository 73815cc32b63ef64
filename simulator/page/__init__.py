"""How does the page of the demo show the world, and let visitors act in it? Its look is in `static/`."""
