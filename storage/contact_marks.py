"""Table `contact_marks`: short keyed hashes of phones and e-mails, which find applications with the same contact.

A mark has 18 bits: hundreds of numbers have the same one, so it says whose number it is to nobody, not even with the
key. Applications with equal marks are told apart by a proof that only the key of their person can make. Both go with
their application (docs/decisions/same-contact.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.domain.facts import Fact
from bot.domain.lead import Lead
from bot.domain.same_contact import SameContact, contacts_of, shared_fields
from bot.domain.time import Moment
from storage import leads, outbox
from storage.engine import Engine
from storage.outbox import STAFF, Urgency
from storage.statements import Row, Statement
from storage.vault import Seal, Vault

EQUAL = (
    "FROM contact_marks AS own JOIN contact_marks AS other "
    "ON other.mark = own.mark AND other.field = own.field AND other.lead <> own.lead "
    "AND (other.more <> own.more) IS NOT TRUE"  # rows of earlier versions have 16 bits
)
CANDIDATES = f"SELECT other.lead, other.field, other.person, other.proof {EQUAL} WHERE own.lead = $1"
OF_PERSON = "SELECT id FROM leads WHERE person = $1"


def put(vault: Vault, seal: Seal, person: bytes, lead: bytes, details: Mapping[str, str]) -> list[Statement]:
    """Mark the contacts of a lead that has no marks. `seal`: of its person."""
    insert = "INSERT INTO contact_marks (lead, field, mark, more, person, proof) VALUES ($1, $2, $3, $4, $5, $6)"
    return [
        Statement(insert, (lead, name, *vault.short_mark(name, value), person, seal.proof(name, value)))
        for name, value in contacts_of(details).items()
    ]


def replace(vault: Vault, seal: Seal, lead: Lead, details: Mapping[str, str], now: Moment) -> list[Statement]:
    """Mark contacts that have changed to these. Cards of others are told of the earlier ones too."""
    gone = Statement("DELETE FROM contact_marks WHERE lead = $1", (lead.id,))
    tell = tell_others(lead.id, now)
    return [*tell, gone, *put(vault, seal, lead.person, lead.id, details), *tell]


def tell_others(lead: bytes, now: Moment) -> list[Statement]:
    """Draw the cards of applications with marks equal to this one's again."""
    return _tell(Statement(f"SELECT DISTINCT other.lead AS subject {EQUAL} WHERE own.lead = $1", (lead,)), now)


def tell_others_of_person(person: bytes, now: Moment) -> list[Statement]:
    """The same for all applications of a person, whose marks are about to go."""
    found = f"SELECT DISTINCT other.lead AS subject {EQUAL} WHERE own.lead IN ({OF_PERSON})"
    return _tell(Statement(found, (person,)), now)


def _tell(found: Statement, now: Moment) -> list[Statement]:
    """A card that waits keeps its urgency."""
    waits = f"SELECT 1 FROM outbox WHERE kind = '{Fact.CARD.value}' AND outbox.subject = equal.subject"
    others = Statement(f"SELECT subject FROM ({found.sql}) AS equal WHERE NOT EXISTS ({waits})", found.params)
    return [outbox.renew(Fact.CARD, found, now), outbox.tell_each(STAFF, Fact.CARD, others, now, Urgency.MANY)]


def tell(others: Sequence[bytes], now: Moment) -> list[Statement]:
    """Draw the cards of these applications again."""
    if not others:
        return []
    found = f"SELECT id AS subject FROM leads WHERE id IN ({_places(1, others)})"
    return _tell(Statement(found, tuple(others)), now)


async def same_contacts(engine: Engine, vault: Vault, lead: Lead, limit: int) -> dict[bytes, SameContact]:
    """Applications of others with the same contact, by id, the oldest first; none of people who are being erased."""
    found: dict[bytes, SameContact] = {}
    for number, person, reference, sealed in await _load(engine, lead.person, await _likely(engine, vault, lead)):
        seal = await vault.seal_of(person)
        if seal and (fields := shared_fields(lead.details, leads.open_details(seal, sealed))):
            found[number] = SameContact(reference, fields)
        if len(found) == limit:
            break
    return found


async def _likely(engine: Engine, vault: Vault, lead: Lead) -> set[bytes]:
    """Applications of others whose proof fits, and those of an earlier version, which have none.

    Beside a million applications eight have an equal mark and another contact: only their keys are read.
    """
    rows = [row for row in await engine.read(CANDIDATES, lead.id) if row[2] != lead.person]
    seals = await vault.seals_of({person for *_, person, _ in rows if person})
    mine = contacts_of(lead.details)

    def fits(field: str, person: bytes | None, proof: bytes) -> bool:
        if person is None:
            return True
        return field in mine and person in seals and seals[person].proof(field, mine[field]) == proof

    return {other for other, *compared in rows if fits(*compared)}


async def _load(engine: Engine, person: bytes, others: Collection[bytes]) -> list[Row]:
    """Id, person, reference and sealed details of those that are in use and of other people, the oldest first."""
    if not others:
        return []
    return await engine.read(
        f"SELECT id, person, reference, details FROM leads WHERE id IN ({_places(2, others)}) AND person <> $1 "
        f"AND {leads.USED} ORDER BY created_at, id",
        person,
        *others,
    )


def _places(first: int, values: Collection[bytes]) -> str:
    """`$2, $3, …`: a placeholder for each value."""
    return ", ".join(f"${number}" for number in range(first, first + len(values)))
