"""Which names were meant for us, and are none of ours?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

# Below it stand names of others that happen to look alike (DATABASE_PUBLIC_URL, LOG_FILE); above it letters that are
# missing, doubled or swapped, and words that are (STAFF_CHAT, RETENTION_CLOSED_DAYS).
LIKENESS = 0.85


def find_misspelt(names: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """What each name that is not known was probably meant to be; names that are like none of ours are left out."""
    others = sorted({name.upper() for name in names} - set(known))
    meant = {name: _find_meant(name, known) for name in others}
    return {name: right for name, right in meant.items() if right}


def _find_meant(name: str, known: Collection[str]) -> str | None:
    if name.removesuffix("_FILE") in known:  # only secrets may be given as files
        return name.removesuffix("_FILE")
    return next(iter(get_close_matches(name, known, 1, LIKENESS)), None)
