"""Checks the URL of a button as Telegram's library does (td: HttpUrl.cpp, LinkManager.cpp)."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_PORT = re.compile(r":([^:\]@]*)$")
_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=]|[^\x00-\x7f]|%[0-9a-f]{2})+")
MAX_PORT = 65_535


def find_problem(address: str) -> str | None:
    """Telegram's words for what is wrong with the address; None if it is valid."""
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return "Unsupported URL protocol"
    place = re.split("[/?#]", address[scheme.end() if scheme else 0 :], maxsplit=1)[0]
    port = _PORT.search(place)
    if port and not (re.fullmatch("[0-9]{1,9}", port[1]) and 0 < int(port[1]) <= MAX_PORT):
        return "Wrong port number specified in the URL"
    host = place[: port.start() if port else None].rpartition("@")[2].lower()
    return _find_problem_of_host(host)


def _find_problem_of_host(host: str) -> str | None:
    if not host:
        return "URL host is empty"
    if host == ".":
        return "Host is invalid"
    if host.startswith("[") and host.endswith("]"):
        return None if _is_ipv6(host[1:-1]) else "Wrong IPv6 address specified in the URL"
    if not _HOST.fullmatch(host):
        return "Wrong percent-encoded symbol in URL host" if "%" in host else "Wrong URL host"
    return None if "." in host else "Wrong HTTP URL"


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True
