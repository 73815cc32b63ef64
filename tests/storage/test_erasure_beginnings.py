"""Does every erasure begin with the same rows, whoever requests it?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.erasure import Reason
from bot.domain.facts import Fact
from bot.domain.time import DAY, Span
from storage import erasures, lead_endings
from storage.erasure_beginnings import begin
from storage.statements import Conflict
from tests.handlers.memory import close, open_in_memory, seeded_entropy
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, known, make_lead, sent
from tests.handlers.turns import NOW


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)


@pytest.mark.parametrize("held_until", [0, NOW + Span(1)])
@pytest.mark.parametrize("reason", [Reason.WISH, Reason.CANCELLED, Reason.UNFINISHED, Reason.EXPIRED])
async def test_cards_lose_their_contacts_at_once_only_where_a_hold_postpones_the_rest(
    scene: Scene, reason: Reason, held_until: int
) -> None:
    await scene.admit(sent(held_until=held_until))
    visitor = await scene.visitor()
    begun = begin(scene.store.vault, visitor.pseudonym, visitor.person, reason, NOW, scene.entropy)
    await scene.store.commit(begun.changes, begun.keys)
    assert await scene.tells(Fact.CARD, visitor.leads[0].id) is bool(held_until)
    under_way = await erasures.under_way(scene.store.engine, scene.store.vault, visitor.pseudonym)
    assert under_way
    assert (under_way.reference, under_way.reason, under_way.language) == (begun.reference, reason, "kk")
    assert await scene.store.engine.read("SELECT erasing FROM persons") == [(1,)]


async def test_one_erasure_of_somebody_is_under_way_at_a_time(scene: Scene) -> None:
    await scene.admit(sent())
    visitor = await scene.visitor()
    first, second = (
        begin(scene.store.vault, visitor.pseudonym, visitor.person, Reason.WISH, NOW, seeded_entropy(seed))
        for seed in (1, 2)
    )
    await scene.store.commit(first.changes, first.keys)
    with pytest.raises(Conflict, match="persons"):
        await scene.store.commit(second.changes, second.keys)


async def test_without_a_person_it_has_no_key_and_nothing_to_answer_with(scene: Scene) -> None:
    await scene.admit(sent())
    visitor = await scene.visitor()
    begun = begin(scene.store.vault, visitor.pseudonym, None, Reason.EXPIRED, NOW, scene.entropy)
    assert begun.keys == []
    await scene.store.commit(begun.changes)
    assert await scene.store.engine.read("SELECT person, details FROM erasures") == [(visitor.pseudonym, None)]


@pytest.mark.parametrize("is_lost", [False, True])
async def test_one_application_ends_and_its_person_is_told_if_it_is_known_who_it_was(
    scene: Scene, is_lost: bool
) -> None:
    ended, stays = make_lead(created_at=SINCE - 400 * DAY), make_lead(reference="M-2A2B2C")
    await scene.admit(known(leads=(ended, stays)))
    visitor = await scene.visitor()
    person = None if is_lost else visitor.person
    begun = lead_endings.end(scene.store.vault, ended.id, ended.reference, person, NOW, scene.entropy)
    await scene.store.commit(begun.changes, begun.keys)
    assert [lead.reference for lead in (await scene.visitor()).leads] == [stays.reference]
    [(erasure, stage, whose, destroyed_at)] = await scene.store.engine.read(
        "SELECT id, stage, person, destroyed_at FROM erasures"
    )
    assert (stage, whose, destroyed_at) == ("destroyed", None, NOW)
    assert await scene.tells(Fact.ENDED, erasure) is not is_lost
    assert await scene.tells(Fact.ERASED_CARDS, erasure)
