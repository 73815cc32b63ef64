"""Telegram's numbers as addresses, and back."""

from __future__ import annotations

from bot.domain.address import Address

CHANNEL = "telegram"


def address_of(number: int) -> Address:
    """Of the person with this number in Telegram; their private chat with the bot has the same one."""
    return Address(CHANNEL, str(number))


def number_of(address: Address) -> int:
    """Raises ValueError for somebody who is reached elsewhere."""
    if address.channel != CHANNEL:
        raise ValueError("this is no address in Telegram")
    return int(address.id)
