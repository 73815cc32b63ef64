"""Tables `announcements` and `letters`: what administrators announce, and who is still to receive it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.announcement import PREVIEW_VALID_FOR, Announcement, State
from bot.domain.consent import Purpose
from bot.domain.time import Moment
from storage.engine import Engine
from storage.persons import MAY_GO_OUT
from storage.statements import Statement

WANTS = (
    f"{MAY_GO_OUT} AND persons.banned_at = 0 AND EXISTS (SELECT 1 FROM consents "
    f"WHERE consents.person = persons.person AND consents.purpose = '{Purpose.MARKETING.value}' "
    "AND consents.withdrawn_at IS NULL AND consents.policy_version = "
)
"""People who agreed to offers under the current policy and are not banned. A parameter and a bracket must follow."""
OUTCOMES = ("sent", "skipped", "blocked")


async def readers(engine: Engine, version: str) -> dict[str, int]:
    """How many people want offers, by language."""
    sql = f"SELECT language, count(*) FROM persons WHERE {WANTS} $1) GROUP BY language"
    return dict(await engine.read(sql, version))


async def wants(engine: Engine, person: bytes, version: str) -> bool:
    """Whether this person wants offers under policy `version`."""
    return bool(await engine.read(f"SELECT 1 FROM persons WHERE person = $1 AND {WANTS} $2)", person, version))


async def load(engine: Engine, announcement: bytes) -> Announcement | None:
    rows = await engine.read(
        "SELECT id, state, texts, made_at, chat_id, message_id, total, sent, skipped, blocked FROM announcements "
        "WHERE id = $1",
        announcement,
    )
    if not rows:
        return None
    key, state, texts, *numbers = rows[0]
    return Announcement(key, State(state), json.loads(texts), *numbers)


async def next_reader(engine: Engine, announcement: bytes) -> bytes | None:
    rows = await engine.read("SELECT person FROM letters WHERE announcement = $1 ORDER BY person LIMIT 1", announcement)
    return rows[0][0] if rows else None


def preview(announcement: bytes, texts: Mapping[str, str], version: str, now: Moment) -> Statement:
    """Store an announcement that an administrator has seen and not confirmed yet."""
    return Statement(
        "INSERT INTO announcements (id, state, texts, policy_version, made_at) VALUES ($1, $2, $3, $4, $5)",
        (announcement, State.PREVIEW, json.dumps(dict(texts), ensure_ascii=False), version, now),
    )


def drop_stale(now: Moment) -> Statement:
    """Delete previews that nobody confirmed in time."""
    return Statement(
        "DELETE FROM announcements WHERE state = $1 AND made_at < $2", (State.PREVIEW, now - PREVIEW_VALID_FOR)
    )


def discard(announcement: bytes) -> Statement:
    """Delete a preview. Conflicts if it has been confirmed."""
    return Statement("DELETE FROM announcements WHERE id = $1 AND state = $2", (announcement, State.PREVIEW), touches=1)


def confirm(announcement: bytes, version: str, chat_id: int, message_id: int) -> list[Statement]:
    """Begin to send it to everybody who wants offers at this moment. Conflicts if it has been confirmed already."""
    return [
        Statement(
            "UPDATE announcements SET state = $2, chat_id = $3, message_id = $4 WHERE id = $1 AND state = $5",
            (announcement, State.SENDING, chat_id, message_id, State.PREVIEW),
            touches=1,
        ),
        Statement(
            f"INSERT INTO letters (announcement, person) SELECT $1, person FROM persons WHERE {WANTS} $2)",
            (announcement, version),
        ),
        Statement(
            "UPDATE announcements SET total = (SELECT count(*) FROM letters WHERE announcement = $1) WHERE id = $1",
            (announcement,),
        ),
    ]


def record(announcement: bytes, person: bytes, outcome: str) -> list[Statement]:
    """Count the outcome for one reader and take the reader off the list. Raises ValueError for an unknown outcome."""
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    return [
        Statement("DELETE FROM letters WHERE announcement = $1 AND person = $2", (announcement, person)),
        Statement(f"UPDATE announcements SET {outcome} = {outcome} + 1 WHERE id = $1", (announcement,)),
    ]


def end(announcement: bytes, state: State) -> list[Statement]:
    """Stop sending it, and delete its texts. Conflicts if it is over already."""
    return [
        Statement(
            "UPDATE announcements SET state = $2, texts = '{}' WHERE id = $1 AND state = $3",
            (announcement, state, State.SENDING),
            touches=1,
        ),
        Statement("DELETE FROM letters WHERE announcement = $1", (announcement,)),
    ]


def place(announcement: bytes, chat_id: int, message_id: int) -> Statement:
    """Record the message that shows its progress."""
    return Statement(
        "UPDATE announcements SET chat_id = $2, message_id = $3 WHERE id = $1", (announcement, chat_id, message_id)
    )
