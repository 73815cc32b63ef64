"""How a command that takes long tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Tick = Callable[[int], None]
"""Called with the number of what is done so far."""
REMOVING_TRACES = "removing traces of what was deleted"


class Begin(Protocol):
    """Begins the next step of a command; the one before it is done. `total` is how much there is to do, if that is
    known."""

    def __call__(self, what: str, total: int | None = None) -> Tick: ...


def silent(what: str, total: int | None = None) -> Tick:
    """Tells nobody."""
    return lambda done: None
