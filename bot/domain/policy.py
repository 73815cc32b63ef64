"""The operator who asks for data, and the published policy."""

from __future__ import annotations

from datetime import date

from bot.domain.frozen import frozen
from bot.domain.phones import format_phone


@frozen
class Operator:
    """The operator named in every consent (law 94-V art. 8(4)(1)). Without `name` the translated default is used.

    `phone`: E.164, for people who cannot apply through the bot.
    """

    name: str | None
    bin: str | None
    email: str
    phone: str | None = None

    @property
    def reach(self) -> str:
        """How the operator is reached without the bot: the e-mail address, and the phone if there is one."""
        return f"{self.email}, {format_phone(self.phone)}" if self.phone else self.email


@frozen
class Policy:
    """The published policy. `date` (ISO) may be empty: the owner's page has none, though clause 4.1 promises one."""

    url: str
    version: str
    date: str

    def url_in(self, language: str) -> str:
        return self.url.replace("{lang}", language)

    @property
    def day(self) -> str:
        """The date as `31.01.2027`; empty without one."""
        return date.fromisoformat(self.date).strftime("%d.%m.%Y") if self.date else ""
