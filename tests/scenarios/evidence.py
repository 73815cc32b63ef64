"""What an outsider can see: messages as they are and were, and the rows and bytes of the files."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.i18n import Text
from simulator.state.chat import Chat
from simulator.state.message import Message
from tests.databases import ON_POSTGRES, TABLES, TABLES_ON_SERVER, query, query_file
from tests.people import Applicant

REFERENCE = re.compile(r"[ME]-[0-9A-Z]{6}")


def reveals(text: str, who: Applicant) -> bool:
    """Whether this text contains a contact or a name of the person."""
    digits = re.sub(r"\D", "", text)
    names = [part for part in who.name.split() if part in text]
    return bool(names) or who.email in text or who.phone.removeprefix("+") in digits


def shows(message: Message, who: Applicant) -> bool:
    """Whether the message contains a contact or a name of the person now."""
    return reveals(message.text, who)


def ever_showed(message: Message, who: Applicant) -> bool:
    """The same for every version of the message, even if it was deleted."""
    return any(reveals(version.text, who) for version in [*message.edits, message.version])


def said(chat: Chat) -> list[Message]:
    """All messages of the bot in this chat, deleted ones too."""
    return [message for message in chat.history if message.by_bot and not message.service]


def reference_told(chat: Chat) -> str:
    """The reference that the bot told the person; empty before that."""
    found = [REFERENCE.findall(message.text) for message in said(chat)]
    return next((references[0] for references in found if references), "")


def cards(group: Chat, reference: str = "M-") -> list[Message]:
    """The cards of one application, or of all."""
    return [message for message in said(group) if not message.deleted and reference in message.text]


def first_text(message: Message) -> str:
    """The text of the first version."""
    return (message.edits[0] if message.edits else message.version).text


def rows(database: Path, sql: str, *params: object) -> list[tuple[Any, ...]]:
    """One query on a connection that is not the bot's; the bot may run. Raises FileNotFoundError."""
    if ON_POSTGRES and database.name == "momu.db":
        return query(database.parent, sql, *params)
    database.stat()
    return query_file(database, sql, *params)


def is_idle(database: Path) -> bool:
    """Whether no outbox row is due within the next minute; stages are up to a minute ahead of this machine."""
    if not ON_POSTGRES and not database.exists():
        return False
    soon = time.time_ns() // 1_000_000 + 120_000
    return not rows(database, "SELECT 1 FROM outbox WHERE due_at < ?", soon)


def rows_of_tables(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    on_server = ON_POSTGRES and database.name == "momu.db"
    tables = TABLES_ON_SERVER if on_server else TABLES
    names = [name for (name,) in rows(database, tables)]
    return {name: rows(database, f"SELECT * FROM {name} ORDER BY 1, 2") for name in names}


def all_rows(folder: Path) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
    """Every row of every database in the folder."""
    files = {*folder.glob("*.db"), *([folder / "momu.db"] if ON_POSTGRES else [])}
    return {path.name: rows_of_tables(path) for path in sorted(files)}


def fingerprints(folder: Path, leaving_out: Iterable[str] = ("-shm",)) -> dict[str, str]:
    """A hash of every file. Reading changes only the shared index (-shm); writing changes the others."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(tuple(leaving_out))
    }


def stored_rows(folder: Path) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
    """Every row, except those of the outbox, of its numbering, and of the last runs of jobs."""
    found = all_rows(folder)
    for name in ("sweeps", "outbox", "sqlite_sequence"):
        found["momu.db"].pop(name, None)
    return found


@contextmanager
def open_reader(path: Path, table: str) -> Iterator[None]:
    """Another connection's query that has not ended."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.execute(f"SELECT * FROM {table}").fetchall()
        yield


def names_too_old(text: Text, receipt: Message) -> bool:
    """Whether the receipt of an erasure says that messages stay because they are older than 48 hours.

    The digits alone prove nothing: a reference or a time of day has them too.
    """
    return any(text("erased.left", count=number, hours=48) in receipt.text for number in range(1, 50))
