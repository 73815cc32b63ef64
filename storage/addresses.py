"""How does an address stand in a sealed document?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.address import Address

ADDRESS = "address"
"""The field that holds `str(address)`, or nothing."""


def read_address(document: Mapping[str, Any]) -> Address | None:
    """None if there is none. Raises ValueError for what never was one."""
    said = document.get(ADDRESS)
    if said is not None:
        return Address.parse(said)
    number = document.get("chat_id")  # as it was written while everybody was on Telegram
    return None if number is None else Address("telegram", str(number))
