"""Conditions about what a person typed. Their docstrings appear in docs/routes.md."""

from __future__ import annotations

from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.frozen import frozen
from bot.domain.wishes import Wish, find_wish


def is_label(event: Event, turn: Turn) -> bool:
    """the label of any button"""
    return turn.recognised.is_label


def names_field(event: Event, turn: Turn) -> bool:
    """“Edit: …” with the name of a field"""
    return turn.recognised.field is not None


def is_firm(event: Event, turn: Turn) -> bool:
    """no question mark"""
    return not turn.recognised.is_question


@frozen
class Wishes:
    """The person's own words, which are no label, ask to destroy their data, or not to."""

    wish: Wish

    def __call__(self, event: Event, turn: Turn) -> bool:
        return wish_in(event, turn) is self.wish


def wish_in(event: Event, turn: Turn) -> Wish | None:
    """What their own words ask for, which are no label and no command; None for everything else."""
    words = event.own_words
    if words is None or turn.recognised.is_label or words.startswith("/"):
        return None
    return find_wish(words)


def wishes(wish: Wish) -> Wishes:
    return Wishes(wish)
