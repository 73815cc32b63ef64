"""A person stops the reminders of an unfinished application."""

from __future__ import annotations

from bot.dialogue.presses import Move
from bot.domain.time import DAY, Span
from storage import reminders
from tests.handlers.cases import Case, each, move, popup, rewrite, say, typed
from tests.handlers.scene import Scene
from tests.handlers.somebody import DRAFT_END, REVISION, at, known
from tests.handlers.turns import NOW, make_turn

MUTE = move(Move.MUTE)
STOPPED = rewrite("reminder.stopped", until=make_turn(MUTE).date(DRAFT_END))

CASES = [
    Case("reminder.stop_reminders", MUTE, [STOPPED], ["UPDATE drafts"], at("phone")),
    Case("reminder.stop_reminders", MUTE, [STOPPED], ["UPDATE drafts", "UPDATE persons"], at("name", asking="forget")),
    Case("fallback.press_unknown_button", move(Move.MUTE, REVISION - 1), [popup("old_button")], [], at("phone")),
    Case("fallback.press_unknown_button", MUTE, [popup("old_button")], [], known()),
    Case("fallback.press_unknown_button", MUTE, [popup("old_button")]),
    Case("reminder.stop_reminders", typed("button.no_reminders"), [STOPPED], ["UPDATE drafts"], at("phone")),
    Case("reminder.find_no_reminders", typed("button.no_reminders"), [say("reminder.nothing")], [], known()),
    Case(
        "reminder.find_no_reminders",
        typed("button.no_reminders"),
        [say("reminder.nothing")],
        ["UPDATE persons"],
        known(asking="forget"),
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_nobody_is_reminded_any_more(scene: Scene) -> None:
    await scene.admit(at("phone"))
    engine, who = scene.store.engine, (await scene.visitor()).pseudonym
    await scene.store.commit(reminders.note_activity(who, NOW, (NOW + Span(1), NOW + DAY)))
    assert [one.person for one in await reminders.due(engine, NOW + DAY, 9)] == [who]
    await scene.play(MUTE)
    assert await reminders.due(engine, NOW + DAY, 9) == []
    await scene.store.commit(reminders.note_activity(who, NOW, (NOW + Span(1), NOW + DAY)))
    assert await reminders.due(engine, NOW + 9 * DAY, 9) == []
