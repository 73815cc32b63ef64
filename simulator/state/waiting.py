"""Waits until something is true, and describes the world if it does not become true in time."""

from __future__ import annotations

import asyncio
import inspect
import textwrap
from collections.abc import Callable, Iterable

from simulator.state.calls import Calls
from simulator.state.chat import Chat
from simulator.state.events import Events

RECHECK_SECONDS = 0.05  # predicates may depend on files or the clock, which send no events
RECHECK_SHARE = 0.05
"""The next look comes after this share of the time that has passed, so a minute needs few looks."""
SHOWN_MESSAGES = 4
SHOWN_CALLS = 5
SHOWN_CHARACTERS = 200


class NeverTrue(AssertionError):
    """What was waited for has not become true."""

    def __init__(self, predicate: Callable[[], object], seconds: float, world: str = "") -> None:
        super().__init__(f"not true within {seconds} s:\n{_told(predicate)}\n{world}")


async def until(
    events: Events,
    predicate: Callable[[], object],
    timeout: float,  # noqa: ASYNC109
    describe: Callable[[], str],
) -> None:
    """Checks at every event, and every RECHECK_SECONDS or, later, after RECHECK_SHARE of the time. `timeout` is in
    seconds. Raises NeverTrue with the text of `describe`."""
    loop = asyncio.get_running_loop()
    changed = loop.create_future()

    def look_again(_event: object = None) -> None:
        if not changed.done():
            changed.set_result(None)

    stop = events.listen(look_again)
    began = loop.time()
    try:
        while not _holds(predicate):
            waited = loop.time() - began
            if waited >= timeout:
                raise NeverTrue(predicate, timeout, describe())
            changed = loop.create_future()
            pause = min(max(RECHECK_SECONDS, waited * RECHECK_SHARE), timeout - waited)
            timer = loop.call_later(pause, look_again)  # wait_for would make a task each time
            try:
                await changed
            finally:
                timer.cancel()
    finally:
        stop()


def _holds(predicate: Callable[[], object]) -> bool:
    """A LookupError (no message yet, no button yet) counts as not true."""
    try:
        return bool(predicate())
    except LookupError:
        return False


def _told(predicate: Callable[[], object]) -> str:
    """Its source, and the values that it refers to."""
    try:
        source = textwrap.dedent(inspect.getsource(predicate)).strip()
        values = inspect.getclosurevars(predicate).nonlocals
    except (OSError, TypeError):
        return repr(predicate)
    return "\n".join([source, *(f"  {name} = {repr(value)[:SHOWN_CHARACTERS]}" for name, value in values.items())])


def describe(chats: Iterable[Chat], calls: Calls, updates_waiting: int) -> str:
    """The newest messages of every chat, and the newest calls."""
    ends = [_end_of(chat) for chat in chats if chat.history]
    newest = [f"  {call.method} -> {call.status} {call.description}" for call in calls[-SHOWN_CALLS:]]
    waiting = f"{updates_waiting} updates wait"
    return "\n".join(["the chats end like this:", *ends, "the last calls:", *newest, waiting])


def _end_of(chat: Chat) -> str:
    lines = [f"{chat!r}:"]
    for message in chat.history[-SHOWN_MESSAGES:]:
        attachment = message.version.attachment
        what = message.text or (type(attachment).__name__ if attachment else str(message.service))
        gone = " (deleted)" if message.deleted else ""
        lines.append(f"  #{message.id} {message.sender.first_name}{gone}: {what} {message.labels or ''}".rstrip())
    if chat.reply_keyboard_shown:
        lines.append(f"  reply keyboard: {chat.reply_keyboard_shown}")
    return "\n".join(lines)
