"""Every route with all its conditions. The bot itself asks only the candidates for the kind of an event."""

from __future__ import annotations

from handlers import ROUTES

WHOLE_TABLE = tuple((route, route.conditions) for route in ROUTES)
