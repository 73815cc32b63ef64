"""What does a picture of numbers show?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """`figure` is what is written beside it."""

    label: str
    length: int
    figure: str


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels from top to bottom; `note` stands under them."""

    title: str
    panels: tuple[Panel, ...]
    note: str
