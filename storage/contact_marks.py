"""Table `contact_marks`: short keyed hashes of phones and e-mails, which find applications with the same contact.

A mark has 18 bits: hundreds of numbers have the same one, so it says whose number it is to nobody, not even with the
key. Applications with equal marks are opened and compared. A mark goes with its application
(docs/decisions/same-contact.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.facts import Fact
from bot.domain.lead import Lead
from bot.domain.same_contact import SameContact, contacts_of, shared_fields
from bot.domain.time import Moment
from storage import leads, outbox
from storage.engine import Engine
from storage.outbox import STAFF, Urgency
from storage.statements import Statement
from storage.vault import Vault

EQUAL = (
    "FROM contact_marks AS own JOIN contact_marks AS other "
    "ON other.mark = own.mark AND other.field = own.field AND other.lead <> own.lead "
    "AND (other.more <> own.more) IS NOT TRUE"  # rows of earlier versions have 16 bits
)
OF_PERSON = "SELECT id FROM leads WHERE person = $1"


def put(vault: Vault, lead: bytes, details: Mapping[str, str]) -> list[Statement]:
    """Mark the contacts of a lead that has no marks."""
    insert = "INSERT INTO contact_marks (lead, field, mark, more) VALUES ($1, $2, $3, $4)"
    marks = {name: vault.short_mark(name, value) for name, value in contacts_of(details).items()}
    return [Statement(insert, (lead, name, *mark)) for name, mark in marks.items()]


def replace(vault: Vault, lead: bytes, details: Mapping[str, str], now: Moment) -> list[Statement]:
    """Mark contacts that have changed. Cards of others are told of the earlier ones too."""
    gone = Statement("DELETE FROM contact_marks WHERE lead = $1", (lead,))
    return [*tell_others(lead, now), gone, *put(vault, lead, details), *tell_others(lead, now)]


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
    ids = ", ".join(f"${number}" for number in range(1, len(others) + 1))
    return _tell(Statement(f"SELECT id AS subject FROM leads WHERE id IN ({ids})", tuple(others)), now)


async def same_contacts(engine: Engine, vault: Vault, lead: Lead, limit: int) -> dict[bytes, SameContact]:
    """Applications of other people with the same contact, by id, the oldest first; none of people who are being erased.

    Beside a million applications dozens have an equal mark: of each the contacts alone are opened.
    """
    found: dict[bytes, SameContact] = {}
    rows = await engine.read(
        f"SELECT DISTINCT leads.id, leads.created_at, leads.person, leads.reference, leads.details {EQUAL} "
        "JOIN leads ON leads.id = other.lead "
        f"WHERE own.lead = $1 AND leads.person <> $2 AND {leads.USED} ORDER BY leads.created_at, leads.id",
        lead.id,
        lead.person,
    )
    for number, _, person, reference, sealed in rows:
        seal = await vault.seal_of(person)
        if seal and (fields := shared_fields(lead.details, leads.open_details(seal, sealed))):
            found[number] = SameContact(reference, fields)
        if len(found) == limit:
            break
    return found
