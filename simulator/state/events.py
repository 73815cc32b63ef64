"""Tells listeners what has happened."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from simulator.schema.frozen import frozen
from simulator.state.message import Message
from simulator.state.press import Query


@frozen
class Event:
    """`kind`: message_sent, message_edited, message_deleted, ephemeral_changed, query_pressed, query_answered, typing,
    membership, update_queued, updates_confirmed, webhook, profile, call."""

    kind: str
    chat_id: int | None = None
    message: Message | None = None
    query: Query | None = None


@dataclass
class Events:
    """Calls every listener at once, in the order of their registration."""

    _listeners: list[Callable[[Event], None]] = field(default_factory=list)

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Registers a listener; call the returned function to remove it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def stream(self) -> AsyncIterator[Event]:
        """All events from now on, one by one."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        return self._drained(queue, self.listen(queue.put_nowait))

    @staticmethod
    async def _drained(queue: asyncio.Queue[Event], stop: Callable[[], None]) -> AsyncIterator[Event]:
        try:
            while True:
                yield await queue.get()
        finally:
            stop()
