"""Decides which waiting replies are superseded by newer ones.

This concerns only replies that the channel has delayed: the person then wants to see where they are now, not where they
were ten messages ago. A reply that states a fact, answers a question or takes data back is always sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.decision import Decision, Relevance, Reply, Rewrite, Say, SetButtons, Show
from bot.dialogue.event import Event
from bot.domain.erasure import Kind

DecidedEvent = tuple[Event, Decision]
RELEVANCE = {Kind.REVIEW: Relevance.QUESTION, Kind.READ_BACK: Relevance.QUESTION}
"""The relevance of messages with personal data; kinds that are not named are LASTING."""


def is_superseded(event: Event, reply: Reply, later: Sequence[DecidedEvent]) -> bool:
    """Whether one of the `later` answers in the same chat supersedes `reply` to `event`."""
    return bool(later) and any(
        _supersedes(newer, reply, same=following.pressed_message == event.pressed_message)
        or (answer.destroys and _relevance(reply) > Relevance.LASTING)
        for following, answer in later
        for newer in answer.replies
        if following.where.chat_id == event.where.chat_id
    )


def _supersedes(newer: Reply, older: Reply, *, same: bool) -> bool:
    """`same`: both answer presses under the same message, or both answer no press."""
    match newer, older:
        case (Show(), Show()) if newer.kind is older.kind:
            return True
        case (Say(), Say()) if newer == older:
            return older.file is None and not older.answering
        case (Rewrite(), Rewrite() | SetButtons()) | (SetButtons(), SetButtons()):
            return same
        case _:
            return Relevance.LASTING < _relevance(older) <= _relevance(newer)


def _relevance(reply: Reply) -> Relevance:
    match reply:
        case Say():
            return reply.relevance
        case Show():
            return RELEVANCE.get(reply.kind, Relevance.LASTING)
        case _:
            return Relevance.LASTING
