"""What the bot of the demo has stored on disk, in the format of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.machine import system_thread
from simulator.page.stored import Cell, Folder, cell, ids

NAMES_NOBODY = (
    "ledger", "proof", "receipt", "erasure", "disclosure", "tombstone", "seen_update", "daily_count", "consent_text",
    "breach", "backup_folder",
)  # fmt: skip
"""Parts of the names of tables that name nobody, and may keep rows after an erasure."""
ABOUT_THE_BOT = (
    "secret", "schema", "migration", "setting", "sweep", "staff_group", "chat_move", "announcement", "leader",
)  # fmt: skip
PEOPLE = "persons"
KEYS = ("keys", "unsettled")
REGISTER = ("disclosures", "disclosure_forms")
"""A disclosure, and an export that is being asked for, has a key of its own, which opens what staff typed."""


class Storage:
    """What is on disk now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = Folder(path, kind_of)
        self._ever = False

    async def now(self) -> dict[str, Any]:
        """`state`: never (nothing about anybody yet), some, or again (empty again)."""
        return await system_thread(self._look)

    def _look(self) -> dict[str, Any]:
        found = self._folder.look()
        tables = self._without_keys_of_register(found["tables"])
        rows = sum(table["count"] for table in tables if table["kind"] == "person")
        persons = sum(table["count"] for table in tables if table["name"] == PEOPLE)
        self._ever = self._ever or rows > 0
        state = "some" if rows else "again" if self._ever else "never"
        return found | {"tables": tables, "state": state, "rows": rows, "persons": persons}

    def _without_keys_of_register(self, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The same tables, with the keys of the register apart from those of persons."""
        entries = {table["name"]: table["file"] for table in tables if table["name"] in REGISTER and table["count"]}
        theirs = [cell(subject) for name, file in entries.items() for subject in ids(self._path / file, name)]
        return [part for table in tables for part in (_divide(table, theirs) if table["name"] in KEYS else [table])]


def _divide(keys: dict[str, Any], theirs: list[Cell]) -> list[dict[str, Any]]:
    """The keys of others, and, if there are any, those whose subject is one of `theirs`."""
    of_register = [row for row in keys["rows"] if row[0] in theirs]
    if not of_register:
        return [keys]
    others = [row for row in keys["rows"] if row not in of_register]
    rest = {"rows": others, "count": keys["count"] - len(of_register)}
    return [keys | rest, keys | {"kind": "bot", "rows": of_register, "count": len(of_register)}]


def kind_of(table: str) -> str:
    """A table is about persons unless its name says otherwise, so a new table is never overlooked."""
    if any(word in table for word in NAMES_NOBODY):
        return "anonymous"
    return "bot" if any(word in table for word in ABOUT_THE_BOT) else "person"
