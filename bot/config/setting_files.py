"""Reads the files that settings can stand in: `.env`, and files with secrets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

ENCODING = "utf-8-sig"
"""UTF-8, with or without a byte order mark. Editors on Windows write one, and it would become part of a name."""
SECRETS = ("bot_token", "master_key", "webhook_secret", "database_url", "keystore_url", "erasure_log")
"""Settings that can also stand in a file, named by BOT_TOKEN_FILE and so on. An address may hold a password."""
UNREADABLE = "\0"
"""The value if a named file cannot be read. It must not count as unset, or a new key would be made."""


class Texts(PydanticBaseSettingsSource):
    """A source of settings: the text that stands under each one's own name.

    The library's own sources ask of each setting how its type might be read, which took nine tenths of the time; here
    every setting reads its text by itself.
    """

    def __init__(self, settings_cls: type[BaseSettings], texts: Mapping[str, str | None]) -> None:
        super().__init__(settings_cls)
        self._texts = texts

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[str | None, str, bool]:
        return self._texts.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return {name: text for name in self.settings_cls.model_fields if (text := self._texts.get(name)) is not None}


def read_secret_files(places: list[Mapping[str, str | None]]) -> dict[str, str]:
    """The contents of the files that names ending in _FILE give, in the first place that gives one."""
    named = {
        name: next((place[file] for place in places if place.get(file := f"{name}_file")), None) for name in SECRETS
    }
    return {name: _read(Path(path)) for name, path in named.items() if path}


def _read(path: Path) -> str:
    try:
        return path.read_text(ENCODING).strip() or UNREADABLE
    except (OSError, ValueError):
        return UNREADABLE


def find_problem(env_file: Path) -> str | None:
    """Why the file of settings cannot be read; None if it can or if it does not exist. Never quotes the file.

    A pipe is not examined, because reading would empty it.
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
