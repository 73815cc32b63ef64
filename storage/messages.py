"""Table `messages`: messages in a private chat that hold a person's data and have to be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.erasure import PERSONS_OWN, SHOWN_FOR, Kind, Place, Trace, kind_from, remove_at
from bot.domain.time import Moment
from storage import late_changes
from storage.engine import Engine
from storage.statements import Row, Statement


def remember(
    person: bytes, message_id: int, kind: Kind, now: Moment, *, fills: bool = False, field: str | None = None
) -> Statement:
    """Record a message; `fills` says that it is about to be filled. Conflicts if the person is being erased.

    `field` is the name of the field that was asked for when the person sent it. A message of the bot is never taken for
    one of the person, even if a channel gives both the same number: only the bot can take it back.
    """
    known_as = "messages.kind" if kind in PERSONS_OWN else "$3"
    return Statement(
        "INSERT INTO messages (person, message_id, kind, sent_at, remove_at, unanswered, field) "
        "SELECT person, $2, $3, $4, $5, $6, $7 "
        "FROM persons WHERE person = $1 AND erasing = 0 "
        f"ON CONFLICT (person, message_id) DO UPDATE SET kind = {known_as}",
        (person, message_id, kind, now, remove_at(kind, now), int(fills), field),
        touches=1,
    )


def fill(person: bytes, message_id: int, late_until: Moment) -> Statement:
    """Record that a fill was answered. One without an answer may take effect before `late_until`; EPOCH if none."""
    return Statement(
        f"UPDATE messages SET {late_changes.answered('$3')} WHERE person = $1 AND message_id = $2",
        (person, message_id, late_until),
    )


async def is_kept(engine: Engine, person: bytes, message_id: int, kind: Kind) -> bool:
    """Whether a message may still show its data: it is recorded with this kind, and its person is not being erased."""
    return bool(
        await engine.read(
            "SELECT 1 FROM messages JOIN persons ON persons.person = messages.person "
            "WHERE messages.person = $1 AND message_id = $2 AND kind = $3 AND erasing = 0",
            person,
            message_id,
            kind,
        )
    )


def retire(person: bytes) -> Statement:
    """Mark the bot's messages that show answers: they are to lose them."""
    return Statement(
        "UPDATE messages SET kind = $2 WHERE person = $1 AND kind IN ($3, $4)",
        (person, Kind.RETIRED, Kind.READ_BACK, Kind.REVIEW),
    )


def take_back_answers(person: bytes, now: Moment) -> Statement:
    """Make the person's own messages due: they are to be deleted too, as far as the channel allows it."""
    return Statement(
        "UPDATE messages SET remove_at = $2 WHERE person = $1 AND kind IN ($3, $4)", (person, now, *PERSONS_OWN)
    )


def take_back_replaced(person: bytes, fields: Iterable[str], now: Moment, since: Moment) -> list[Statement]:
    """Make due what shows answers that were replaced: answers to /my_data, and what the person sent when these fields
    were asked for, but for the newest of each. Of the latter only what was sent after `since`: a bot can delete it.
    """
    shown = "UPDATE messages SET remove_at = $2 WHERE person = $1 AND kind IN ($3, $4)"
    sent = (
        f"{shown} AND field = $5 AND sent_at > $6 AND message_id < (SELECT max(message_id) FROM messages AS newer "
        "WHERE newer.person = $1 AND newer.field = $5 AND newer.kind IN ($3, $4))"
    )
    return [
        Statement(shown, (person, now, Kind.MY_DATA, Kind.MY_DATA_FILE)),
        *(Statement(sent, (person, now, *PERSONS_OWN, field, since)) for field in fields),
    ]


def forget(person: bytes, message_id: int) -> Statement:
    return Statement("DELETE FROM messages WHERE person = $1 AND message_id = $2", (person, message_id))


def all_retired_are_done(person: bytes) -> Statement:
    """A query that finds the person if none of their messages is still to lose the answers that it shows."""
    none = "NOT EXISTS (SELECT 1 FROM messages WHERE person = $1 AND kind = $2)"
    return Statement(f"SELECT person FROM persons WHERE person = $1 AND {none}", (person, Kind.RETIRED))


SELECT = "SELECT message_id, kind, sent_at, late_until FROM messages"


def _trace(row: Row) -> Trace:
    """The trace of a row of SELECT."""
    message_id, kind, sent_at, late_until = row
    return Trace(Place.PRIVATE, None, message_id, kind_from(kind), sent_at, late_until=late_until)


async def of_person(engine: Engine, person: bytes) -> list[Trace]:
    """Every recorded message of a person's chat, in order."""
    return [_trace(row) for row in await engine.read(f"{SELECT} WHERE person = $1 ORDER BY message_id", person)]


async def retired(engine: Engine, person: bytes) -> list[Trace]:
    """Messages that are to lose the answers that they show."""
    found = f"{SELECT} WHERE person = $1 AND kind = $2 ORDER BY message_id"
    return [_trace(row) for row in await engine.read(found, person, Kind.RETIRED)]


def postpone(person: bytes, message_id: int, until: Moment) -> Statement:
    """Try a message again at `until`: it could not be taken back."""
    return Statement(
        "UPDATE messages SET remove_at = $3 WHERE person = $1 AND message_id = $2", (person, message_id, until)
    )


def try_again(person: bytes, now: Moment) -> Statement:
    """Make messages due that were postponed, and no others: their chat can be reached again."""
    return Statement(
        "UPDATE messages SET remove_at = $2 WHERE person = $1 AND remove_at > $2 "
        "AND (kind NOT IN ($3, $4) OR remove_at > sent_at + $5)",
        (person, now, Kind.MY_DATA, Kind.MY_DATA_FILE, SHOWN_FOR),
    )


async def due(engine: Engine, person: bytes, now: Moment) -> list[Trace]:
    """Messages that are to be taken back now."""
    found = f"{SELECT} WHERE person = $1 AND remove_at <= $2 ORDER BY message_id"
    return [_trace(row) for row in await engine.read(found, person, now)]


async def due_persons(engine: Engine, fact: str, now: Moment, limit: int) -> list[bytes]:
    """Persons with due messages for whom `fact` does not wait in the outbox yet."""
    rows = await engine.read(
        "SELECT DISTINCT person FROM messages WHERE remove_at <= $1 AND NOT EXISTS "
        "(SELECT 1 FROM outbox WHERE outbox.kind = $2 AND outbox.subject = messages.person) LIMIT $3",
        now,
        fact,
        limit,
    )
    return [row[0] for row in rows]
