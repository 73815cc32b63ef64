"""Whether the bot can do its work now, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.domain.frozen import frozen

Check = Callable[[], Iterable[str]]
"""Returns reasons in words for an operator, without personal data; none if all is well."""


@frozen
class Readiness:
    """The troubles that each check has found, by the name of the check."""

    found: Mapping[str, tuple[str, ...]]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(reason for reasons in self.found.values() for reason in reasons)

    @property
    def is_ready(self) -> bool:
        return not self.reasons


def check_readiness(checks: Mapping[str, Iterable[Check]]) -> Readiness:
    """Collect the reasons of all checks of each name."""
    return Readiness({name: tuple(reason for check in some for reason in check()) for name, some in checks.items()})
