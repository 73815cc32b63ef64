"""The operator who asks for data, and the published policy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator named in every consent (law 94-V art. 8(4)(1)). Without `name` the translated default is used."""

    name: str | None
    bin: str | None
    email: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The published policy. `date` may be empty: the owner's page has none, though clause 4.1 promises one."""

    url: str
    version: str
    date: str

    def url_in(self, language: str) -> str:
        return self.url.replace("{lang}", language)
