"""A lead is released, handed over, closed by an administrator and reopened; each step by those who may, and once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from simulator.actors.user import User
from simulator.state.message import Message
from tests.people import AIGERIM, MADINA, TIMUR
from tests.scenarios.colleagues import (
    BACK,
    CLOSE,
    CONTACTED,
    HAND_OVER,
    OUTCOMES,
    RELEASE,
    REOPEN,
    SURE_TO_REOPEN,
    TAKE,
    TAKE_OVER,
    WHEN_CONTACTED,
    WHEN_TAKEN,
    card_to_close,
    card_to_reopen,
    closed_card,
    data_of,
    forge,
    new_card,
    offered_card,
    pop_up,
    press,
    taken_card,
    wait_for_deliveries,
)
from tests.scenarios.evidence import cards, rows, shows
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
Scene = Callable[[Stage], Awaitable[tuple[str, Message]]]


def lead(stage: Stage) -> tuple[object, ...]:
    (row,) = rows(stage.folder / "momu.db", "SELECT status, owner IS NULL, owner_id IS NULL, offered FROM leads")
    return row


@pytest.mark.parametrize("contacted", [False, True])
async def test_a_released_lead_loses_contacts_and_owner_and_can_be_taken_by_anybody(
    stage: Stage, contacted: bool
) -> None:
    reference, card = await taken_card(stage)
    if contacted:
        await press(stage, stage.madina, CONTACTED)
        await stage.world.until(lambda: card.labels == WHEN_CONTACTED)
    assert reference in await press(stage, stage.madina, RELEASE)
    await stage.world.until(lambda: card.labels == [TAKE])
    assert not shows(card, AIGERIM)
    assert MADINA not in card.text
    assert lead(stage) == ("new", 1, 1, 0)
    await press(stage, stage.timur, TAKE)
    await stage.card(reference, AIGERIM.email, TIMUR)
    assert cards(stage.group) == [card]


async def test_the_owner_hands_over_to_the_colleague_who_presses(stage: Stage) -> None:
    reference, card = await offered_card(stage)
    assert card.labels == [TAKE_OVER, BACK]
    assert reference in await press(stage, stage.madina, TAKE_OVER)
    await wait_for_deliveries(stage)
    assert MADINA in card.text
    await press(stage, stage.timur, TAKE_OVER)
    await stage.world.until(lambda: TIMUR in card.text)
    assert shows(card, AIGERIM)
    assert MADINA not in card.text
    assert card.labels == WHEN_TAKEN
    assert TIMUR in await press(stage, stage.madina, CONTACTED, card)
    await press(stage, stage.timur, CONTACTED)
    await stage.world.until(lambda: f"Хабарласты: {TIMUR}" in card.text)


async def test_an_offer_can_be_taken_back_by_its_owner_and_by_nobody_else(stage: Stage) -> None:
    _, card = await offered_card(stage)
    assert MADINA in await press(stage, stage.timur, BACK)
    await wait_for_deliveries(stage)
    assert card.labels == [TAKE_OVER, BACK]
    await press(stage, stage.madina, BACK, card)
    await stage.world.until(lambda: card.labels == WHEN_TAKEN)
    assert MADINA in await forge(stage, stage.timur, card, data_of(card, TAKE_OVER))
    await wait_for_deliveries(stage)
    assert MADINA in card.text


async def test_offering_a_lead_postpones_nothing_that_is_due(stage: Stage) -> None:
    await taken_card(stage)
    due = "SELECT changed_at, destroy_at, nudge_at, nudges, warn_at FROM leads"
    stage.execute("UPDATE leads SET nudge_at = nudge_at - 1, nudges = 1, warn_at = warn_at - 1")
    before = rows(stage.folder / "momu.db", due)
    for label in (HAND_OVER, BACK):
        await press(stage, stage.madina, label)
        await stage.world.until(lambda: label not in stage.group.last.labels)  # noqa: B023
        assert rows(stage.folder / "momu.db", due) == before


async def test_a_lead_that_was_not_offered_cannot_be_taken_over(stage: Stage) -> None:
    _, card = await taken_card(stage)
    data = data_of(card, CONTACTED).replace("contact", "take_over")
    assert MADINA in await forge(stage, stage.timur, card, data)
    await wait_for_deliveries(stage)
    assert (MADINA in card.text, card.labels) == (True, WHEN_TAKEN)


async def test_a_colleague_who_neither_owns_nor_administers_is_told_whose_it_is(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    for label in (RELEASE, HAND_OVER, CLOSE, CONTACTED):
        answer = await press(stage, stage.timur, label, card)
        assert (MADINA in answer, reference in answer) == (True, True), label
        await wait_for_deliveries(stage)
        assert (shows(card, AIGERIM), card.labels) == (True, WHEN_TAKEN), label


async def owned_by_timur(stage: Stage) -> tuple[str, Message]:
    """Madina owns the group, and so administers it."""
    reference, card = await new_card(stage)
    await press(stage, stage.timur, TAKE)
    await stage.card(reference, AIGERIM.email, TIMUR)
    return reference, card


async def test_an_administrator_releases_what_a_colleague_has(stage: Stage) -> None:
    _, card = await owned_by_timur(stage)
    await press(stage, stage.madina, RELEASE)
    await stage.world.until(lambda: card.labels == [TAKE])
    assert not shows(card, AIGERIM)


async def test_an_administrator_closes_what_a_colleague_has(stage: Stage) -> None:
    _, card = await owned_by_timur(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[2] in card.labels)
    await press(stage, stage.madina, OUTCOMES[2])
    await stage.card("Жабылды", OUTCOMES[2])
    assert not shows(card, AIGERIM)


async def test_an_administrator_does_not_say_that_a_colleague_has_called(stage: Stage) -> None:
    _, card = await owned_by_timur(stage)
    assert TIMUR in await press(stage, stage.madina, CONTACTED)
    await wait_for_deliveries(stage)
    assert card.labels == WHEN_TAKEN


async def test_somebody_just_made_an_administrator_may_release_at_once(stage: Stage) -> None:
    _, card = await taken_card(stage)
    assert MADINA in await press(stage, stage.timur, RELEASE, card)
    stage.group.promote(stage.timur)
    await press(stage, stage.timur, RELEASE, card)
    await stage.world.until(lambda: card.labels == [TAKE])


async def test_a_closed_lead_is_reopened_after_one_question(stage: Stage) -> None:
    reference, card = await card_to_reopen(stage)
    await press(stage, stage.timur, BACK)
    await stage.world.until(lambda: card.labels == [REOPEN])
    await press(stage, stage.timur, REOPEN)
    await stage.world.until(lambda: SURE_TO_REOPEN in card.labels)
    assert reference in await press(stage, stage.timur, SURE_TO_REOPEN)
    await stage.world.until(lambda: card.labels == [TAKE])
    assert not shows(card, AIGERIM)
    assert lead(stage) == ("new", 1, 1, 0)
    await press(stage, stage.madina, TAKE)
    await stage.card(reference, AIGERIM.email, MADINA)


async def test_what_is_past_its_retention_is_not_reopened(stage: Stage) -> None:
    """The sweep may not have come yet."""
    await stage.restart(sweep_interval=3_600_000)
    await card_to_reopen(stage)
    stage.world.clock.advance(90 * 86_400 + 60)
    assert await press(stage, stage.timur, SURE_TO_REOPEN) == KK("staff.no_lead")
    assert lead(stage)[0] == "closed"


async def test_old_buttons_do_nothing_to_a_closed_lead(stage: Stage) -> None:
    _, card = await closed_card(stage)
    for label in (TAKE, CONTACTED, CLOSE, RELEASE, HAND_OVER):
        assert MADINA in await forge(stage, stage.madina, card, data_of(card, label)), label
        await wait_for_deliveries(stage)
        assert (shows(card, AIGERIM), card.labels) == (False, [REOPEN]), label


@pytest.mark.parametrize(
    ("scene", "labels"),
    [
        (new_card, [TAKE]),
        (taken_card, [CONTACTED, RELEASE, HAND_OVER]),
        (offered_card, [TAKE_OVER, BACK]),
        (card_to_close, [OUTCOMES[0]]),
        (card_to_reopen, [SURE_TO_REOPEN]),
    ],
    ids=["new", "taken", "offered", "to close", "to reopen"],
)
async def test_somebody_outside_can_do_none_of_it(stage: Stage, scene: Scene, labels: list[str]) -> None:
    _, card = await scene(stage)
    before = lead(stage)
    for label in labels:
        assert await forge(stage, stage.outsider, card, data_of(card, label)) == KK("staff.not_member"), label
        await wait_for_deliveries(stage)
        assert lead(stage) == before, label


RACES = {
    "contact": (taken_card, CONTACTED, "Белгіленді"),
    "release": (taken_card, RELEASE, "қайтарылды"),
    "offer": (taken_card, HAND_OVER, "енді басқа"),
    "take over": (offered_card, TAKE_OVER, "Сізде"),
    "keep": (offered_card, BACK, "қалды"),
    "close": (card_to_close, OUTCOMES[0], "жабылды."),
    "reopen": (card_to_reopen, SURE_TO_REOPEN, "қайта ашылды"),
}


@pytest.mark.parametrize("name", RACES)
async def test_of_twenty_who_press_at_once_one_wins(stage: Stage, name: str) -> None:
    scene, label, won = RACES[name]
    _, card = await scene(stage)
    data = data_of(card, label)
    crowd: list[User] = [stage.world.user(f"Қызметкер{number}", language_code="kk") for number in range(19)]
    for one in crowd:
        stage.group.set_first_members([one])
        stage.group.promote(one)
    pressers = {"contact": [stage.madina] * 20, "take over": [*crowd, stage.timur]}.get(name, [*crowd, stage.madina])
    answers = await asyncio.gather(*(pop_up(stage, one.tap_data(data, card)) for one in pressers))
    assert sum(won in answer for answer in answers) == 1
    (steps,) = rows(stage.folder / "momu.db", "SELECT count(*) FROM lead_history")
    expected = {"take over": 3, "keep": 3, "close": 2, "reopen": 3}
    assert steps == (expected.get(name, 2),)
    losers = [answer for answer in answers if won not in answer]
    if name == "take over":
        (winner,) = [
            one for one, answer in zip(pressers, answers, strict=True) if won in answer and one is not stage.madina
        ]
        assert sum(winner.first_name in answer.split() for answer in losers) >= 18
    if name in ("offer", "keep", "close"):
        assert all(MADINA in answer or "— Сізде" in answer for answer in losers)


async def says(guest: Guest, *parts: str) -> None:
    guest.user.start()
    await guest.sees(*parts)


async def test_the_person_is_told_how_it_stands_in_every_state(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    arrived, at_work = "өтінімі қабылданды", "маман жұмыс істеп жатыр"
    await says(guest, arrived)
    for who, label, after, status in (
        (stage.madina, TAKE, CONTACTED, at_work),
        (stage.madina, CONTACTED, CLOSE, "Сізбен хабарластық"),
        (stage.madina, HAND_OVER, TAKE_OVER, "Сізбен хабарластық"),
        (stage.timur, TAKE_OVER, CONTACTED, at_work),
        (stage.timur, RELEASE, TAKE, arrived),
        (stage.timur, TAKE, CONTACTED, at_work),
        (stage.timur, CLOSE, OUTCOMES[0], at_work),
        (stage.timur, OUTCOMES[0], REOPEN, "өтінімі жабылды"),
        (stage.madina, REOPEN, SURE_TO_REOPEN, "өтінімі жабылды"),
        (stage.madina, SURE_TO_REOPEN, TAKE, arrived),
    ):
        await press(stage, who, label)
        await stage.world.until(lambda: after in card.labels)  # noqa: B023
        await says(guest, reference, status)


NAMES = {
    "nothing to see": ("\u3164", "Әріптес"),
    "only direction marks": ("\u202e\u200f", "Әріптес"),
    "zalgo": ("М" + "\u0301\u0316\u0350\u036f" * 20 + "адина", "М"),
    "very long": ("Ә" * 64, "Ә" * 31 + "…"),
    "right to left": ("محمد\u202e", "\u2068محمد\u2069"),
    "markup": ("<b>&", "<b>&"),
    "two lines": ("Мадина\n\nM-222222", "Мадина M-222222"),
}


async def test_the_card_stays_readable_whatever_the_colleague_is_called(stage: Stage) -> None:
    """She takes the lead under each name, and puts it back."""
    reference, card = await new_card(stage)
    for name, (given, shown) in NAMES.items():
        stage.madina.first_name = given
        await press(stage, stage.madina, TAKE)
        await stage.world.until(lambda: shows(card, AIGERIM))
        line = next(line for line in card.text.splitlines() if "Жұмыста" in line)
        assert all(part in card.text for part in (reference, AIGERIM.email, shown)), name
        assert not any(part in card.text for part in ("\u202e", "\u036f" * 2)), name
        assert line.rpartition(" · ")[2].strip()[-3] == ":", name
        await press(stage, stage.madina, RELEASE)
        await stage.world.until(lambda: card.labels == [TAKE])
