"""Which language does a person probably read?"""

from __future__ import annotations

from collections.abc import Collection


def choose_language(client: str | None, known: Collection[str], default: str) -> str:
    """From the client's `language_code` (IETF, may be anything or missing): `ru-RU` -> `ru`."""
    primary = (client or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in known else default
