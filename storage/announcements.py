"""Tables `announcements` and `letters`: what administrators announce, and to whom it is still to be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.announcement import FRESH, Announcement, State
from bot.domain.consent import Purpose
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement

WANTS = (
    "persons.erasing = 0 AND persons.banned_at = 0 AND EXISTS (SELECT 1 FROM consents "
    f"WHERE consents.person = persons.person AND consents.purpose = '{Purpose.MARKETING.value}' "
    "AND consents.withdrawn_at IS NULL AND consents.policy_version = "
)
"""Who has agreed to offers, under the policy as it is now (a parameter and a bracket follow), and is not barred."""
OUTCOMES = ("sent", "skipped", "blocked")


async def readers(engine: Engine, version: str) -> dict[str, int]:
    """How many people want offers, by language."""
    sql = f"SELECT language, count(*) FROM persons WHERE {WANTS} $1) GROUP BY language"
    return dict(await engine.read(sql, version))


async def wants(engine: Engine, person: bytes, version: str) -> bool:
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
    """Shown, not confirmed."""
    return Statement(
        "INSERT INTO announcements (id, state, texts, policy_version, made_at) VALUES ($1, $2, $3, $4, $5)",
        (announcement, State.PREVIEW, json.dumps(dict(texts), ensure_ascii=False), version, now),
    )


def drop_stale(now: Moment) -> Statement:
    """Those that nobody has confirmed go, with their words."""
    return Statement("DELETE FROM announcements WHERE state = $1 AND made_at < $2", (State.PREVIEW, now - FRESH))


def discard(announcement: bytes) -> Statement:
    """Conflicts if it has been confirmed."""
    return Statement("DELETE FROM announcements WHERE id = $1 AND state = $2", (announcement, State.PREVIEW), touches=1)


def confirm(announcement: bytes, version: str, chat_id: int, message_id: int) -> list[Statement]:
    """To everybody who wants it at this moment; conflicts if it has been confirmed already."""
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
    """One reader is done with."""
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    return [
        Statement("DELETE FROM letters WHERE announcement = $1 AND person = $2", (announcement, person)),
        Statement(f"UPDATE announcements SET {outcome} = {outcome} + 1 WHERE id = $1", (announcement,)),
    ]


def end(announcement: bytes, state: State) -> list[Statement]:
    """Nobody is sent it any more, and its words are needed no longer; conflicts if it is over already."""
    return [
        Statement(
            "UPDATE announcements SET state = $2, texts = '{}' WHERE id = $1 AND state = $3",
            (announcement, state, State.SENDING),
            touches=1,
        ),
        Statement("DELETE FROM letters WHERE announcement = $1", (announcement,)),
    ]


def place(announcement: bytes, chat_id: int, message_id: int) -> Statement:
    """Where its progress stands."""
    return Statement(
        "UPDATE announcements SET chat_id = $2, message_id = $3 WHERE id = $1", (announcement, chat_id, message_id)
    )
