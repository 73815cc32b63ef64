"""Where somebody is reached: the channel, and who they are there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """`channel` names a messenger in lower case, without a colon; `id` is what that messenger knows somebody by.

    Whatever is stored under an address is found by its bytes, so these never change.
    """

    channel: str
    id: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Of `str(address)`. Raises ValueError."""
        channel, colon, name = text.partition(":")
        if not (channel and colon and name):
            raise ValueError("not an address")
        return cls(channel, name)

    def __str__(self) -> str:
        return f"{self.channel}:{self.id}"

    def __bytes__(self) -> bytes:
        return str(self).encode()


NOWHERE = Address("", "")
"""Of somebody whose address is lost."""
