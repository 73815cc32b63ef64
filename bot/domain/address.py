"""Where a person is reached: the channel, and their id there."""

from __future__ import annotations

from typing import NamedTuple


class Address(NamedTuple):
    """`channel` is a messenger's name in lower case, without a colon; `id` is the person's id in it.

    Stored data is found by `bytes(address)`, so these bytes never change. A tuple, because it is the key of what is
    remembered of people: Python hashes tuples itself.
    """

    channel: str
    id: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read the form of `str(address)`. Raises ValueError."""
        channel, colon, name = text.partition(":")
        if not (channel and colon and name):
            raise ValueError("not an address")
        return cls(channel, name)

    def __str__(self) -> str:
        return f"{self.channel}:{self.id}"

    def __bytes__(self) -> bytes:
        return f"{self.channel}:{self.id}".encode()


NOWHERE = Address("", "")
"""The address of a person whose address is lost."""
