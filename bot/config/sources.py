"""Where are settings read from: the environment, `.env`, and files named in either?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource

ENCODING = "utf-8-sig"
"""UTF-8, after a byte order mark too: Windows' editors write one, and it would become part of the first name."""
SECRETS = ("bot_token", "master_key")
"""May also be given as a file: BOT_TOKEN_FILE, MASTER_KEY_FILE."""
UNREADABLE = "\0"
"""Stands for a promised file that cannot be read; it must never end in "not set, so make a new one"."""


class SecretFiles(EnvSettingsSource):
    """Secrets whose name ends in _FILE: the file's content is the value."""

    def __init__(self, settings_cls: type[BaseSettings], places: list[Mapping[str, str | None]]) -> None:
        super().__init__(settings_cls)
        self._places = places

    def __call__(self) -> dict[str, Any]:
        named = {name: self._find(f"{name}_file") for name in SECRETS}
        return {name: _read(Path(path)) for name, path in named.items() if path}

    def _find(self, name: str) -> str | None:
        return next((place[name] for place in self._places if place.get(name)), None)


def _read(path: Path) -> str:
    try:
        return path.read_text(ENCODING).strip() or UNREADABLE
    except (OSError, ValueError):
        return UNREADABLE


def find_trouble(env_file: Path) -> str | None:
    """Why a file of settings cannot be read; None if it can, or if there is none. Never what stands in it.

    A pipe is not looked into: reading empties it.
    """
    if env_file.is_dir():
        return "is a folder; it must be a file, or not there"
    if not env_file.is_file():
        return None
    try:
        text = env_file.read_text(ENCODING)
    except UnicodeDecodeError:
        return "must be written in UTF-8"
    except OSError as error:
        return f"cannot be read ({type(error).__name__})"
    return "must be written in UTF-8" if "\0" in text else None
