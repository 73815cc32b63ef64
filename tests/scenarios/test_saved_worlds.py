"""Does a scenario that begins from a saved world end as one that was played whole? (docs/decisions/saved-worlds.md)"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.domain.time import Moment
from simulator.state.message import Message
from tests.databases import sqlite_only
from tests.people import AIGERIM
from tests.scenarios.colleagues import TAKE, WHEN_TAKEN, close_work, press
from tests.scenarios.evidence import rows_of_tables
from tests.scenarios.saved_worlds import FILES, uses
from tests.scenarios.stage import Guest, Stage, first_files, open_stage

pytestmark = sqlite_only(reason="on a server every conversation is played")

DRAWN = re.compile(r"\b([ME])-[0-9A-Z]{6}|\b[0-9a-f]{32,}\b|\b(?:\d\d\.\d\d\.\d{4} )?\d\d:\d\d\b")
"""References and secrets; and the time of day, as a minute may end between two stages."""
AT_EACH_START = {
    "getMe",
    "getUpdates",
    "setMyCommands",
    "getMyName",
    "getMyDescription",
    "getMyShortDescription",
    "deleteWebhook",
}
MOMENTS = 10**12  # from 2001 on, in milliseconds


async def to_the_end(stage: Stage, place: str) -> None:
    """All that can follow: the rest of the form, the card until it is closed, one more application, an erasure."""
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    if stage.beginning is None:
        await stage.world.until(stage.is_outbox_empty)
        await stage.restart()
    if place != "sent":
        await guest.go_on(place)
        await guest.confirm()
    await go_on(stage, guest)


async def go_on(stage: Stage, guest: Guest) -> None:
    card = await stage.card("M-")
    await guest.say("/start")
    if card.labels == [TAKE]:
        await press(stage, stage.timur, TAKE)
        await stage.world.until(lambda: card.labels == WHEN_TAKEN)
    await close_work(stage)
    await guest.apply_again()
    await stage.world.until(stage.is_outbox_empty)
    await guest.say("/my_data")
    await guest.forget()
    await stage.sweep()


def ended(stage: Stage) -> list[str]:
    """What is there at the end, but for what is drawn and the time: messages, calls, rows, each a line."""
    messages = [f"{chat.id} {_shown(message)}" for chat in stage.world.chats.values() for message in chat.history]
    asked = Counter(call.method for call in stage.world.calls if call.method not in AT_EACH_START)
    tables = [(table, rows) for name in FILES for table, rows in rows_of_tables(stage.folder / name).items()]
    found = [f"{table} {_told(row)}" for table, rows in tables for row in rows]
    return [*messages, *map(str, sorted(asked.items())), *sorted(found)]


def _shown(message: Message) -> tuple[object, ...]:
    versions = [*message.edits, message.version]
    shown = [
        (_drawn(one.formatted.html), one.inline and [button.text for button in one.inline.buttons]) for one in versions
    ]
    return message.id, message.sender.id, shown, message.deleted, message.service, message.reactions


def _told(row: tuple[Any, ...]) -> tuple[object, ...]:
    return tuple(_plain(value) for value in row)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, str):
        return _drawn(value)
    return "moment" if isinstance(value, int) and value > MOMENTS else value


def _drawn(text: str) -> str:
    return DRAWN.sub(r"\1", text)


@pytest.mark.parametrize("place", ["name", "phone", "email", "doubt", "review", "sent"])
async def test_what_begins_from_a_saved_world_ends_as_what_was_played_up_to_a_restart(
    tmp_path: Path, place: str
) -> None:
    before = uses()
    async with open_stage(tmp_path / "saved") as stage:
        await to_the_end(stage, place)
        saved = ended(stage)
    assert uses() == before + 1
    async with open_stage(tmp_path / "played") as stage:
        stage.beginning = None
        await to_the_end(stage, place)
        assert ended(stage) == saved
    assert uses() == before + 1


def test_stages_of_many_moments_have_the_same_secrets() -> None:
    """Otherwise nobody in a world that was saved before them would be known any more."""
    moments = [Moment(MOMENTS + day) for day in range(20)]
    before = first_files(moments[0])
    assert [first_files(one)["keys.db"] for one in moments] == [before["keys.db"]] * 20
    assert first_files(moments[0]) == before
