"""Finds misspelt names of settings."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

# Names of other programs that look alike are below it (DATABASE_PUBLIC_URL, LOG_FILE). Names with missing, doubled or
# swapped letters or words are above it (STAFF_CHAT, RETENTION_CLOSED_DAYS).
MIN_SIMILARITY = 0.85
NAMES_KEPT = 1_000  # an environment takes 3 ms, and where several commands share a process it is nearly the same


def find_misspelt(names: Iterable[str], known: frozenset[str]) -> dict[str, str]:
    """For each misspelt name the known name that was probably meant. Names that resemble no known name are left out."""
    others = sorted({name.upper() for name in names} - known)
    meant = {name: _find_meant(name, known) for name in others}
    return {name: right for name, right in meant.items() if right}


@lru_cache(NAMES_KEPT)
def _find_meant(name: str, known: frozenset[str]) -> str | None:
    if name.removesuffix("_FILE") in known:  # only secrets may be given as files
        return name.removesuffix("_FILE")
    return next(iter(get_close_matches(name, known, 1, MIN_SIMILARITY)), None)
