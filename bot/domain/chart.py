"""A bar chart as data, without fonts or pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `figure` is the text beside it."""

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
