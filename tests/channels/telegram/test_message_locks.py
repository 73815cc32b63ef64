"""Do the changes of one message leave one after the other, and those of different messages at once?"""

from __future__ import annotations

import asyncio

from bot.channels.telegram.message_locks import MessageLocks


class Changes:
    """Notes which change of a message has begun."""

    def __init__(self) -> None:
        self.locks = MessageLocks(lambda: 0.0)
        self.begun: list[str] = []
        self.may_end = asyncio.Event()

    async def change(self, name: str, message_id: int) -> None:
        await self.locks.lock(1, message_id)
        try:
            self.begun.append(name)
            await self.may_end.wait()
        finally:
            self.locks.unlock(1, message_id)

    async def change_all(self, name: str, *message_ids: int) -> None:
        async with self.locks.lock_all(1, message_ids):
            self.begun.append(name)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_changes_of_one_message_wait_for_each_other_in_their_order() -> None:
    changes = Changes()
    async with asyncio.TaskGroup() as tasks:
        for name, message_id in [("first", 7), ("second", 7), ("third", 7), ("another", 8)]:
            tasks.create_task(changes.change(name, message_id))
        await settle()
        assert changes.begun == ["first", "another"]
        changes.may_end.set()
    assert changes.begun == ["first", "another", "second", "third"]
    assert not changes.locks._held


async def test_who_gives_up_keeps_nobody_waiting() -> None:
    """The second gives up while it waits, the third in the moment when it may begin."""
    changes = Changes()
    first, second, third, fourth = (asyncio.create_task(changes.change(name, 7)) for name in "1234")
    await settle()
    second.cancel()
    first.cancel()
    await asyncio.sleep(0)
    third.cancel()
    changes.may_end.set()
    await fourth
    assert changes.begun == ["1", "4"]
    assert not changes.locks._held


async def test_a_change_of_many_messages_waits_for_each() -> None:
    changes = Changes()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(changes.change("one", 8))
        tasks.create_task(changes.change_all("all", 9, 8, 7))
        tasks.create_task(changes.change_all("others", 5, 6))
        await settle()
        tasks.create_task(changes.change("after", 7))
        await settle()
        assert changes.begun == ["one", "others"]
        changes.may_end.set()
    assert changes.begun == ["one", "others", "all", "after"]
    assert not changes.locks._held
