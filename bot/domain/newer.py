"""What a newer version has written, and this one does not know, must not stop what it does for others."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

Known = TypeVar("Known", bound=StrEnum)


def or_else(kind: type[Known], text: str, instead: Known) -> Known:
    """`text` as one of `kind`, or what it is taken for after going back a version."""
    try:
        return kind(text)
    except ValueError:
        return instead
