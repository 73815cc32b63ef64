"""How does one message with personal data leave a private chat?"""

from __future__ import annotations

from collections.abc import Awaitable

from bot.domain.erasure import Kind, Result, Step, Trace, step_for
from bot.gateway import Trouble, Undelivered
from bot.messenger import EMPTY, Messenger


async def take_back(messenger: Messenger, chat_id: int, trace: Trace, stub: str, now: int) -> Result:
    """Delete it; what cannot be deleted is rewritten to `stub`. Raises Undelivered where repeating can help."""
    step = step_for(trace, now)
    if step is Step.DELETE:
        trouble = await _trouble(messenger.delete(chat_id, trace.message_id))
        if trouble is not Trouble.REFUSED or trace.kind is Kind.ANSWER:
            return _result(trouble, Result.DELETED)
    if step is Step.GIVE_UP:
        return Result.UNREACHABLE
    rewritten = (
        messenger.replace(chat_id, trace.message_id, EMPTY, stub)
        if trace.kind is Kind.MY_DATA_FILE
        else messenger.edit(chat_id, trace.message_id, stub)
    )
    return _result(await _trouble(rewritten), Result.REWRITTEN)


async def _trouble(attempt: Awaitable[None]) -> Trouble | None:
    try:
        await attempt
    except Undelivered as failure:
        if not failure.permanent:
            raise
        return failure.trouble
    return None


def _result(trouble: Trouble | None, done: Result) -> Result:
    if trouble is None:
        return done
    return Result.GONE if trouble is Trouble.GONE else Result.UNREACHABLE
