"""The bot is added to a group or removed from it, blocked or unblocked by a person."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.event import Event, Place, What
from bot.domain.facts import Fact
from bot.domain.time import DAY, Span
from bot.intake.bookkeeping import keep_books
from handlers import decide
from storage import cards, outbox, outbox_lanes, persons, reminders
from storage.outbox import STAFF
from tests.handlers.cases import Case, each
from tests.handlers.scene import Scene
from tests.handlers.somebody import at, known, sent
from tests.handlers.turns import ELSEWHERE, GROUP, NOW, POLICY, PRIVATE, make_event


def added(where: Place) -> Event:
    return make_event(None, where, What.BOT_ADDED)


def removed(where: Place) -> Event:
    return make_event(None, where, What.BOT_REMOVED)


CASES = [
    Case(
        "bot_membership.unblock_bot",
        added(PRIVATE),
        [],
        ["UPDATE messages", "INSERT INTO outbox", "UPDATE persons"],
        sent(agreed_to="0"),
    ),
    Case("bot_membership.unblock_bot", added(PRIVATE), [], ["UPDATE messages", "INSERT INTO outbox"], sent()),
    Case(
        "bot_membership.unblock_bot",
        added(PRIVATE),
        [],
        ["UPDATE outbox", "UPDATE messages", "INSERT INTO outbox"],
        sent(agreed_to="0", erasing=True),
    ),
    Case("bot_membership.unblock_bot", added(PRIVATE)),
    Case("bot_membership.block_bot", removed(PRIVATE), [], ["UPDATE drafts", "DELETE FROM outbox"], at("phone")),
    Case("bot_membership.block_bot", removed(PRIVATE), [], [], known()),
    Case("bot_membership.block_bot", removed(PRIVATE), [], [], at("phone", erasing=True)),
    Case("bot_membership.block_bot", removed(PRIVATE)),
    Case("bot_membership.add_to_staff_group", added(GROUP), [], ["UPDATE outbox"]),
    Case(
        "bot_membership.lose_member",
        make_event(None, GROUP, What.MEMBER_LEFT),
        [],
        ["UPDATE contact_messages", "INSERT INTO outbox"],
    ),
    Case("bot_membership.ignore", make_event(None, ELSEWHERE, What.MEMBER_LEFT)),
    Case("bot_membership.ignore", removed(GROUP)),
    Case("bot_membership.ignore", added(ELSEWHERE)),
    Case("bot_membership.ignore", removed(ELSEWHERE), [], [], at("phone")),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_a_person_who_blocks_the_bot_is_not_reminded(scene: Scene) -> None:
    await scene.admit(at("phone"))
    engine, who = scene.store.engine, (await scene.visitor()).pseudonym
    await scene.store.commit(reminders.note_activity(who, NOW, (NOW + Span(1), NOW + DAY)))
    await scene.play(removed(PRIVATE))
    assert await reminders.due(engine, NOW + DAY, 9) == []
    await scene.store.commit(reminders.note_activity(who, NOW, (NOW + Span(1), NOW + DAY)))
    assert [one.person for one in await reminders.due(engine, NOW + DAY, 9)] == [who]


async def test_neither_blocking_nor_unblocking_is_activity_that_brings_a_reminder_back(scene: Scene) -> None:
    """Judged with all that is committed beside the decision."""
    await scene.admit(at("phone"))
    engine, who = scene.store.engine, (await scene.visitor()).pseudonym
    expected = [(removed(PRIVATE), []), (added(PRIVATE), []), (make_event("x", PRIVATE, What.WORDS), [who])]
    for number, (event, reminded) in enumerate(expected, 1):
        event = replace(event, number=number)
        turn = await scene.turn(event)
        await scene.store.commit(keep_books(event, turn, await decide(event, turn)))
        assert [one.person for one in await reminders.due(engine, NOW + 2 * DAY, 9)] == reminded


async def test_a_person_who_unblocks_the_bot_is_asked_about_the_policy(scene: Scene) -> None:
    await scene.admit(sent(agreed_to="0"))
    engine, who = scene.store.engine, (await scene.visitor()).pseudonym
    await scene.store.commit([persons.note_policy(who, POLICY.version)])
    assert await persons.to_ask_about_policy(engine, POLICY.version, NOW, 9) == []
    await scene.play(added(PRIVATE))
    assert await persons.to_ask_about_policy(engine, POLICY.version, NOW, 9) == [who]


async def test_cards_that_wait_are_due_at_once(scene: Scene) -> None:
    await scene.admit(sent(card=1))
    engine = scene.store.engine
    await scene.store.commit([*cards.replace((await scene.lead()).id), outbox.tell(STAFF, Fact.CARD, b"x", NOW + DAY)])
    assert await outbox_lanes.first_due(engine, STAFF, NOW) is None
    await scene.play(added(GROUP))
    assert await outbox_lanes.first_due(engine, STAFF, NOW) is not None
