"""Tables `disclosures` and `disclosure_leads`: the register of personal data that was handed out.

Each disclosure has its own key: what staff typed about it, and where its file stands, concerns several people.
`disclosure_ends.py` says how it ends.
"""

from __future__ import annotations

import hashlib

from bot.domain.disclosure import Basis, Disclosure, Format, Recipient
from bot.domain.facts import Fact
from bot.domain.ledger import Event
from bot.domain.newer import or_else
from bot.domain.time import Moment
from storage import ledger, outbox, persons
from storage.disclosure_details import open_details, open_place, seal_details, seal_place
from storage.engine import Engine
from storage.leads import CONFIRMED, USED
from storage.statements import Row, Statement
from storage.vault import Seal, Vault, WrongMasterKey

COLUMNS = (
    "id, reference, format, recipient, basis, country, fields, details, place, asked_at, handed_at, message_id, "
    "sent_at, filled, remove_at"
)
IN_USE = f"EXISTS (SELECT 1 FROM persons WHERE persons.person = disclosure_leads.person AND {persons.MAY_GO_OUT})"


def ask(disclosure: Disclosure, seal: Seal, references: tuple[str, ...] = ()) -> list[Statement]:
    """Register a request for these leads, or, without references, for all leads in use."""
    one = disclosure
    chosen = f" AND reference IN ({', '.join(f'${number}' for number in range(2, len(references) + 2))})"
    return [
        Statement(
            "INSERT INTO disclosures (id, reference, format, recipient, basis, country, fields, details, place, "
            "asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            (
                one.id,
                one.reference,
                one.format,
                one.to,
                one.basis,
                one.country,
                ",".join(one.fields),
                seal_details(seal, one.details),
                seal_place(seal, one),
                one.asked_at,
            ),
        ),
        Statement(
            "INSERT INTO disclosure_leads (disclosure, reference, person) SELECT $1, reference, person FROM leads "
            f"WHERE {USED} AND {CONFIRMED}{chosen if references else ''}",
            (one.id, *references),
        ),
    ]


async def hand_out(engine: Engine, disclosure: Disclosure, now: Moment, remove_at: Moment) -> list[Statement]:
    """Record that it is handed out, without people erased since the request. Conflicts if the leads have changed.

    The ledger gets nothing that anybody typed.
    """
    references = await references_of(engine, disclosure.id)
    facts = {
        "reference": disclosure.reference,
        "recipient": disclosure.to,
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
    return await _open(vault, rows[0]) if rows else None


async def of_person(engine: Engine, vault: Vault, person: bytes) -> list[Disclosure]:
    """Disclosures about a person, the newest first."""
    return await _with(engine, vault, "person", person)


async def of_application(engine: Engine, vault: Vault, reference: str) -> list[Disclosure]:
    """Disclosures about one application, the newest first."""
    return await _with(engine, vault, "reference", reference)


async def _with(engine: Engine, vault: Vault, column: str, whose: bytes | str) -> list[Disclosure]:
    rows = await engine.read(
        f"SELECT {COLUMNS} FROM disclosures WHERE handed_at IS NOT NULL AND id IN "
        f"(SELECT disclosure FROM disclosure_leads WHERE {column} = $1) ORDER BY handed_at DESC",
        whose,
    )
    return [await _open(vault, row) for row in rows]


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


def drop(disclosure: bytes) -> list[Statement]:
    """Delete a disclosure that was never handed out, or was kept long enough. Mark its key before the commit, and
    destroy it after."""
    return [
        outbox.cancel(Fact.EXPORT, disclosure),
        Statement("DELETE FROM disclosure_leads WHERE disclosure = $1", (disclosure,)),
        Statement("DELETE FROM disclosures WHERE id = $1", (disclosure,)),
    ]


async def older_than(engine: Engine, moment: Moment, limit: int) -> list[bytes]:
    """Disclosures asked for before this moment whose file is gone, or was never handed out."""
    rows = await engine.read(
        "SELECT id FROM disclosures WHERE asked_at < $1 AND message_id IS NULL AND "
        "(handed_at IS NULL OR place IS NULL) LIMIT $2",
        moment,
        limit,
    )
    return [row[0] for row in rows]


async def _open(vault: Vault, row: Row) -> Disclosure:
    """Of a lost key, or of a version that is newer, no more than this version can read: an erasure needs the rest."""
    try:
        seal = await vault.seal_of(row[0])
    except WrongMasterKey:
        seal = None
    key, reference, form, recipient, basis, country, fields, details, where, *moments = row
    asked, handed, message, sent, filled, remove = moments
    address, path = open_place(seal, where, details)
    return Disclosure(
        key,
        reference,
        or_else(Format, form, Format.XLSX),
        or_else(Recipient, recipient, Recipient.OTHER),
        or_else(Basis, basis, Basis.CONSENT),
        country,
        tuple(fields.split(",")),
        open_details(seal, details),
        asked,
        handed,
        address,
        path,
        message,
        sent,
        bool(filled),
        remove,
    )
