"""Where keys are kept, and how a destroyed one is removed from there without a trace."""

from __future__ import annotations

from typing import Protocol

from storage.engine import Engine
from storage.statements import Statement

EMPTY = bytes(12 + 32 + 16)
"""What a destroyed key is overwritten with: nonce, 256 bits and tag, all zero."""


class Keystore(Protocol):
    """A small database of keys; `storage/sqlite_keystore.py` is one."""

    engine: Engine

    def destroy(self, subject: bytes) -> list[Statement]:
        """What destroys the key of a subject, if it has one."""

    async def remove_traces(self) -> bool:
        """Remove every trace of keys that were just destroyed; False if another program reads an old state."""

    async def compact(self) -> bool:
        """Remove every trace of destroyed and replaced keys and of their subjects; False if another program reads."""
