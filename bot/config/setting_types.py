"""The types of settings: how each is written. An error says what would have been right."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, InstanceOf

from bot.config.setting_files import UNREADABLE
from bot.domain.identity_number import is_identity_number
from bot.domain.phones import read_public_number
from bot.domain.time import DAY, HOUR, MINUTE, SECOND, Span
from bot.domain.working_calendar import Hours
from storage.postgres.url import PostgresUrl

UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
MAX_DURATION = 36_500 * DAY
"""A century. A longer duration is a typing error, and its end would be outside the calendar."""
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
OFF = "off"
"""An empty list. An empty setting cannot mean it, because it counts as unset."""


def parse_duration(text: object) -> object:
    """`90d` -> milliseconds, which a number already is. Text without a unit is an error."""
    if isinstance(text, int):
        return text
    match = re.fullmatch(r"([0-9]{1,40})([smhd])", str(text).strip())
    if not match or not int(match[1]):
        raise ValueError("must be a number and a unit, like 30s, 15m, 24h or 90d")
    span = int(match[1]) * UNITS[match[2]]
    if span > MAX_DURATION:
        raise ValueError("must be 36500d (a century) at most")
    return span


def parse_ladder(text: object) -> object:
    """`1h,24h` -> milliseconds, each longer than the one before."""
    if not isinstance(text, str):
        return text
    spans = [] if text.strip() == OFF else [parse_duration(part) for part in text.split(",")]
    if any(later <= earlier for earlier, later in pairwise(spans)):  # type: ignore[operator]
        raise ValueError("must grow from one duration to the next, like 1h,24h")
    return tuple(spans)


def parse_hours(text: object) -> object:
    """`21:00-09:00` -> minutes since midnight; 24:00 is the end of a day."""
    if isinstance(text, Hours):
        return text
    times = [re.fullmatch(r"(\d{2}):([0-5]\d)", part.strip()) for part in str(text).split("-")]
    minutes = [int(found[1]) * 60 + int(found[2]) for found in times if found]
    if len(times) != 2 or len(minutes) != 2 or max(minutes) > DAY // MINUTE:
        raise ValueError("must be two times, like 09:00-18:00")
    return Hours(*minutes)


def parse_day(text: object) -> object:
    """`2026-11-22` -> the same, if there is such a day; empty for none."""
    day = str(text).strip()
    try:
        is_day = not day or date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_day = False
    if not is_day:
        raise ValueError("must be a date like 2026-11-22, or empty")
    return day


def parse_address(url: object) -> object:
    """An address on the web or in a local network."""
    if not _host_of(str(url).strip()):
        raise ValueError("must be an http:// or https:// address")
    if re.search(r"[{}]", str(url)):  # a library puts the token and the method between such
        raise ValueError("must be an http:// or https:// address without { and }")
    return str(url).strip()


def parse_webhook(url: object) -> object:
    """An address at which Telegram posts updates (docs/facts/telegram.md 1.7)."""
    text = str(url).strip()
    host = _host_of(text) if text.isascii() else None
    parts = urlsplit(text) if host else None
    if parts is None or parts.scheme != "https" or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be an https:// address, like https://bot.example.kz/telegram")
    if (parts.port or 443) not in WEBHOOK_PORTS:
        raise ValueError("must have one of the ports that Telegram posts to: 443, 80, 88 or 8443")
    if re.search(r"[{}]", text):
        raise ValueError("must be an https:// address without { and }")
    return text


def parse_listener(host: object) -> object:
    """A name or an address of this machine, without a port."""
    text = str(host).strip()
    try:
        is_usable = bool(re.fullmatch(r"[A-Za-z0-9.-]+", text) or ip_address(text))
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError("must be an address of this machine without a port, like 127.0.0.1, or 0.0.0.0 for all")
    return text


def parse_public_address(url: object) -> object:
    """An address that Telegram allows on a button: the host has a dot or is an IP (docs/facts/telegram.md 1.3)."""
    host = _host_of(str(url).strip().replace("{lang}", "kk"))
    if not host or not (":" in host or re.fullmatch(r"[\w%!$&'()*+,;=~-]+(\.[\w%!$&'()*+,;=~-]+)+", host)):
        raise ValueError(
            "must be an http:// or https:// address with a dot in its host, or Telegram makes no button of it"
        )
    return str(url).strip()


def _host_of(url: str) -> str | None:
    """The host; None if this is no http or https address."""
    try:
        url.encode()  # raises where the environment held bytes of no encoding: they can be neither shown nor called
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.port != 0 and not re.search(r"\s", url)
    except ValueError:  # a wrong port, wrong brackets, or bytes of no encoding
        return None
    return parts.hostname if usable else None


def parse_zone(name: object) -> object:
    """The name of a time zone that this machine knows."""
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise ValueError("must be an IANA time zone, like Asia/Almaty") from None
    return name


def parse_dates(text: object) -> object:
    """`2026-11-22,2026-12-31` -> dates."""
    if not isinstance(text, str):
        return text
    try:
        return frozenset(date.fromisoformat(part.strip()) for part in text.split(","))
    except ValueError:
        raise ValueError("must be dates like 2026-12-31, separated by commas") from None


def parse_sqlite(url: object) -> object:
    """`sqlite:///data/momu.db` -> the path."""
    if isinstance(url, Path):
        return url
    if url == UNREADABLE:
        raise ValueError("the file that should hold it cannot be read")
    match = re.fullmatch(r"sqlite:///(.+)", str(url).strip())
    if not match or Path(match[1]).name in ("", ".."):
        raise ValueError("must be like sqlite:///data/momu.db (four slashes for an absolute path)")
    return Path(match[1])


def parse_database(url: object) -> object:
    """A path, as above, or `postgresql://user:password@host/database`."""
    if isinstance(url, str) and re.match(r"\s*postgres", url):
        return PostgresUrl.parse(url.strip())
    return url if isinstance(url, PostgresUrl) else parse_sqlite(url)


def parse_file_or_server(place: object) -> object:
    """A path, or `postgresql://user:password@host/database`."""
    if isinstance(place, str) and place != UNREADABLE and not re.match(r"\s*postgres(ql)?:", place):
        return Path(place)
    return place if isinstance(place, Path) else parse_database(place)


def parse_bin(text: object) -> object:
    """`263440000014` -> the same, if the last digit is its control digit."""
    number = str(text).strip()
    if not is_identity_number(number):
        raise ValueError("must be the 12 digits of a BIN or IIN; the last one tells whether a digit is mistyped")
    return number


def decode_key(text: str) -> bytes:
    """32 bytes from base64. Raises ValueError for anything else."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:  # binascii's is one; what is no ASCII raises another
        key = b""
    if len(key) != 32:
        raise ValueError("must be 32 bytes in base64: head -c 32 /dev/urandom | base64")
    return key


def _parsed_by(parse: Callable[[object], object]) -> Any:
    return BeforeValidator(parse)


Duration = Annotated[Span, _parsed_by(parse_duration)]
Ladder = Annotated[tuple[Span, ...], _parsed_by(parse_ladder)]
DayHours = Annotated[Hours, _parsed_by(parse_hours)]
Dates = Annotated[frozenset[date], _parsed_by(parse_dates)]
Zone = Annotated[str, _parsed_by(parse_zone)]
Day = Annotated[str, _parsed_by(parse_day)]
Bin = Annotated[str, _parsed_by(parse_bin)]
Address = Annotated[str, _parsed_by(parse_address)]
WebhookAddress = Annotated[str, _parsed_by(parse_webhook)]
Listener = Annotated[str, _parsed_by(parse_listener)]
PublicPhone = Annotated[str, _parsed_by(read_public_number)]
PublicAddress = Annotated[str, _parsed_by(parse_public_address)]
DatabaseUrl = Annotated[Path | InstanceOf[PostgresUrl], _parsed_by(parse_database)]
FileOrServer = Annotated[Path | InstanceOf[PostgresUrl], _parsed_by(parse_file_or_server)]
