"""File `backup.folders`: where backups were made, so that old copies of keys are found. It is no table, because
a backup beside a running bot does not write to the database; earlier versions wrote to the table of this name.
"""

from __future__ import annotations

import json
from pathlib import Path

from storage.engine import Engine
from storage.files import append_line

NAME = "backup.folders"


async def load_all(engine: Engine, data: Path) -> list[str]:
    """Absolute paths, in order; `data` is the folder of the database."""
    rows = await engine.read("SELECT folder FROM backup_folders")
    return sorted({row[0] for row in rows} | set(_lines(data / NAME)))


def note(folder: Path, data: Path) -> None:
    """Raises OSError."""
    if (name := str(folder.resolve())) not in _lines(data / NAME):
        append_line(data / NAME, json.dumps(name))


def _lines(file: Path) -> list[str]:
    """A line that a power cut has cut short is left out: its backup was not made."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("ascii").splitlines() if line.endswith('"') and len(line) > 1]
