"""The files that the first run makes."""

from __future__ import annotations

from pathlib import Path

from bot.config.master_key import known_master_key
from bot.config.settings import Settings

KEEP_A_COPY = "keep a copy of it elsewhere: without it nothing that is stored can be read"


def list_missing(settings: Settings) -> list[Path]:
    """The files that a run makes, as they are missing now. Raises MasterKeyLost and StorageUnavailable."""
    places = settings.places
    new = [file for file in places.files.values() if not _is_there(file)]
    return new if known_master_key(settings) else [*new, settings.master_key_file]


def describe(file: Path, settings: Settings) -> str:
    """The file's whole path, and what to do with a master key."""
    return f"{file.absolute()} ({KEEP_A_COPY})" if file == settings.master_key_file else str(file.absolute())


def _is_there(file: Path) -> bool:
    """A path that no file can have is not there; what opens it says why."""
    try:
        return file.exists()
    except OSError:
        return False
