"""Which mistakes have to be found by playing lives? Each is a way in which such a bot is easily wrong.

A mistake that was found later becomes one more of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


@dataclass(frozen=True, slots=True)
class Mistake:
    """`story` says in a sentence what is wrong; `plant` makes it so until the patch is undone."""

    name: str
    story: str
    plant: Plant


MISTAKES: dict[str, Mistake] = {}


def mistake(story: str) -> Callable[[Plant], Plant]:
    """Lists a function that plants one, under its name."""

    def enlist(plant: Plant) -> Plant:
        MISTAKES[plant.__name__] = Mistake(plant.__name__, story, plant)
        return plant

    return enlist


@contextmanager
def planted(name: str) -> Iterator[Mistake]:
    """The bot with this mistake, until the end of the block. Raises KeyError."""
    found = everything()[name]
    with pytest.MonkeyPatch.context() as patch:
        found.plant(patch)
        yield found


def everything() -> Mapping[str, Mistake]:
    """All mistakes, by name."""
    from tests.lives.mistakes import (  # noqa: F401
        asked_for,
        deciding,
        erasing,
        exporting,
        field_reports,
        remembering,
        reported,
        telling,
        working,
    )

    return MISTAKES
