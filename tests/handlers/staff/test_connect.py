"""Somebody makes a group the staff group, with a code that only the operator of the bot can read."""

from __future__ import annotations

from typing import Any

from bot.dialogue.event import ChatKind, Event, Place
from storage import staff_group
from storage.news import News
from tests.handlers.cases import Case, each, heard, news, say
from tests.handlers.lines import card
from tests.handlers.scene import Scene
from tests.handlers.turns import ELSEWHERE, GROUP, PRIVATE, make_event

WAITING: dict[str, Any] = {"connect_code": "C-7K3F9Q", "staff": None}
"""There is no staff group yet."""
BASIC = Place(-5, ChatKind.BASIC_GROUP)


def connect(code: str, where: Place = ELSEWHERE) -> Event:
    return make_event(f"/connect {code}", where)


RIGHT = connect("C-7K3F9Q")
DONE, WRONG, WRITTEN = [say("connect.done")], [say("connect.wrong_code")], ["INSERT INTO staff_group"]

CASES = [
    Case("connect.connect", RIGHT, DONE, WRITTEN, turn=WAITING),
    Case("connect.connect", connect("с 7к3f9q"), DONE, WRITTEN, turn=WAITING),
    Case("connect.connect", connect("C-7K3F9R"), WRONG, turn=WAITING),
    Case("connect.connect", connect(""), WRONG, turn=WAITING),
    Case("connect.connect", connect("C-7K3F9Q", BASIC), [say("connect.basic_group")], turn=WAITING),
    Case("connect.connect", connect("C-7K3F9R", BASIC), WRONG, turn=WAITING),
    Case("connect.connect", connect("C-7K3F9Q", GROUP), [say("connect.already")]),
    Case("connect.connect", RIGHT, []),
    Case("", make_event("C-7K3F9Q", ELSEWHERE), [], turn=WAITING),
    Case("", connect("C-7K3F9Q", Place(-6, ChatKind.ELSEWHERE)), [], turn=WAITING),
    Case("consent.write_before_consent", connect("C-7K3F9Q", PRIVATE), [card()], turn=WAITING),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_that_group_is_the_staff_group_from_now_on(scene: Scene) -> None:
    decision = await scene.play(RIGHT, **WAITING)
    assert await staff_group.load(scene.store.engine) == ELSEWHERE.chat_id
    assert news(decision) == {News.GROUP_CHANGED}


async def test_the_code_counts_once(scene: Scene) -> None:
    await scene.play(RIGHT, **WAITING)
    assert heard(await scene.play(connect("C-7K3F9Q", GROUP))) == [say("connect.already")]
    assert await staff_group.load(scene.store.engine) == ELSEWHERE.chat_id
