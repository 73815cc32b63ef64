"""Short keyed hashes of contacts: equal for equal contacts, and for many others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.facts import Fact
from bot.domain.same_contact import SameContact
from storage import contact_marks, mark_contacts, outbox
from storage.outbox import STAFF, Urgency
from storage.statements import Statement
from tests.databases import sqlite_only
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, COLLEAGUE, SINCE, make_lead, sent
from tests.handlers.turns import NOW
from tests.people import ALICE

OTHER = make_lead(reference="M-AAAAAA", details={**ALICE.answers, "phone": ANSWERS["phone"]})
THIRD = make_lead(reference="M-BBBBBB", details=ALICE.answers)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)


async def two(scene: Scene) -> None:
    """Two people with the same phone, both marked."""
    await scene.admit(sent())
    await scene.admit(replace(sent(), who=COLLEAGUE, leads=(OTHER,)))
    assert await mark_contacts.mark_contacts(scene.store.engine, scene.store.vault) == 2


async def test_the_other_is_found_by_name_of_the_field(scene: Scene) -> None:
    await two(scene)
    lead = await scene.lead()
    found = await contact_marks.same_contacts(scene.store.engine, scene.store.vault, lead, 4)
    assert found == {OTHER.id: SameContact("M-AAAAAA", ("phone",))}


async def test_equal_marks_of_different_contacts_are_told_apart(scene: Scene) -> None:
    await scene.admit(sent())
    await scene.admit(replace(sent(), who=COLLEAGUE, leads=(THIRD,)))
    await mark_contacts.mark_contacts(scene.store.engine, scene.store.vault)
    await scene.store.commit([Statement("UPDATE contact_marks SET mark = 7, more = 1")])
    assert await contact_marks.same_contacts(scene.store.engine, scene.store.vault, await scene.lead(), 4) == {}


async def test_who_has_an_equal_mark_and_another_contact_is_not_opened(scene: Scene) -> None:
    await scene.admit(sent())
    await scene.admit(replace(sent(), who=COLLEAGUE, leads=(THIRD,)))
    await mark_contacts.mark_contacts(scene.store.engine, scene.store.vault)
    unreadable = Statement("UPDATE leads SET details = $2 WHERE id = $1", (THIRD.id, bytes(40)))
    await scene.store.commit([Statement("UPDATE contact_marks SET mark = 7, more = 1"), unreadable])
    assert await contact_marks.same_contacts(scene.store.engine, scene.store.vault, await scene.lead(), 4) == {}


async def test_without_a_proof_the_other_is_opened(scene: Scene) -> None:
    """As an earlier version marked them; some of them only seem to be the same."""
    await two(scene)
    await scene.store.commit([Statement("UPDATE contact_marks SET mark = 7, more = 1, person = NULL, proof = NULL")])
    lead = await scene.lead()
    found = await contact_marks.same_contacts(scene.store.engine, scene.store.vault, lead, 4)
    assert found == {OTHER.id: SameContact("M-AAAAAA", ("phone",))}


async def test_a_proof_is_made_by_the_key_of_its_person(scene: Scene) -> None:
    await two(scene)
    own = (await scene.visitor()).pseudonym
    stranger, _ = scene.store.vault.make_seal(own, NOW)
    foreign = Statement("UPDATE contact_marks SET proof = $1", (stranger.proof("phone", ANSWERS["phone"]),))
    await scene.store.commit([foreign])
    assert await contact_marks.same_contacts(scene.store.engine, scene.store.vault, await scene.lead(), 4) == {}


async def test_a_proof_belongs_to_its_field(scene: Scene) -> None:
    await two(scene)
    seal = (await scene.visitor()).seal
    assert seal is not None
    assert seal.proof("phone", "x") != seal.proof("email", "x")
    assert seal.proof("phone", "x") == seal.proof("phone", "x") != seal.proof("phone", "y")


async def test_who_has_no_key_any_more_is_not_found(scene: Scene) -> None:
    await two(scene)
    [[other]] = await scene.store.engine.read("SELECT person FROM leads WHERE id = $1", OTHER.id)
    await scene.store.vault.destroy(other)
    assert await contact_marks.same_contacts(scene.store.engine, scene.store.vault, await scene.lead(), 4) == {}


async def test_a_second_run_marks_nothing(scene: Scene) -> None:
    await two(scene)
    assert await mark_contacts.mark_contacts(scene.store.engine, scene.store.vault) == 0


async def test_what_cannot_be_opened_stays_unmarked(scene: Scene) -> None:
    await scene.admit(sent())
    who = (await scene.visitor()).pseudonym
    await scene.store.vault.destroy(who)
    assert await mark_contacts.mark_contacts(scene.store.engine, scene.store.vault) == 0
    assert await scene.count("contact_marks") == 0


async def test_the_card_of_the_other_is_told_and_one_that_waits_keeps_its_urgency(scene: Scene) -> None:
    await two(scene)
    lead = (await scene.lead()).id
    await scene.store.commit(contact_marks.tell_others(lead, NOW))
    assert await scene.tells(Fact.CARD, OTHER.id)
    assert not await scene.tells(Fact.CARD, lead)
    await scene.store.commit([outbox.tell(STAFF, Fact.CARD, OTHER.id, SINCE, Urgency.PRESS)])
    before = await outbox.version_of(scene.store.engine, Fact.CARD, OTHER.id)
    await scene.store.commit(contact_marks.tell_others(lead, NOW))
    [row] = await scene.store.engine.read("SELECT urgency, version FROM outbox WHERE subject = $1", OTHER.id)
    assert before
    assert row == (Urgency.PRESS, before + 1)


async def test_marks_of_an_earlier_version_have_two_bits_less_and_fit_all_the_same(scene: Scene) -> None:
    await two(scene)
    await scene.store.commit([Statement("UPDATE contact_marks SET more = NULL WHERE lead = $1", (OTHER.id,))])
    for one, other in ((await scene.lead(), OTHER), (OTHER, await scene.lead())):
        await scene.store.commit([Statement("DELETE FROM outbox"), *contact_marks.tell_others(one.id, NOW)])
        assert await scene.tells(Fact.CARD, other.id)


async def test_who_differs_in_the_last_two_bits_is_not_told(scene: Scene) -> None:
    await two(scene)
    further = "UPDATE contact_marks SET more = (more + 1) % 4 WHERE lead = $1"
    await scene.store.commit([Statement(further, (OTHER.id,)), *contact_marks.tell_others(OTHER.id, NOW)])
    assert not await scene.tells(Fact.CARD, (await scene.lead()).id)


async def test_a_mark_has_eighteen_bits_and_belongs_to_its_field(scene: Scene) -> None:
    vault = scene.store.vault
    marks = {vault.short_mark("phone", f"+7701{number:07}") for number in range(3000)}
    assert all(0 <= one < 1 << 16 for one, _ in marks)
    assert {more for _, more in marks} == {0, 1, 2, 3}
    assert 2_500 < len({one for one, _ in marks}) < 2_950
    assert 2_950 < len(marks) < 3_000  # some have the same
    assert vault.short_mark("phone", "x") != vault.short_mark("email", "x")


@sqlite_only(reason="it reads the plan of SQLite")
async def test_marks_are_compared_within_the_index(scene: Scene) -> None:
    """Rows lie scattered over a large file: to read thirty of them costs more than the rest of an application."""
    plan = await scene.store.engine.read(f"EXPLAIN QUERY PLAN {contact_marks.CANDIDATES}", b"any")
    assert [row[3] for row in plan if "other" in row[3]] == [
        "SEARCH other USING COVERING INDEX contact_marks_by_mark (mark=? AND field=?)"
    ]
