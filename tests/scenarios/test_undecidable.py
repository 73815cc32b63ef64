"""A change that conflicts however often it is decided concerns its own update only: nobody else waits behind it.

The kind: rows that contradict each other (a restore with the keystore of another day, a damaged or foreign hand), so
that what a decision expects is never true. Its twin, many who press at once, is a conflict that ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest

from bot.channels.telegram.addresses import address_of
from bot.domain.time import Moment
from simulator.actors.user import User
from storage import persons
from tests.databases import forbid
from tests.people import AIGERIM
from tests.scenarios.colleagues import TAKE, new_card, pop_up
from tests.scenarios.evidence import said
from tests.scenarios.stage import Guest, Stage, open_store_of, words
from tests.scenarios.stopped import command

MANY = 120  # more than one batch of getUpdates
NEVER = Moment(4 * 10**12)  # the year 2096
Contradict = Callable[[Stage], Awaitable[Guest]]
SORRY = words("kk")("sorry.bug")


async def held(stage: Stage) -> Guest:
    """Wants to be forgotten and is on hold; the bot is stopped."""
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    async with open_store_of(stage.folder) as store:
        who = store.vault.pseudonym(address_of(guest.user.id))
        seal = await store.vault.seal_of(who)
        assert seal
        await store.commit([persons.hold(who, seal, NEVER, "сот ісі")])
    await stage.start()
    await guest.say("/forget_me")
    await guest.tap(guest.text("button.forget"), "сот ісі")
    await stage.stop()
    return guest


async def with_the_keystore_of_another_day(stage: Stage) -> Guest:
    """The erasure's own key is younger than the keystore; the hold keeps the erasure where it is."""
    guest = await held(stage)
    [[erasure]] = stage.query("SELECT id FROM erasures")
    with closing(sqlite3.connect(stage.folder / "keys.db")) as keys, keys:
        keys.execute("DELETE FROM keys WHERE subject = ?", [erasure])
    return guest


async def being_erased_by_nothing(stage: Stage) -> Guest:
    """Marked as being erased, and no erasure is under way."""
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    stage.execute("UPDATE persons SET erasing = 1")
    return guest


async def with_a_table_that_refuses(stage: Stage) -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    forbid(stage.folder, "messages", "Айгерім")
    return guest


STATES: list[Contradict] = [with_the_keystore_of_another_day, being_erased_by_nothing, with_a_table_that_refuses]


async def others_are_heard(stage: Stage) -> None:
    """Many people's first words, each answered; nothing stays with Telegram."""
    others = [stage.world.user(f"Келуші{number}", language_code="kk") for number in range(MANY)]
    for other in others:
        other.start()
    await stage.world.until(lambda: all(said(other.chat) for other in others), timeout=20)
    await stage.world.until(lambda: not stage.world.updates.pending)


@pytest.mark.parametrize("contradict", STATES)
async def test_nobody_waits_behind_it_and_who_wrote_is_told_once(stage: Stage, contradict: Contradict) -> None:
    guest = await contradict(stage)
    await stage.start()
    heard = len(said(guest.chat))
    guest.user.write("сәлем")
    await others_are_heard(stage)
    await stage.world.until(lambda: len(said(guest.chat)) > heard)
    assert len(said(guest.chat)) == heard + 1


@pytest.mark.parametrize(
    ("contradict", "table"), [(being_erased_by_nothing, "erasure_messages"), (with_a_table_that_refuses, "messages")]
)
async def test_it_is_apologised_for_logged_without_content_and_counted(
    stage: Stage, contradict: Contradict, table: str, caplog: pytest.LogCaptureFixture
) -> None:
    guest = await contradict(stage)
    await stage.start()
    for _ in range(2):
        await guest.say("сәлем")
    assert [message.text for message in said(guest.chat)[-2:]] == [SORRY, SORRY]
    lines = [record.getMessage() for record in caplog.records if "set aside" in record.getMessage()]
    assert [line.partition("(")[2] for line in lines] == [
        f"words) cannot be decided and is set aside: INSERT INTO {table}"
    ] * 2
    assert stage.query("SELECT event, count FROM daily_counts WHERE event = 'undecidable'") == [("undecidable", 2)]
    await stage.stop()
    found = await command(stage.folder, "doctor", MASTER_KEY="")
    assert "updates: 2 since" in found.output


async def test_who_waits_for_the_end_of_a_hold_is_told_so_whatever_became_of_the_erasures_key(stage: Stage) -> None:
    guest = await with_the_keystore_of_another_day(stage)
    await stage.start()
    [answer] = await guest.say("сәлем")
    assert "сот ісі" in answer.text
    guest.user.tap_data("g:1:0", guest.chat.last)
    await stage.world.until(lambda: "Себебін білу үшін /forget_me" in guest.pop_up)  # a pop-up has no room for it


async def test_of_sixty_who_press_at_once_none_is_set_aside(stage: Stage) -> None:
    """The twin: each conflict means that somebody got through."""
    _, card = await new_card(stage)
    members: list[User] = [stage.world.user(f"Қызметкер{number}", language_code="kk") for number in range(60)]
    stage.group.set_first_members(members)
    answers = [
        await pop_up(stage, query) for query in [one.tap(TAKE, chat=stage.group, message=card) for one in members]
    ]
    assert SORRY not in answers
    assert sum("Сізде" in answer for answer in answers) == 1
