"""Is it true yet? Waiting for the world to reach a state, with a useful error if it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from simulator.state.chat import Chat

if TYPE_CHECKING:
    from simulator.world import World

RECHECK_SECONDS = 0.05  # predicates may also look at files or the clock
SHOWN_MESSAGES = 4


async def until(world: World, predicate: Callable[[], object], timeout: float) -> None:  # noqa: ASYNC109
    """Looks at every change, and every now and then."""
    changed = asyncio.Event()
    stop = world.listen(lambda _event: changed.set())
    deadline = asyncio.get_running_loop().time() + timeout
    try:
        while not _holds(predicate):
            if asyncio.get_running_loop().time() >= deadline:
                raise TimeoutError(f"not true within {timeout} s; {describe(world)}")
            changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), RECHECK_SECONDS)
    finally:
        stop()


def _holds(predicate: Callable[[], object]) -> bool:
    """What is not there yet (no message, no button) is not true yet."""
    try:
        return bool(predicate())
    except LookupError:
        return False


def describe(world: World) -> str:
    """The newest messages of every chat, and the newest calls."""
    chats = [_chat(chat) for chat in world.chats.values() if chat.history]
    calls = [f"  {call.method} -> {call.status} {call.description}" for call in world.calls[-5:]]
    waiting = f"{len(world.updates.pending)} updates wait"
    return "\n".join(["the chats end like this:", *chats, "the last calls:", *calls, waiting])


def _chat(chat: Chat) -> str:
    lines = [f"{chat!r}:"]
    for message in chat.history[-SHOWN_MESSAGES:]:
        attachment = message.version.attachment
        what = message.text or (type(attachment).__name__ if attachment else str(message.service))
        gone = " (deleted)" if message.deleted else ""
        lines.append(f"  #{message.id} {message.sender.first_name}{gone}: {what} {message.labels or ''}".rstrip())
    if chat.reply_keyboard_shown:
        lines.append(f"  reply keyboard: {chat.reply_keyboard_shown}")
    return "\n".join(lines)
