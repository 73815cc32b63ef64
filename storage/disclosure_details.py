"""The sealed columns of `disclosures`, each a JSON document under the disclosure's own key."""

from __future__ import annotations

import json
from dataclasses import asdict

from cryptography.exceptions import InvalidTag

from bot.domain.address import Address
from bot.domain.disclosure import UNKNOWN, Details, Disclosure
from storage.addresses import ADDRESS, read_address
from storage.vault import Seal

TABLE = "disclosures"


def seal_details(seal: Seal, details: Details) -> bytes:
    return seal.close(TABLE, "details", json.dumps(asdict(details), ensure_ascii=False))


def open_details(seal: Seal | None, sealed: bytes | None) -> Details:
    """UNKNOWN if they have ended, or the key is lost (a keystore restored from a backup)."""
    said = _open(seal, "details", sealed)
    if said is None:
        return UNKNOWN
    return Details(**{name: said[name] for name in asdict(UNKNOWN) if name in said})


def seal_place(seal: Seal, disclosure: Disclosure) -> bytes:
    address = None if disclosure.address is None else str(disclosure.address)
    return seal.close(TABLE, "place", json.dumps({ADDRESS: address, "path": disclosure.path}, ensure_ascii=False))


def open_place(seal: Seal | None, place: bytes | None, details: bytes | None) -> tuple[Address | None, str | None]:
    """Address and path. A version before 0.3.0 wrote the address into the details."""
    said = _open(seal, "details", details) if place is None else _open(seal, "place", place)
    return (read_address(said), said.get("path")) if said else (None, None)


def _open(seal: Seal | None, field: str, sealed: bytes | None) -> dict[str, str] | None:
    if seal is None or sealed is None:
        return None
    try:
        document: dict[str, str] = json.loads(seal.open(TABLE, field, sealed))
    except (InvalidTag, ValueError):  # sealed by a key that was lost since
        return None
    return document
