"""Which reply that still waits is not worth sending any more, because of what has been decided since?

Asked only about what Telegram has made wait. A person then wants to know where they stand now, not where they
stood ten messages ago. What states a fact, answers a question or takes data back is sent whatever comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.types import Update

from bot.domain.erasure import Kind
from bot.origin import chat_of, pressed_message
from handlers.decision import Decision, Rearm, Reply, Rewrite, Say, Show, Worth

Answer = tuple[Update, Decision]
WORTH = {Kind.REVIEW: Worth.QUESTION, Kind.READ_BACK: Worth.REMARK}
"""Of messages with personal data; all others are lasting."""


def is_overtaken(update: Update, reply: Reply, later: Iterable[Answer]) -> bool:
    """Whether `reply` to `update` is outdated by one of the answers decided after it, in the same chat."""
    return any(
        _overtakes(newer, reply, same=_under(following) == _under(update))
        or (answer.destroys and _worth(reply) > Worth.LASTING)
        for following, answer in later
        for newer in answer.replies
        if chat_of(following) == chat_of(update)
    )


def _overtakes(newer: Reply, older: Reply, *, same: bool) -> bool:
    """`same`: both came of pressing buttons under one message, or under none."""
    match newer, older:
        case (Show(), Show()) if newer.kind is older.kind:
            return True
        case (Say(), Say()) if newer == older:
            return older.file is None and not older.answering
        case (Rewrite(), Rewrite() | Rearm()) | (Rearm(), Rearm()):
            return same
        case _:
            return Worth.LASTING < _worth(older) <= _worth(newer)


def _under(update: Update) -> int | None:
    """The number of the message whose button was pressed."""
    message = pressed_message(update)
    return message.message_id if message else None


def _worth(reply: Reply) -> Worth:
    match reply:
        case Say():
            return reply.worth
        case Show():
            return WORTH.get(reply.kind, Worth.LASTING)
        case _:
            return Worth.LASTING
