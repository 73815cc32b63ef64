"""The form as tests walk through it. Whoever adds a field changes nothing here: the steps are those of FIELDS."""

from __future__ import annotations

from bot.domain.fields import FIELDS
from bot.domain.form import REVIEW, Draft, position

NAMES = tuple(field.name for field in FIELDS)
STEPS = (*NAMES, REVIEW)


def progress(step: str) -> str:
    """How the bot says at which of STEPS somebody is: `1/3` at the first of three questions."""
    number, total = position(Draft(b"", step, 0, {}))
    return f"{number}/{total}"


def following(step: str) -> str:
    """The step after this one."""
    return STEPS[STEPS.index(step) + 1]


def said_after(step: str, at_review: str) -> str:
    """A part of what the bot says after the answer: the progress of the next question, or `at_review`."""
    after = following(step)
    return at_review if after == REVIEW else progress(after)
