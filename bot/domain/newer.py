"""Reads stored values that only a newer version knows, so that a downgrade stops nothing else."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

Known = TypeVar("Known", bound=StrEnum)
Otherwise = TypeVar("Otherwise")


def or_else(kind: type[Known], text: str, instead: Otherwise) -> Known | Otherwise:
    """`text` as a member of `kind`; `instead` if this version does not know it."""
    try:
        return kind(text)
    except ValueError:
        return instead
