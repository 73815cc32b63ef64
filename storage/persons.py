"""Table `persons`: who has agreed, in which language we talk, and what question is open."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine import Engine
from storage.statements import Statement
from storage.vault import Seal

TABLE = "persons"


@dataclass(frozen=True, slots=True)
class Person:
    """`asking` is the open yes-or-no question; `created_at` tells this acquaintance from an earlier, erased one."""

    telegram_id: int
    language: str
    asking: str | None
    erasing: bool
    created_at: int


async def load(engine: Engine, person: bytes, seal: Seal) -> Person | None:
    rows = await engine.read(
        "SELECT telegram_id, language, asking, erasing, created_at FROM persons WHERE person = $1", person
    )
    if not rows:
        return None
    telegram_id, language, asking, erasing, created_at = rows[0]
    opened = int(seal.open(TABLE, "telegram_id", telegram_id))
    return Person(opened, language, asking, bool(erasing), created_at)


def insert(person: bytes, seal: Seal, telegram_id: int, language: str, now: int) -> Statement:
    sealed = seal.close(TABLE, "telegram_id", str(telegram_id))
    return Statement(
        "INSERT INTO persons (person, telegram_id, language, created_at) VALUES ($1, $2, $3, $4)",
        (person, sealed, language, now),
    )


def speak(person: bytes, language: str) -> Statement:
    return Statement(
        "UPDATE persons SET language = $2 WHERE person = $1 AND erasing = 0", (person, language), touches=1
    )


def ask(person: bytes, question: str | None) -> Statement:
    return Statement("UPDATE persons SET asking = $2 WHERE person = $1 AND erasing = 0", (person, question), touches=1)


def still_due(person: bytes, now: int) -> Statement:
    """Changes nothing; conflicts if a draft or lead of theirs has not ended: they may have just come back."""
    return Statement(
        "UPDATE persons SET erasing = 0 WHERE person = $1 AND erasing = 0 "
        "AND NOT EXISTS (SELECT 1 FROM drafts WHERE person = $1 AND destroy_at > $2) "
        "AND NOT EXISTS (SELECT 1 FROM leads WHERE person = $1 AND destroy_at > $2)",
        (person, now),
        touches=1,
    )


def begin_erasing(person: bytes) -> Statement:
    """From here on nothing more is done with this person's data."""
    return Statement("UPDATE persons SET erasing = 1 WHERE person = $1 AND erasing = 0", (person,), touches=1)
