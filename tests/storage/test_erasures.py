"""Does an erasure destroy every row about a person, once, and keep what it needs to tell them?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.erasure import WITHOUT_REQUEST, Place, Reason, Stage
from bot.domain.erasure_plan import By, What, spots
from bot.domain.facts import Fact
from bot.domain.fate import Fate
from bot.domain.time import DAY, SECOND, start_of_day
from storage import disclosure_ends, erasure_messages, erasures, ledger
from storage.news import News
from storage.outbox import STAFF, Urgency
from storage.statements import Conflict, Statement
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import STRANGER
from tests.handlers.turns import NOW, PERSON
from tests.storage.erasing import CARD, LATER, MESSAGE, OTHER, columns, destroyed, load, queue, requested


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)


@pytest.mark.parametrize("reason", Reason)
async def test_a_stored_erasure_is_read_again_as_it_was_requested(scene: Scene, reason: Reason) -> None:
    found = await requested(scene, reason)
    person = await scene.person()
    assert (found.reason, found.stage, found.person) == (reason, Stage.INTENT, (await scene.visitor()).pseudonym)
    assert (found.address, found.language, found.ledger_subject) == (PERSON.address, "kk", person.ledger_subject)
    assert (found.requested_at, found.delayed, found.is_lost, found.application) == (NOW, False, False, "")
    assert await load(scene, found) == found
    assert await erasures.reason_of(scene.store.engine, found.id) is reason
    assert await scene.store.engine.read("SELECT reference FROM erasures") == [(found.reference,)]


async def test_only_its_own_key_opens_where_to_answer(scene: Scene) -> None:
    erasure = await requested(scene)
    await scene.store.vault.destroy((await scene.visitor()).pseudonym)
    assert await load(scene, erasure) == erasure
    await scene.store.vault.destroy(erasure.id)
    assert await load(scene, erasure) is None
    assert erasure.person
    assert await erasures.under_way(scene.store.engine, scene.store.vault, erasure.person) is None


async def test_nobody_else_is_being_erased_and_no_other_erasure_is_found(scene: Scene) -> None:
    erasure = await requested(scene)
    other = (await scene.visitor(STRANGER)).pseudonym
    assert await erasures.under_way(scene.store.engine, scene.store.vault, other) is None
    assert await load(scene, replace(erasure, id=b"another")) is None


async def test_an_application_that_ended_is_named_and_an_older_row_names_none(scene: Scene) -> None:
    erasure = await requested(scene)
    seal = await scene.store.vault.seal_of(erasure.id)
    assert seal
    named = erasures.close_details(replace(erasure, application="M-7K3F9Q"), seal)
    (row,) = await columns(scene, "id, reference, reason, stage, person, details, requested_at, delayed_at")
    assert erasures.opened((*row[:5], named, *row[6:]), seal).application == "M-7K3F9Q"
    where = {"chat_id": int(PERSON.address.id), "language": "kk", "subject": "s"}
    old = seal.close("erasures", "details", json.dumps(where))
    assert erasures.opened((*row[:5], old, *row[6:]), seal) == replace(erasure, ledger_subject="s")


async def test_a_reason_of_a_newer_version_destroys_and_tells_as_a_wish_does(scene: Scene) -> None:
    assert erasures.reason_from("drought") is Reason.WISH
    assert [erasures.reason_from(reason.value) for reason in Reason] == [*Reason]
    erasure = await requested(scene, Reason.CANCELLED)
    await scene.store.commit([Statement("UPDATE erasures SET reason = 'drought'")])
    found = await load(scene, erasure)
    assert found
    assert found.reason is Reason.WISH


@pytest.mark.parametrize("reason", Reason)
async def test_only_an_erasure_that_somebody_asked_for_wakes_who_destroys(scene: Scene, reason: Reason) -> None:
    erasure = await requested(scene, reason)
    woken = News.ERASURE_REQUESTED in erasures.insert(erasure, None).brings
    assert woken is (reason not in WITHOUT_REQUEST)


async def test_every_row_about_the_person_goes_and_what_has_to_be_taken_back_stays(scene: Scene) -> None:
    erasure = await requested(scene)
    await scene.admit(replace(OTHER, card=CARD + 1))
    tables = [spot.name for spot in spots(What.TABLE, Fate.DESTROYED) if spot.by is not By.QUEUE]
    before = {table: await scene.count(table) for table in tables}
    await scene.store.commit(erasures.destroy_rows(erasure, LATER))
    after = {table: await scene.count(table) for table in tables}
    assert after["persons"] == after["leads"] == after["consents"] == after["cards"] == 1  # the other person's
    assert after["messages"] == after["drafts"] == 0
    assert before["messages"] == before["drafts"] == 1
    assert await columns(scene, "stage, destroyed_at, done_at") == [("destroyed", LATER, None)]
    traces = [await erasure_messages.traces(scene.store.engine, erasure.id, place) for place in Place]
    assert [[trace.message_id for trace in some] for some in traces] == [[MESSAGE], [CARD], [], []]


async def test_the_proof_of_a_destruction_is_found_by_its_reference_under_a_name_that_means_nothing(
    scene: Scene,
) -> None:
    erasure = await destroyed(scene)
    *_, proof = [entry async for entry in ledger.entries(scene.store.engine)]
    assert (proof.event, proof.subject, proof.at) == (
        "data_destroyed",
        erasure.ledger_subject,
        start_of_day(LATER),
    )
    assert json.loads(proof.facts) == {"reference": erasure.reference}


@pytest.mark.parametrize("reason", Reason)
async def test_staff_and_person_are_told_at_once_if_somebody_waits_for_it(scene: Scene, reason: Reason) -> None:
    erasure = await destroyed(scene, reason)
    urgency = Urgency.MANY if reason in WITHOUT_REQUEST else Urgency.ERASURE
    assert await queue(scene) == {
        "erased_cards": (STAFF, urgency, LATER),
        "erased": (erasure.id.hex(), urgency, LATER),
    }


@pytest.mark.parametrize("destroy", ["at first", "after a restore"])
async def test_the_register_keeps_that_a_file_was_handed_out_and_not_about_whom(scene: Scene, destroy: str) -> None:
    erasure = await requested(scene, handed_out=True)
    assert erasure.person
    again = erasures.wipe(erasure.person, LATER)
    await scene.store.commit(erasures.destroy_rows(erasure, LATER) if destroy == "at first" else again)
    listed = await scene.store.engine.read("SELECT reference, person FROM disclosure_leads")
    assert listed == [("M-7K3F9Q", None)]
    assert await scene.store.engine.read("SELECT details IS NULL, remove_at FROM disclosures") == [(1, LATER)]
    assert await scene.tells(Fact.RECALL, disclosure_ends.RECALL)


async def test_rows_are_destroyed_once(scene: Scene) -> None:
    erasure = await destroyed(scene)
    with pytest.raises(Conflict, match="erasures"):
        await scene.store.commit(erasures.destroy_rows(erasure, LATER))
    assert await columns(scene, "destroyed_at") == [(LATER,)]


async def test_where_to_answer_can_be_sealed_again_until_the_rows_are_destroyed(scene: Scene) -> None:
    erasure = await requested(scene)
    seal, key = scene.store.vault.make_seal(erasure.id, NOW)
    await scene.store.vault.destroy(erasure.id)
    await scene.store.commit([erasures.tell_again(replace(erasure, language="ru"), seal)], [key])
    assert await load(scene, erasure) == replace(erasure, language="ru")
    await scene.store.commit(erasures.destroy_rows(erasure, LATER))
    with pytest.raises(Conflict):
        await scene.store.commit([erasures.tell_again(erasure, seal)])


async def test_a_person_who_asks_again_goes_before_others(scene: Scene) -> None:
    erasure = await destroyed(scene, Reason.EXPIRED)
    hurried = erasures.prioritise(erasure, LATER + SECOND)
    assert set(hurried.brings) == {News.FACT_TO_TELL, News.ERASURE_REQUESTED}
    await scene.store.commit([hurried])
    assert (await queue(scene))["erased"] == (erasure.id.hex(), Urgency.ERASURE, LATER + SECOND)
    delayed = erasures.prioritise(replace(erasure, delayed=True), NOW)
    assert delayed == replace(hurried, params=delayed.params, brings=(News.FACT_TO_TELL,))


async def test_one_that_takes_longer_says_so_once_and_takes_contacts_from_cards(scene: Scene) -> None:
    erasure = await requested(scene)
    await scene.store.commit(erasures.delay(erasure, LATER))
    assert await columns(scene, "delayed_at, stage") == [(LATER, "intent")]
    assert await queue(scene) == {
        "erasure_delayed": (erasure.id.hex(), Urgency.ERASURE, LATER),
        "erased_cards": (STAFF, Urgency.ERASURE, LATER),
    }
    cards = await erasure_messages.traces(scene.store.engine, erasure.id, Place.STAFF)
    assert [trace.message_id for trace in cards] == [CARD]
    assert await load(scene, erasure) == replace(erasure, delayed=True)
    with pytest.raises(Conflict, match="erasures"):
        await scene.store.commit(erasures.delay(erasure, LATER + DAY))
