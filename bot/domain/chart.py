"""A bar chart as data, without fonts or pixels."""

from __future__ import annotations

from bot.domain.frozen import frozen


@frozen
class Bar:
    """One bar; `figure` is the text beside it."""

    label: str
    length: int
    figure: str


@frozen
class Panel:
    title: str
    bars: tuple[Bar, ...]


@frozen
class Chart:
    """Panels from top to bottom; `note` stands under them."""

    title: str
    panels: tuple[Panel, ...]
    note: str
