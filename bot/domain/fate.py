"""What an erasure does with a person's data in one place."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What happens to a person's data there."""

    DESTROYED = "destroyed"  # in the same second
    TAKEN_BACK = "taken back"  # deleted or rewritten, tried until the channel agrees or says that it never will
    UNREADABLE = "unreadable"  # bytes may stay for a while; the key to them is destroyed
    NAMED = "named"  # out of reach: the operator and the person are told what to do
    ANONYMOUS = "anonymous"  # leads to nobody, at least once the erasure is done
