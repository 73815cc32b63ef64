"""How do bots reach the world? Over HTTP, as api.telegram.org."""
