"""Table `erasures`: each erasure, and how far it has come.

An erasure has its own key. It has to reach the person's chat after their key is gone, to take messages back and to
answer. That key is destroyed when the erasure is done.
"""

from __future__ import annotations

import json
from dataclasses import replace

from bot.domain.address import NOWHERE
from bot.domain.disclosure import HandOver, Recipient
from bot.domain.erasure import WITHOUT_REQUEST, Erasure, Place, Reason, Stage
from bot.domain.erasure_plan import By, What, spots
from bot.domain.facts import Fact
from bot.domain.fate import Fate
from bot.domain.ledger import Event
from bot.domain.newer import or_else
from bot.domain.time import Moment, start_of_day
from storage import contact_marks, disclosure_ends, erasure_messages, ledger, outbox
from storage.addresses import ADDRESS, read_address
from storage.engine import Engine
from storage.news import News
from storage.outbox import Urgency
from storage.statements import Row, Statement
from storage.vault import Seal, Vault

TABLE = "erasures"


def insert(erasure: Erasure, details: bytes | None, destroyed_at: Moment | None = None) -> Statement:
    """Store an erasure. `details` is the sealed place to answer; None if it is lost (storage/lost_keys.py)."""
    one = erasure
    return Statement(
        "INSERT INTO erasures (id, reference, reason, stage, person, details, requested_at, destroyed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        (one.id, one.reference, one.reason, one.stage, one.person, details, one.requested_at, destroyed_at),
        brings=() if one.reason in WITHOUT_REQUEST else (News.ERASURE_REQUESTED,),
    )


def close_details(erasure: Erasure, seal: Seal) -> bytes:
    """Seal where to answer, with the erasure's own key."""
    where = {
        ADDRESS: str(erasure.address),
        "language": erasure.language,
        "subject": erasure.ledger_subject,
        "application": erasure.application,
        "banned": erasure.banned,
        "handed": [[int(one.at), one.to, one.recipient] for one in erasure.handed],
    }
    return seal.close(TABLE, "details", json.dumps(where, ensure_ascii=False))


def tell_again(erasure: Erasure, seal: Seal) -> Statement:
    """Seal the place to answer again, with a new key of the erasure. Conflicts if its rows are destroyed already."""
    return Statement(
        "UPDATE erasures SET details = $2 WHERE id = $1 AND stage = $3",
        (erasure.id, close_details(erasure, seal), Stage.INTENT),
        touches=1,
    )


def note_hand_overs(erasure: Erasure, seal: Seal) -> Statement:
    """Store with the place to answer which files were handed out: the register does not know it after the erasure."""
    return Statement("UPDATE erasures SET details = $2 WHERE id = $1", (erasure.id, close_details(erasure, seal)))


def destroy_rows(erasure: Erasure, now: Moment) -> list[Statement]:
    """Destroy every row about the person in one transaction. Only ids of messages to take back stay."""
    assert erasure.person is not None
    lane = erasure.id.hex()
    urgency = Urgency.MANY if erasure.reason in WITHOUT_REQUEST else Urgency.ERASURE
    return [
        *erasure_messages.keep(erasure.id, erasure.person),
        *contact_marks.tell_others_of_person(erasure.person, now),
        *disclosure_ends.forget(erasure.person, now),
        *_delete_rows(erasure.person),
        Statement(
            "UPDATE erasures SET stage = $2, destroyed_at = $3 WHERE id = $1 AND stage = $4",
            (erasure.id, Stage.DESTROYED, now, Stage.INTENT),
            touches=1,
        ),
        *ledger.append(Event.DATA_DESTROYED, erasure.ledger_subject, {"reference": erasure.reference}, now),
        outbox.tell(outbox.STAFF, Fact.ERASED_CARDS, erasure.id, now, urgency),
        outbox.tell(lane, Fact.ERASED, erasure.id, now, urgency),
    ]


def wipe(person: bytes, now: Moment) -> list[Statement]:
    """Destroy again the rows that a restored backup brought back. Their messages were taken back the first time."""
    facts = {"reason": "restored backup"}
    # A request that was open in the backup was carried out after the backup was made.
    closed = Statement(
        "UPDATE erasures SET stage = $2, person = NULL, details = NULL, destroyed_at = $3, done_at = $4, "
        "cleared_at = NULL WHERE person = $1",
        (person, Stage.DONE, now, start_of_day(now)),
    )
    told = contact_marks.tell_others_of_person(person, now)
    gone = [*told, erasure_messages.forget(person), *disclosure_ends.forget(person, now), *_delete_rows(person)]
    return [*gone, closed, *ledger.append(Event.DATA_DESTROYED, "", facts, now)]


ROWS_OF = {
    By.PERSON: "person = $1",
    By.LEAD: "lead IN (SELECT id FROM leads WHERE person = $1)",
}


def _delete_rows(person: bytes) -> list[Statement]:
    places = spots(What.TABLE, Fate.DESTROYED)
    found = [(place.name, ROWS_OF[place.by]) for place in places if place.by and place.by is not By.QUEUE]
    gone = [Statement(f"DELETE FROM {table} WHERE {rows}", (person,)) for table, rows in found]
    return [*outbox.forget(person), *gone]


def prioritise(erasure: Erasure, now: Moment) -> Statement:
    """Move an erasure forward, because the person asks for it again.

    A delayed one is left to the sweep: each try keeps others from the keystore for seconds.
    """
    waiting = outbox.promote(Fact.ERASED, erasure.id, Urgency.ERASURE, now)
    return waiting if erasure.delayed else replace(waiting, brings=(*waiting.brings, News.ERASURE_REQUESTED))


def delay(erasure: Erasure, now: Moment) -> list[Statement]:
    """Tell the person that it takes longer, and remove contacts from cards. Conflicts if that was done already."""
    assert erasure.person is not None
    set_delayed = "UPDATE erasures SET delayed_at = $2 WHERE id = $1 AND delayed_at IS NULL"
    return [
        Statement(set_delayed, (erasure.id, now), touches=1),
        outbox.tell(erasure.id.hex(), Fact.ERASURE_DELAYED, erasure.id, now, Urgency.ERASURE),
        *erasure_messages.keep_cards(erasure.id, erasure.person),
        outbox.tell(outbox.STAFF, Fact.ERASED_CARDS, erasure.id, now, Urgency.ERASURE),
    ]


def unlink_person(erasure: bytes) -> Statement:
    """Remove the pseudonym, just before the person is told. Conflicts while a message is still to be taken back."""
    return Statement(
        "UPDATE erasures SET person = NULL WHERE id = $1 AND NOT EXISTS "
        "(SELECT 1 FROM erasure_messages WHERE erasure = $1 AND place = $2 AND outcome IS NULL)",
        (erasure, Place.PRIVATE),
        touches=1,
    )


def relink_person(erasure: bytes, person: bytes) -> Statement:
    """Put the pseudonym back, because the person could not be told. Nothing happens if they are known again."""
    return Statement(
        "UPDATE erasures SET person = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM persons WHERE person = $2)",
        (erasure, person),
    )


def note_out_of_reach(erasure: bytes, now: Moment) -> Statement:
    """Record since when the person's chat is out of reach."""
    return Statement(
        "UPDATE erasures SET out_of_reach_at = COALESCE(out_of_reach_at, $2) WHERE id = $1", (erasure, now)
    )


def note_within_reach(erasure: bytes) -> Statement:
    return Statement("UPDATE erasures SET out_of_reach_at = NULL WHERE id = $1", (erasure,))


def clear_details(erasure: bytes) -> Statement:
    """Delete where to answer, after the person has been told. Destroy the erasure's key after the commit."""
    # The deleted values must leave the log of the database too.
    return Statement("UPDATE erasures SET person = NULL, details = NULL, cleared_at = NULL WHERE id = $1", (erasure,))


async def reason_of(engine: Engine, erasure: bytes) -> Reason:
    return reason_from((await engine.read("SELECT reason FROM erasures WHERE id = $1", erasure))[0][0])


def reason_from(text: str) -> Reason:
    """The reason; one that only a newer version knows is read as WISH: the data goes and the person is told."""
    return or_else(Reason, text, Reason.WISH)


async def load(engine: Engine, vault: Vault, erasure: bytes) -> Erasure | None:
    rows = await engine.read(f"{SELECT} WHERE id = $1", erasure)
    seal = await vault.seal_of(erasure)
    return opened(rows[0], seal) if rows and seal and rows[0][5] is not None else None


async def under_way(engine: Engine, vault: Vault, person: bytes) -> Erasure | None:
    """The erasure of this person, until they have been told that it is done."""
    rows = await engine.read(f"{SELECT} WHERE person = $1 AND details IS NOT NULL", person)
    seal = await vault.seal_of(rows[0][0]) if rows else None
    return opened(rows[0], seal) if seal else None


SELECT = "SELECT id, reference, reason, stage, person, details, requested_at, delayed_at FROM erasures"


def opened(row: Row, seal: Seal) -> Erasure:
    """The erasure of a row of SELECT."""
    erasure_id, reference, reason, stage, person, details, requested_at, delayed_at = row
    where = json.loads(seal.open(TABLE, "details", details))
    return Erasure(
        erasure_id,
        reference,
        reason_from(reason),
        Stage(stage),
        person,
        requested_at,
        address=read_address(where) or NOWHERE,
        language=where["language"],
        ledger_subject=where["subject"],
        delayed=delayed_at is not None,
        application=where.get("application", ""),
        banned=where.get("banned", False),
        handed=tuple(_read_hand_over(*one) for one in where.get("handed", ())),
    )


def _read_hand_over(at: Moment, to: str, recipient: str) -> HandOver:
    return HandOver(at, or_else(Recipient, to, Recipient.OTHER), recipient)
