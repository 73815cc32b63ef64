"""Loads what a decision about the person who writes needs. What may change together is read in one query."""

from __future__ import annotations

from bot.domain.address import Address
from bot.domain.consent import Consent, Purpose
from bot.domain.erasure import Erasure
from bot.domain.form import Draft
from bot.domain.frozen import frozen
from bot.domain.lead import Lead
from bot.domain.person import Person
from bot.domain.time import EPOCH
from storage import consents, drafts, erasures, leads, persons, seen_updates
from storage.engine import Engine
from storage.statements import Row
from storage.vault import Seal, Vault


@frozen
class Visitor:
    """The person who writes. `person` is None before they agree: then nothing about them may be stored."""

    pseudonym: bytes
    address: Address
    seal: Seal | None = None
    person: Person | None = None
    consent: Consent | None = None
    draft: Draft | None = None
    leads: tuple[Lead, ...] = ()
    erasure: Erasure | None = None  # None once they have been told that it is done
    reached: int = 0  # the rank of the furthest stage at which they were counted (bot/domain/funnel.py)
    counted_in: str = ""  # the language in which they are counted
    named: tuple[str, ...] = ()  # the fields that the text of their consent is about


@frozen
class Visit:
    """The person who writes, and whether this update of theirs has had its effect before."""

    visitor: Visitor
    is_repeated: bool


_FLAGS = (
    seen_updates.is_seen("$3"),
    "EXISTS (SELECT 1 FROM leads WHERE person = $1)",
    "EXISTS (SELECT 1 FROM erasures WHERE person = $1)",
    "persons.reached",
    "persons.counted_in",
    "(SELECT fields FROM consent_texts WHERE hash = consents.text_hash)",
)
_TABLES = (persons, drafts, consents)
_SELECT = (
    f"SELECT {', '.join((*_FLAGS, *(one.COLUMNS for one in _TABLES)))} FROM (SELECT 1) AS here "
    "LEFT JOIN persons ON persons.person = $1 LEFT JOIN drafts ON drafts.person = $1 "
    f"LEFT JOIN consents ON consents.id = ({consents.newest('id')})"
)
_WIDTHS = [one.COLUMNS.count(",") + 1 for one in _TABLES]


async def load(engine: Engine, vault: Vault, address: Address, update_id: int | None = None) -> Visit:
    """Everything stored about the person at this address."""
    pseudonym = vault.pseudonym(address)
    seal = await vault.seal_of(pseudonym)
    [row] = await engine.read(_SELECT, pseudonym, Purpose.APPLICATION, update_id)
    is_repeated, has_leads, has_erasure, reached, counted_in, named, *columns = row
    person_row, draft_row, consent_row = _split(columns)
    person = persons.open_row(person_row, seal, address) if seal and person_row else None
    if seal is None or person is None or person.erasing:
        erasure = await erasures.under_way(engine, vault, pseudonym) if has_erasure else None
        known = _erased_person(erasure) if erasure and person is None else person
        return Visit(Visitor(pseudonym, address, seal, known, erasure=erasure), bool(is_repeated))
    visitor = Visitor(
        pseudonym,
        address,
        seal,
        person,
        consents.read_row(consent_row) if consent_row else None,
        drafts.open_row(draft_row, seal) if draft_row else None,
        tuple(await leads.of_person(engine, pseudonym, seal)) if has_leads else (),
        reached=reached,
        counted_in=counted_in,
        named=consents.read_fields(named),
    )
    return Visit(visitor, bool(is_repeated))


def _split(columns: list[object]) -> list[Row | None]:
    """The columns of each table; None if it has no row. The first column of each table is never NULL."""
    parts, start = [], 0
    for width in _WIDTHS:
        part = tuple(columns[start : start + width])
        parts.append(None if part[0] is None else part)
        start += width
    return parts


def _erased_person(erasure: Erasure) -> Person:
    """What is known of a person whose key is destroyed: enough to answer in their language."""
    return Person(erasure.address, erasure.language, None, erasing=True, created_at=EPOCH, ledger_subject="")
