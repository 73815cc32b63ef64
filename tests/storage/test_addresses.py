"""Is somebody of any channel found by their address, and nobody else by it?"""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.domain.address import Address
from bot.domain.disclosure import COLUMNS, HOME, UNKNOWN, Basis, Details, Disclosure, Format, Recipient
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.machine import system_entropy
from storage import disclosure_ends, disclosures, persons
from storage.addresses import read_address
from storage.statements import Statement
from storage.store import Store
from tests.cases import cases
from tests.examples import examples

TELEGRAM, WHATSAPP = Address("telegram", "77010000000"), Address("whatsapp", "77010000000")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


async def test_one_number_in_two_channels_is_two_people(store: Store) -> None:
    for address in (TELEGRAM, WHATSAPP):
        name = store.vault.pseudonym(address)
        seal, key = store.vault.make_seal(name, Moment(1))
        await store.commit([persons.insert(name, seal, Person(address, "kk", None, False, Moment(1), "00"))], [key])
    found = [(await store.visitor(address)).person for address in (TELEGRAM, WHATSAPP)]
    assert [person and person.address for person in found] == [TELEGRAM, WHATSAPP]
    assert len(set((await persons.marks(store.engine)).values())) == 2


@given(channel=st.sampled_from(["telegram", "whatsapp"]), name=NAMES)
@examples(20, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_an_address_comes_back_whatever_it_looks_like(store: Store, channel: str, name: str) -> None:
    address = Address(channel, name)
    who = store.vault.pseudonym(address)
    seal, key = store.vault.make_seal(system_entropy(32), Moment(1))
    await store.commit([Statement("DELETE FROM persons")])
    await store.commit([persons.insert(who, seal, Person(address, "kk", None, False, Moment(1), "00"))], [key])
    person = await persons.load(store.engine, who, seal)
    assert person
    assert person.address == address


@cases(
    ("document", "address"),
    [
        ({"address": "whatsapp:77010000000"}, WHATSAPP),
        ({"chat_id": 77010000000}, TELEGRAM),  # as version 0.1.0 wrote it
        ({"chat_id": None}, None),
        ({"address": None}, None),
        ({}, None),
    ],
)
def test_documents_of_both_forms_are_read(document: dict[str, object], address: Address | None) -> None:
    assert read_address(document) == address


async def test_a_file_handed_out_by_version_0_1_0_is_taken_back_where_it_is(store: Store) -> None:
    """Its words end only after that, for they hold where it is."""
    said = Details("Мадина", "есеп", "Аудитор")
    one = Disclosure(
        b"d" * 16, "X-AAAAAA", Format.CSV, Recipient.STATE, Basis.LAW, HOME, COLUMNS, said, Moment(1), path="old.csv"
    )
    seal, key = store.vault.make_seal(one.id, Moment(1))
    before = {"asked_by": "Мадина", "reason": "есеп", "recipient": "Аудитор", "chat_id": 77010000000}
    sealed = seal.close("disclosures", "details", json.dumps(before))
    as_it_was = "UPDATE disclosures SET details = $1, place = NULL, message_id = 5, handed_at = 1"
    await store.commit([*disclosures.ask(one, seal), Statement(as_it_was, (sealed,))], [key])
    await store.commit(disclosure_ends.forget(b"somebody", Moment(2)))
    known = await disclosures.load(store.engine, store.vault, one.id)
    assert known
    assert (known.details, known.address, known.path) == (said, TELEGRAM, None)
    await store.commit(disclosure_ends.take_back(one.id))
    known = await disclosures.load(store.engine, store.vault, one.id)
    assert known
    assert (known.details, known.address, known.message_id) == (UNKNOWN, None, None)
    assert await disclosure_ends.spent_keys(store.engine) == {one.id}
