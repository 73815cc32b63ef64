"""Whether the bot can do its work now, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Check = Callable[[], Iterable[str]]
"""Returns reasons in words for an operator, without personal data; none if all is well."""


@dataclass(frozen=True, slots=True)
class Readiness:
    reasons: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.reasons


def check_readiness(checks: Iterable[Check]) -> Readiness:
    """Collect the reasons of all checks."""
    return Readiness(tuple(reason for check in checks for reason in check()))
