"""Chooses the language that a person probably reads."""

from __future__ import annotations

from collections.abc import Collection


def choose_language(client: str | None, known: Collection[str], default: str) -> str:
    """The language of the client's `language_code` (IETF tag, may be anything or None): `ru-RU` -> `ru`."""
    primary = (client or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in known else default
