"""/forget_me in every state of a card: it says withdrawn, no message shows anything, and the history is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from simulator.state import faults
from simulator.state.message import Message
from tests.people import AIGERIM, MADINA, TIMUR
from tests.scenarios.colleagues import (
    TAKE,
    ask,
    card_shown_again,
    card_to_close,
    card_to_reopen,
    closed_card,
    contacted_card,
    data_of,
    forge,
    handed_over_card,
    new_card,
    offered_card,
    released_card,
    reopened_card,
    taken_card,
)
from tests.scenarios.evidence import cards, ever_showed, rows, shows
from tests.scenarios.stage import Guest, Stage, open_stage, plain, words

KK = words("kk")
Scene = Callable[[Stage], Awaitable[tuple[str, Message]]]
SCENES: list[Scene] = [
    new_card, taken_card, contacted_card, card_to_close, closed_card, released_card, offered_card, handed_over_card,
    card_to_reopen, reopened_card, card_shown_again,
]  # fmt: skip
each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)


def applicant(stage: Stage) -> Guest:
    """The person who applies in the scene."""
    (user,) = [user for user in stage.world.users.values() if user.first_name == AIGERIM.first_name]
    return Guest(user, AIGERIM)


async def withdrawn(stage: Stage, reference: str, card: Message) -> None:
    await stage.world.until(lambda: card.text == plain(KK("card.withdrawn", reference=reference)))
    assert card.labels == []
    assert not any(shows(message, AIGERIM) for message in cards(stage.group))
    assert not any(name in message.text for message in cards(stage.group, reference) for name in (MADINA, TIMUR))
    found = "SELECT (SELECT count(*) FROM {0}) + (SELECT count(*) FROM {1}) + (SELECT count(*) FROM {2})"
    left = found.format("lead_history", "old_cards", "leads")
    await stage.world.until(lambda: rows(stage.folder / "momu.db", left) == [(0,)])


@each_scene
async def test_the_card_says_withdrawn_and_old_buttons_and_commands_find_nothing_afterwards(
    stage: Stage, scene: Scene
) -> None:
    reference, card = await scene(stage)
    data = data_of(card, card.labels[0])
    await applicant(stage).forget()
    await withdrawn(stage, reference, card)
    assert await forge(stage, stage.madina, card, data) == KK("staff.no_lead")
    for command in ("lead", "ban"):
        assert (await ask(stage, f"/{command} {reference}")).html == KK("lead.unknown", command=command)
        assert (await ask(stage, f"/{command}", reply_to=card)).html == KK("lead.unknown", command=command)
    assert (await ask(stage, "/leads")).text == KK("leads.none")
    assert not any(shows(message, AIGERIM) for message in cards(stage.group))


@each_scene
async def test_so_it_does_where_the_card_shows_everything_at_once(tmp_path: object, scene: Scene) -> None:
    async with open_stage(tmp_path / "data", staff_card="full") as stage:  # type: ignore[operator]
        reference, card = await scene(stage)
        await applicant(stage).forget()
        await withdrawn(stage, reference, card)


async def test_a_card_just_asked_for_again_is_withdrawn_at_both_places(stage: Stage) -> None:
    """The earlier card cannot be rewritten for a while; the erasure takes both."""
    reference, first = await taken_card(stage)
    person = applicant(stage)
    for _ in range(4):
        stage.world.faults.script("editMessageText", faults.server_error(), chat=stage.group)
    await ask(stage, f"/lead {reference}")
    assert shows(first, AIGERIM)
    await person.forget()
    await stage.world.until(lambda: not shows(first, AIGERIM), timeout=20)
    again = stage.group.last
    await withdrawn(stage, reference, again)
    assert not ever_showed(again, AIGERIM)


async def test_a_press_under_way_while_the_person_withdraws_brings_nothing_back(stage: Stage) -> None:
    reference, card = await new_card(stage)
    person = applicant(stage)
    for one in (stage.madina, stage.timur):
        one.tap(TAKE, chat=stage.group, message=card)
    await person.forget()
    await withdrawn(stage, reference, card)


async def test_the_history_goes_with_the_lead_at_the_end_of_its_retention(stage: Stage) -> None:
    reference, card = await closed_card(stage)
    stage.world.clock.advance(91 * 86_400)
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM leads"), timeout=10)
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM lead_history") == [(0,)]
    await stage.world.until(lambda: MADINA not in card.text)
    assert reference in card.text
