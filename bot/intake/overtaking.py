"""Which reply that still waits is no longer relevant, because of what has been decided since?

Asked only about what the channel has made wait. A person then wants to know where they stand now, not where they
stood ten messages ago. What states a fact, answers a question or takes data back is sent whatever comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.decision import Decision, Relevance, Reply, Rewrite, Say, SetButtons, Show
from bot.dialogue.event import Event
from bot.domain.erasure import Kind

Answer = tuple[Event, Decision]
RELEVANCE = {Kind.REVIEW: Relevance.QUESTION}
"""Of messages with personal data; all others are lasting."""


def is_overtaken(event: Event, reply: Reply, later: Iterable[Answer]) -> bool:
    """Whether `reply` to `event` is outdated by one of the answers decided after it, in the same chat."""
    return any(
        _overtakes(newer, reply, same=following.pressed_message == event.pressed_message)
        or (answer.destroys and _relevance(reply) > Relevance.LASTING)
        for following, answer in later
        for newer in answer.replies
        if following.where.chat_id == event.where.chat_id
    )


def _overtakes(newer: Reply, older: Reply, *, same: bool) -> bool:
    """`same`: both came of pressing buttons under one message, or under none."""
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
