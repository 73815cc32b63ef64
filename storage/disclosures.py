"""Tables `disclosures` and `disclosure_leads`: the register of personal data that was handed out.

Each disclosure has its own key: its recipient may be a person, and the register outlives the people named in it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from bot.domain.disclosure import Basis, Copy, Details, Disclosure, Format
from bot.domain.facts import Fact
from bot.domain.ledger import Event
from bot.domain.time import Moment
from bot.domain.wall_clock import local
from storage import ledger, outbox
from storage.addresses import ADDRESS, read_address
from storage.engine import Engine
from storage.leads import CONFIRMED, USED
from storage.outbox import STAFF, Urgency
from storage.statements import Row, Statement
from storage.vault import Seal, Vault

TABLE = "disclosures"
COLUMNS = (
    "id, reference, format, basis, country, fields, details, asked_at, handed_at, message_id, sent_at, filled, "
    "remove_at"
)
IN_USE = (
    "EXISTS (SELECT 1 FROM persons WHERE persons.person = disclosure_leads.person AND persons.erasing = 0 "
    "AND persons.restored_at = 0)"
)
RECALL = b"disclosures"
"""The subject of Fact.RECALL: one row stands for every file that staff are to be asked about."""


def ask(disclosure: Disclosure, seal: Seal, references: tuple[str, ...] = ()) -> list[Statement]:
    """Register a request for these leads, or, without references, for all leads in use."""
    one = disclosure
    details = seal_details(seal, one.details)
    chosen = f" AND reference IN ({', '.join(f'${number}' for number in range(2, len(references) + 2))})"
    return [
        Statement(
            "INSERT INTO disclosures (id, reference, format, basis, country, fields, details, asked_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            (
                one.id,
                one.reference,
                one.format,
                one.basis,
                one.country,
                ",".join(one.fields),
                details,
                one.asked_at,
            ),
        ),
        Statement(
            "INSERT INTO disclosure_leads (disclosure, reference, person) SELECT $1, reference, person FROM leads "
            f"WHERE {USED} AND {CONFIRMED}{chosen if references else ''}",
            (one.id, *references),
        ),
    ]


def seal_details(seal: Seal, details: Details) -> bytes:
    address = None if details.address is None else str(details.address)
    document = {"asked_by": details.asked_by, "reason": details.reason, "recipient": details.recipient}
    return seal.close(TABLE, "details", json.dumps({**document, ADDRESS: address}, ensure_ascii=False))


async def hand_out(engine: Engine, disclosure: Disclosure, now: Moment, remove_at: Moment | None) -> list[Statement]:
    """Record that it is handed out, without people erased since the request. Conflicts if the leads have changed."""
    references = await references_of(engine, disclosure.id)
    facts = {
        "reference": disclosure.reference,
        "basis": disclosure.basis,
        "country": disclosure.country,
        "fields": list(disclosure.fields),
        "applications": len(references),
        "applications_sha256": hashlib.sha256(",".join(references).encode()).hexdigest(),
    }
    return [
        Statement(
            f"DELETE FROM disclosure_leads WHERE disclosure = $1 AND NOT {IN_USE}",
            (disclosure.id,),
        ),
        Statement(
            "UPDATE disclosures SET handed_at = $2, remove_at = $3 WHERE id = $1 AND handed_at IS NULL AND "
            "(SELECT count(*) FROM disclosure_leads WHERE disclosure = $1) = $4",
            (disclosure.id, now, remove_at, len(references)),
            touches=1,
        ),
        *ledger.append(Event.DATA_DISCLOSED, disclosure.reference, facts, now),
    ]


async def references_of(engine: Engine, disclosure: bytes) -> list[str]:
    """References of the leads in this disclosure whose persons' data is in use."""
    rows = await engine.read(
        f"SELECT reference FROM disclosure_leads WHERE disclosure = $1 AND {IN_USE} ORDER BY reference",
        disclosure,
    )
    return [row[0] for row in rows]


async def load(engine: Engine, vault: Vault, disclosure: bytes) -> Disclosure | None:
    rows = await engine.read(f"SELECT {COLUMNS} FROM disclosures WHERE id = $1", disclosure)
    return _open(rows[0], await vault.seal_of(disclosure)) if rows else None


async def of_person(engine: Engine, vault: Vault, person: bytes) -> list[Disclosure]:
    """Disclosures about a person, the newest first."""
    rows = await engine.read(
        f"SELECT {COLUMNS} FROM disclosures WHERE handed_at IS NOT NULL AND id IN "
        "(SELECT disclosure FROM disclosure_leads WHERE person = $1) ORDER BY handed_at DESC",
        person,
    )
    return [_open(row, await vault.seal_of(row[0])) for row in rows]


async def to_recall(engine: Engine, vault: Vault) -> list[Copy]:
    """Files that name erased people, as far as staff have not been told."""
    rows = await engine.read(
        "SELECT disclosure, reference FROM disclosure_leads WHERE erased_on IS NOT NULL AND told = 0 "
        "ORDER BY disclosure, reference"
    )
    found = [
        (await load(engine, vault, key), tuple(name for other, name in rows if other == key))
        for key in dict.fromkeys(row[0] for row in rows)
    ]
    return [Copy(disclosure, references) for disclosure, references in found if disclosure]


def place(disclosure: bytes, message_id: int, now: Moment) -> Statement:
    """Record the message that will carry the file, while it is empty. Conflicts if there is one, or the row is gone."""
    return Statement(
        "UPDATE disclosures SET message_id = $2, sent_at = $3 WHERE id = $1 AND message_id IS NULL",
        (disclosure, message_id, now),
        touches=1,
    )


def fill(disclosure: bytes, now: Moment) -> Statement:
    """Record that the message holds the file. Conflicts if somebody in it was erased meanwhile; then take it back."""
    return Statement("UPDATE disclosures SET filled = 1 WHERE id = $1 AND remove_at > $2", (disclosure, now), touches=1)


def take_back(disclosure: bytes, details: bytes) -> Statement:
    """Record that the file is gone from the private chat. `details` are sealed without the address."""
    return Statement("UPDATE disclosures SET message_id = NULL, details = $2 WHERE id = $1", (disclosure, details))


def drop(disclosure: bytes) -> list[Statement]:
    """Delete a disclosure that was never handed out, or was kept long enough. Destroy its key after the commit."""
    return [
        outbox.cancel(Fact.EXPORT, disclosure),
        Statement("DELETE FROM disclosure_leads WHERE disclosure = $1", (disclosure,)),
        Statement("DELETE FROM disclosures WHERE id = $1", (disclosure,)),
    ]


def told(copy: Copy) -> list[Statement]:
    """Record that staff were asked to destroy what this file says of erased people."""
    update = "UPDATE disclosure_leads SET told = 1 WHERE disclosure = $1 AND reference = $2"
    return [Statement(update, (copy.disclosure.id, reference)) for reference in copy.references]


async def older_than(engine: Engine, moment: Moment, limit: int) -> list[bytes]:
    rows = await engine.read(
        "SELECT id FROM disclosures WHERE asked_at < $1 AND message_id IS NULL LIMIT $2", moment, limit
    )
    return [row[0] for row in rows]


def forget(person: bytes, now: Moment) -> list[Statement]:
    """Take files that name an erased person out of private chats, and tell staff which other copies name them.

    Of the person only the random references of their applications stay.
    """
    return _forget("person", person, now)


def forget_application(reference: str, now: Moment) -> list[Statement]:
    """As `forget`, for one application; its person stays."""
    return _forget("reference", reference, now)


def _forget(column: str, whose: bytes | str, now: Moment) -> list[Statement]:
    today = local(now, UTC).date().isoformat()
    theirs = f"SELECT disclosure FROM disclosure_leads WHERE {column} = $1"
    recall = f"SELECT $2 AS subject FROM disclosure_leads WHERE {column} = $1 LIMIT 1"
    handed = "SELECT id FROM disclosures WHERE handed_at IS NOT NULL"
    return [
        Statement(
            "UPDATE disclosures SET remove_at = $2 WHERE handed_at IS NOT NULL AND message_id IS NOT NULL "
            f"AND id IN ({theirs})",
            (whose, now),
        ),
        outbox.renew(Fact.EXPORT, Statement(theirs, (whose,)), now),
        Statement(f"DELETE FROM disclosure_leads WHERE {column} = $1 AND disclosure NOT IN ({handed})", (whose,)),
        outbox.tell_each(STAFF, Fact.RECALL, Statement(recall, (whose, RECALL)), now, Urgency.USUAL),
        Statement(f"UPDATE disclosure_leads SET person = NULL, erased_on = $2 WHERE {column} = $1", (whose, today)),
    ]


def _open(row: Row, seal: Seal | None) -> Disclosure:
    """`seal` is None if the key is lost (a keystore restored from a backup): then the details are empty."""
    key, reference, form, basis, country, fields, sealed, *moments = row
    details = _open_details(seal.open(TABLE, "details", sealed)) if seal else Details("", "", "")
    asked, handed, message, sent, filled, remove = moments
    return Disclosure(
        key,
        reference,
        Format(form),
        Basis(basis),
        country,
        tuple(fields.split(",")),
        details,
        asked,
        handed,
        message,
        sent,
        bool(filled),
        remove,
    )


def _open_details(text: str) -> Details:
    said = json.loads(text)
    return Details(said["asked_by"], said["reason"], said["recipient"], read_address(said))
