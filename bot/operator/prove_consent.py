"""Proves the consents of a person (law 94-V art. 25(2)(5)): what was shown, its hash, and the rows of the ledger."""

from __future__ import annotations

import hashlib

from bot.domain.consent import Consent, ShownText
from bot.domain.frozen import frozen
from bot.domain.ledger import Entry, Event
from bot.machine import Clock
from bot.operator.find import Query
from bot.operator.known_person import KnownPerson, open_persons
from storage import consents, ledger
from storage.store import Store


@frozen
class ConsentProof:
    """One consent. `entries` are its rows in the ledger, without those that were cut off at their end."""

    consent: Consent
    shown: ShownText | None
    entries: tuple[Entry, ...]

    @property
    def has_hash_of_text(self) -> bool:
        """Whether the stored text is the one that was agreed to."""
        return self.shown is not None and hashlib.sha256(self.shown.body.encode()).hexdigest() == self.consent.text_hash


@frozen
class PersonProof:
    """`subject` is the person's name in the ledger. The newest consent stands first."""

    subject: str
    consents: tuple[ConsentProof, ...]


async def prove_consent(store: Store, query: Query, clock: Clock) -> list[PersonProof]:
    """The proofs of everybody who fits the query. Raises what `open_persons` raises."""
    found = await open_persons(store, query)
    proofs = [await _prove(store, one) for one in found]
    for one in found:
        await store.commit(one.register(Event.REQUEST_ANSWERED, {"request": "proof"}, clock()))
    return proofs


async def _prove(store: Store, one: KnownPerson) -> PersonProof:
    subject = one.person.ledger_subject
    entries = await ledger.of_subject(store.engine, subject)
    given = await consents.history(store.engine, one.pseudonym)
    return PersonProof(subject, tuple([await _prove_one(store, consent, entries) for consent in given]))


async def _prove_one(store: Store, consent: Consent, entries: list[Entry]) -> ConsentProof:
    shown = await consents.load_text(store.engine, consent.text_hash)
    return ConsentProof(consent, shown, tuple(entry for entry in entries if consent.id.hex() in entry.facts))
