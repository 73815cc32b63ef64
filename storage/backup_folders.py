"""Table `backup_folders`: where backups were made, so that old copies of keys can be found there."""

from __future__ import annotations

from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement


async def load_all(engine: Engine) -> list[str]:
    """Absolute paths, in order."""
    return [row[0] for row in await engine.read("SELECT folder FROM backup_folders ORDER BY folder")]


def note(folder: str, now: Moment) -> Statement:
    return Statement(
        "INSERT INTO backup_folders (folder, last_at) VALUES ($1, $2) ON CONFLICT (folder) DO UPDATE SET last_at = $2",
        (folder, now),
    )
