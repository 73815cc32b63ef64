"""The address of a PostgreSQL database. Its password is shown to nobody."""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import Self
from urllib.parse import parse_qs

from bot.domain.frozen import frozen

HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\[\]:,/?@]*)(?::[0-9]*)?"
SHAPE = re.compile(
    rf"postgres(?:ql)?://(?:(?P<user>[^:/?@]*)(?::[^/?@]*)?@)?(?P<hosts>{HOST}(?:,{HOST})*)"
    r"(?P<database>/[^/?@]*)?(?:\?.*)?"
)
WRONG = (
    "must be like postgresql://user:password@host:5432/database; in the password write @ as %40, : as %3A, / as %2F, "
    "? as %3F, # as %23 and % as %25"
)


class ShownUrl(str):
    """An address without its password. It knows the setting that it stands in, wherever an error takes it."""

    setting: str

    def __new__(cls, shown: str, setting: str) -> Self:
        made = super().__new__(cls, shown)
        made.setting = setting
        return made


@frozen
class PostgresUrl:
    """As libpq takes it (section 34.1.1.2 of its manual): several hosts, sockets, IPv6 and parameters too."""

    secret: str = field(repr=False)
    """The whole address, for the driver alone."""
    shown: str
    """Who, where and which database: nothing else of it may be told."""

    def __str__(self) -> str:
        return self.shown

    @classmethod
    def parse(cls, text: str) -> PostgresUrl:
        """Raises ValueError, with a text that does not quote the address."""
        found = SHAPE.fullmatch(text)
        if not found or re.search(r"\s|%(?![0-9A-Fa-f]{2})", text):
            raise ValueError(WRONG)
        user = f"{found['user']}@" if found["user"] else ""
        return cls(text, f"postgresql://{user}{found['hosts']}{found['database'] or ''}")

    def of_setting(self, name: str) -> PostgresUrl:
        """The same; errors name the setting in which it stands."""
        return replace(self, shown=ShownUrl(self.shown, name))

    def is_same_schema(self, other: PostgresUrl) -> bool:
        """Whether both lead to the same tables, as far as the addresses tell."""
        return (self.shown, self._options) == (other.shown, other._options)

    @property
    def _options(self) -> list[str]:
        return parse_qs(self.secret.partition("?")[2]).get("options", [])
