"""Takes a message with personal data back from a chat, and concludes what has become of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from bot.dialogue.channel import Channel, is_in_doubt
from bot.dialogue.decision import EMPTY
from bot.dialogue.keyboard import Inline
from bot.dialogue.undelivered import OUT_OF_REACH, Trouble, Undelivered
from bot.domain.erasure import SHOWN_FOR, Answer, Kind, Result, Step, Trace, conclude, ways
from bot.domain.time import Moment
from bot.outbox.not_yet import NotYet
from storage import messages
from storage.statements import Statement

log = logging.getLogger(__name__)


async def take_back(
    channel: Channel,
    chat_id: int,
    trace: Trace,
    stub: str,
    first: Step,
    now: Moment,
    *,
    keyboard: Inline | None = None,
    wait_for_chat: bool = False,
) -> Result:
    """Delete the message or rewrite it to `stub` and `keyboard`: try the step `first`, then the other one.

    Raises Undelivered if a retry can help, NotYet if only a later one can. If the chat is out of
    reach, it raises Undelivered with `wait_for_chat`, and returns UNREACHABLE without.
    """

    async def attempt(step: Step) -> Answer:
        if step is Step.DELETE:
            return await _answer(_delete(channel, chat_id, trace))
        return await _answer(_rewrite(channel, chat_id, trace, stub, keyboard))

    doubt = partial(is_in_doubt, channel, chat_id, trace.message_id, trace.late_until, now)
    in_doubt = doubt()
    try:
        answers = await _try(ways(first, channel.can), attempt)
        if answers.get(Step.REWRITE) is Answer.DONE and (in_doubt or doubt()):
            # An unanswered edit can still fill the message again, unless the message is deleted.
            answers[Step.DELETE] = await attempt(Step.DELETE)
            if answers[Step.DELETE] is not Answer.DONE:  # rewrite it again when no late edit is possible
                log.warning("a message that was emptied may be filled once more; it is emptied again later")
                raise NotYet(after=channel.can.settled_after)
    except Undelivered as failure:
        if wait_for_chat or not failure.permanent:
            raise
        return Result.UNREACHABLE
    return conclude(answers.get(Step.DELETE), answers.get(Step.REWRITE))


async def take_back_each(traces: Iterable[Trace], take: Callable[[Trace], Awaitable[Result]]) -> int:
    """Take back one message after the other. Return how many are out of reach.

    After an outage, or NotYet, the other messages are still tried; then the error is raised.
    """
    left = 0
    failed: Undelivered | NotYet | None = None
    for trace in traces:
        try:
            left += await take(trace) is Result.UNREACHABLE
        except NotYet as later:
            failed = failed or later
        except Undelivered as failure:
            if failure.trouble is not Trouble.OUTAGE:
                raise
            failed = failure
    if failed:
        raise failed
    return left


def forget_or_postpone(result: Result, person: bytes, trace: Trace, now: Moment) -> Statement:
    """Forget a message that was taken back; try one that is out of reach again a day later."""
    if result is Result.UNREACHABLE:
        return messages.postpone(person, trace.message_id, now + SHOWN_FOR)
    return messages.forget(person, trace.message_id)


async def _try(steps: tuple[Step, ...], attempt: Callable[[Step], Awaitable[Answer]]) -> dict[Step, Answer]:
    answers: dict[Step, Answer] = {}
    for step in steps:
        answers[step] = await attempt(step)
        if answers[step] is Answer.DONE:
            return answers
    if [answers[step] for step in steps] == [Answer.ABSENT, Answer.REFUSED]:
        # The second answer shows that the message exists, so the first answer was wrong.
        answers[steps[0]] = await attempt(steps[0])
    return answers


def _delete(channel: Channel, chat_id: int, trace: Trace) -> Awaitable[None]:
    if trace.receiver:
        return channel.delete_aside(chat_id, trace.receiver, trace.message_id)
    return channel.delete(chat_id, trace.message_id)


def _rewrite(channel: Channel, chat_id: int, trace: Trace, stub: str, keyboard: Inline | None) -> Awaitable[None]:
    if trace.receiver:
        return channel.edit_aside(chat_id, trace.receiver, trace.message_id, stub)
    if trace.kind is Kind.MY_DATA_FILE:
        return channel.replace(chat_id, trace.message_id, EMPTY, stub)
    return channel.edit(chat_id, trace.message_id, stub, keyboard)


async def _answer(attempt: Awaitable[None]) -> Answer:
    try:
        await attempt
    except Undelivered as failure:
        if not failure.permanent or failure.trouble in OUT_OF_REACH:
            raise
        return Answer.ABSENT if failure.trouble is Trouble.GONE else Answer.REFUSED
    return Answer.DONE
