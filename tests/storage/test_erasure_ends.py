"""Does an erasure keep who is to be told until they are told, and not a moment longer?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.disclosure import HandOver, Recipient
from bot.domain.erasure import Kind, Place, Result, Stage
from bot.domain.facts import Fact
from bot.domain.time import DAY, start_of_day
from storage import erasure_ends, erasure_messages, erasures, ledger, outbox
from storage.statements import Conflict, Statement
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, sent
from tests.handlers.turns import NOW
from tests.storage.erasing import LATER, OTHER, columns, destroyed, load, requested, take_back


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)


async def test_the_pseudonym_goes_only_after_the_last_message_in_the_private_chat_is_taken_back(scene: Scene) -> None:
    erasure = await destroyed(scene)
    with pytest.raises(Conflict):
        await scene.store.commit([erasures.unlink_person(erasure.id)])
    await take_back(scene, erasure, Place.PRIVATE)
    await scene.store.commit([erasures.unlink_person(erasure.id)])
    assert await columns(scene, "person") == [(None,)]
    assert await load(scene, erasure) == replace(erasure, stage=Stage.DESTROYED, person=None)


async def test_a_person_who_could_not_be_told_has_their_pseudonym_back_unless_they_are_known_again(
    scene: Scene,
) -> None:
    erasure = await destroyed(scene)
    assert erasure.person
    await take_back(scene, erasure, Place.PRIVATE)
    await scene.store.commit([erasures.unlink_person(erasure.id)])
    await scene.store.commit([erasures.relink_person(b"another", erasure.person)])
    assert await columns(scene, "person") == [(None,)]
    await scene.store.commit([erasures.relink_person(erasure.id, erasure.person)])
    assert await columns(scene, "person") == [(erasure.person,)]
    await scene.store.commit([erasures.unlink_person(erasure.id)])
    await scene.store.vault.destroy(erasure.person)
    await scene.admit(sent())
    await scene.store.commit([erasures.relink_person(erasure.id, erasure.person)])
    assert await columns(scene, "person") == [(None,)]


async def test_an_erasure_is_done_when_the_person_is_told_and_no_message_is_open(scene: Scene) -> None:
    erasure = await destroyed(scene)
    finish = erasure_ends.finish(erasure.id, LATER + DAY)
    for place in (Place.PRIVATE, Place.STAFF):
        await scene.store.commit(finish)
        await take_back(scene, erasure, place)
    await scene.store.commit(finish)
    assert await columns(scene, "stage, done_at") == [("destroyed", None)]  # nobody has told the person
    await scene.store.commit([erasures.clear_details(erasure.id), *erasure_ends.finish(b"another", LATER)])
    assert await columns(scene, "stage, person, details, done_at") == [("destroyed", None, None, None)]
    await scene.store.commit(finish)
    assert await columns(scene, "stage, done_at") == [("done", LATER + DAY)]


async def test_what_is_done_leads_to_no_message_and_no_minute(scene: Scene) -> None:
    erasure = await destroyed(scene)
    (answer,) = await erasure_messages.traces(scene.store.engine, erasure.id, Place.PRIVATE)
    await scene.store.commit([erasure_messages.record(erasure.id, answer, Result.UNREACHABLE)])
    await take_back(scene, erasure, Place.STAFF)
    ended = [erasures.clear_details(erasure.id), *erasure_ends.finish(erasure.id, LATER)]
    await scene.store.commit(ended)
    assert await scene.count("erasure_messages") == 0
    (left,) = await erasure_ends.left(scene.store.engine)
    assert (left.reference, left.kind, left.number) == (erasure.reference, Kind.ANSWER, 1)
    assert await columns(scene, "destroyed_at") == [(LATER,)]  # it says how long the log waits to be emptied
    await scene.store.commit([erasure_ends.clear(LATER, LATER)])
    day = start_of_day(NOW)
    assert await columns(scene, "requested_at, destroyed_at, done_at, cleared_at") == [(day, day, day, day)]


async def test_until_it_is_done_the_moments_stay(scene: Scene) -> None:
    erasure = await destroyed(scene)
    await scene.store.commit([erasure_ends.clear(LATER, LATER), *erasure_ends.finish(erasure.id, LATER)])
    assert await columns(scene, "stage, requested_at, destroyed_at") == [("destroyed", NOW, LATER)]
    assert await scene.count("erasure_messages") == 2


async def test_told_is_not_done_while_a_card_in_the_staff_group_is_open(scene: Scene) -> None:
    erasure = await destroyed(scene)
    await take_back(scene, erasure, Place.PRIVATE)
    await scene.store.commit([erasures.clear_details(erasure.id), *erasure_ends.finish(erasure.id, LATER)])
    assert await columns(scene, "stage") == [("destroyed",)]


async def test_an_intent_is_not_done_though_nobody_can_be_told(scene: Scene) -> None:
    erasure = await requested(scene)
    await scene.store.commit([erasures.clear_details(erasure.id), *erasure_ends.finish(erasure.id, LATER)])
    assert await columns(scene, "stage, done_at") == [("intent", None)]


async def test_after_the_answer_nothing_opens_where_it_went(scene: Scene) -> None:
    erasure = await destroyed(scene)
    await scene.store.commit([Statement("UPDATE erasures SET cleared_at = 5")])
    await scene.store.commit([erasures.clear_details(erasure.id)])
    assert await columns(scene, "cleared_at") == [(None,)]  # the log of the database still has the sealed address
    assert await load(scene, erasure) is None
    assert erasure.person
    assert await erasures.under_way(scene.store.engine, scene.store.vault, erasure.person) is None


async def test_what_a_restored_backup_brings_back_goes_again_without_a_message(scene: Scene) -> None:
    erasure = await requested(scene)
    await scene.admit(OTHER)
    assert erasure.person
    waiting = outbox.tell(erasure.person.hex(), Fact.SENT, b"lead", NOW)
    await scene.store.commit([waiting])
    await scene.store.commit(erasures.wipe(erasure.person, LATER))
    assert [await scene.count(table) for table in ("persons", "leads", "drafts", "messages")] == [1, 1, 0, 0]
    assert await columns(scene, "stage, person, details, destroyed_at, done_at") == [
        ("done", None, None, LATER, start_of_day(LATER))
    ]
    assert await scene.count("outbox") == 0
    assert await scene.count("erasure_messages") == 0
    *_, proof = [entry async for entry in ledger.entries(scene.store.engine)]
    assert (proof.event, proof.subject, proof.at) == ("data_destroyed", "", start_of_day(LATER))
    assert json.loads(proof.facts) == {"reason": "restored backup"}


async def test_it_is_known_since_when_a_chat_is_out_of_reach_until_it_is_within_reach(scene: Scene) -> None:
    erasure = await destroyed(scene)
    for now in (LATER, LATER + DAY):
        await scene.store.commit([erasures.note_out_of_reach(erasure.id, now)])
        assert await columns(scene, "out_of_reach_at") == [(LATER,)]
    await scene.store.commit([erasures.note_out_of_reach(b"another", LATER), erasures.note_within_reach(b"another")])
    assert await columns(scene, "out_of_reach_at") == [(LATER,)]
    await scene.store.commit([erasures.note_within_reach(erasure.id)])
    assert await columns(scene, "out_of_reach_at") == [(None,)]


async def test_the_receipt_names_who_received_a_file_after_the_register_has_forgotten_it(scene: Scene) -> None:
    erasure = await requested(scene)
    seal = await scene.store.vault.seal_of(erasure.id)
    assert seal
    named = replace(erasure, banned=True, handed=(HandOver(SINCE, Recipient.STATE, "полиция"),))
    await scene.store.commit([erasures.note_hand_overs(named, seal)])
    assert await load(scene, erasure) == named
