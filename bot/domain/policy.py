"""Who asks for the data, and under which policy?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator of law 94-V art. 8(4)(1), in every consent. Without a name the owner's own is used, translated."""

    name: str | None
    bin: str | None
    email: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The published policy. `date` may be empty: the owner's page carries none (clause 4.1 promises one)."""

    url: str
    version: str
    date: str

    def url_in(self, language: str) -> str:
        return self.url.replace("{lang}", language)
