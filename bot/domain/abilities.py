"""What can a channel do? Its adapter says so; what follows from it is decided here and by whoever composes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abilities:
    """`longest_notice` is that of the answer to a press, in characters. What was not answered `settled_after` so many
    milliseconds will not take effect any more."""

    longest_notice: int
    settled_after: int
