"""Converts Telegram's numbers to addresses, and back."""

from __future__ import annotations

from bot.domain.address import Address

CHANNEL = "telegram"


def address_of(number: int) -> Address:
    """The address of the person with this number. Their private chat with the bot has the same number."""
    return Address(CHANNEL, str(number))


def number_of(address: Address) -> int:
    """The number at this address. Raises ValueError for an address of another channel."""
    if address.channel != CHANNEL:
        raise ValueError("this is no address in Telegram")
    return int(address.id)
