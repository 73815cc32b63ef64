"""The address inside a sealed JSON document: how it is written, and how older documents are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.address import Address

ADDRESS = "address"
"""The field that holds `str(address)`, or null."""


def read_address(document: Mapping[str, Any]) -> Address | None:
    """The address of a document; None if it holds none. Raises ValueError if the field holds no address."""
    said = document.get(ADDRESS)
    if said is not None:
        return Address.parse(said)
    number = document.get("chat_id")  # documents from before there were channels
    return None if number is None else Address("telegram", str(number))
