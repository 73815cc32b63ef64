"""How disclosures end: with the people in them, and with their files.

A file ends within a day, and at once when anybody in it is erased. What staff typed ends with the last person. The key
of a disclosure opens nothing then, and is destroyed.
"""

from __future__ import annotations

from datetime import UTC

from bot.domain.disclosure import Copy
from bot.domain.facts import Fact
from bot.domain.time import Moment
from bot.domain.wall_clock import local
from storage import disclosures, outbox
from storage.engine import Engine
from storage.outbox import STAFF, Urgency
from storage.statements import Statement
from storage.vault import Vault

RECALL = b"disclosures"
"""The subject of Fact.RECALL: one row stands for every file that staff are to be asked about."""
# The third condition: before 0.3.0 the details held the address of the chat, so they wait until that file is gone.
WORDS_END = (
    "UPDATE disclosures SET details = NULL WHERE details IS NOT NULL AND handed_at IS NOT NULL AND "
    "(message_id IS NULL OR place IS NOT NULL) AND "
    "NOT EXISTS (SELECT 1 FROM disclosure_leads WHERE disclosure = id AND person IS NOT NULL)"
)
"""Who asked, who received it and why: gone where nobody is left."""
SPENT = "details IS NULL AND place IS NULL"


def forget(person: bytes, now: Moment) -> list[Statement]:
    """Take back every file that names an erased person, and tell staff which copies name them.

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
            "UPDATE disclosures SET remove_at = $2 WHERE handed_at IS NOT NULL AND "
            f"(message_id IS NOT NULL OR place IS NOT NULL) AND id IN ({theirs})",
            (whose, now),
        ),
        outbox.renew(Fact.EXPORT, Statement(theirs, (whose,)), now),
        Statement(f"DELETE FROM disclosure_leads WHERE {column} = $1 AND disclosure NOT IN ({handed})", (whose,)),
        outbox.tell_each(STAFF, Fact.RECALL, Statement(recall, (whose, RECALL)), now, Urgency.USUAL),
        Statement(f"UPDATE disclosure_leads SET person = NULL, erased_on = $2 WHERE {column} = $1", (whose, today)),
        Statement(WORDS_END),
    ]


def take_back(disclosure: bytes) -> list[Statement]:
    """Record that the file is gone from where it stood."""
    return [
        Statement("UPDATE disclosures SET message_id = NULL, place = NULL WHERE id = $1", (disclosure,)),
        Statement(WORDS_END),
    ]


async def due_files(engine: Engine, now: Moment) -> list[bytes]:
    """Disclosures whose file on the disk has reached its end."""
    rows = await engine.read(
        "SELECT id FROM disclosures WHERE remove_at <= $1 AND message_id IS NULL AND place IS NOT NULL", now
    )
    return [row[0] for row in rows]


async def standing_files(engine: Engine) -> list[str]:
    """References of disclosures whose file may stand on the disk."""
    rows = await engine.read("SELECT reference FROM disclosures WHERE message_id IS NULL AND place IS NOT NULL")
    return [row[0] for row in rows]


async def spent_keys(engine: Engine) -> set[bytes]:
    """Disclosures that no longer need their key."""
    return {row[0] for row in await engine.read(f"SELECT id FROM disclosures WHERE {SPENT}")}


async def to_recall(engine: Engine, vault: Vault) -> list[Copy]:
    """Files that name erased people, as far as staff have not been told."""
    rows = await engine.read(
        "SELECT disclosure, reference FROM disclosure_leads WHERE erased_on IS NOT NULL AND told = 0 "
        "ORDER BY disclosure, reference"
    )
    found = [
        (await disclosures.load(engine, vault, key), tuple(name for other, name in rows if other == key))
        for key in dict.fromkeys(row[0] for row in rows)
    ]
    return [Copy(disclosure, references) for disclosure, references in found if disclosure]


def told(copy: Copy) -> list[Statement]:
    """Record that staff were asked to destroy what this file says of erased people."""
    update = "UPDATE disclosure_leads SET told = 1 WHERE disclosure = $1 AND reference = $2"
    return [Statement(update, (copy.disclosure.id, reference)) for reference in copy.references]
