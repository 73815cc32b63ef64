"""How long is each record kept? (Policy clause 1.4, law 94-V art. 12(2) and 18: as long as the purpose needs.)"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.lead import Status
from bot.domain.time import DAY, HOUR, Moment, Span

KEYS_IN_BACKUPS = 7 * DAY  # after it a destroyed key is out of reach in all copies
SEEN_UPDATES = 48 * HOUR  # Telegram repeats an update for 24 h at most, twice that to be safe


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each is kept."""

    draft: Span
    open_lead: Span
    closed_lead: Span
    proof: Span

    def end_of_draft(self, changed_at: Moment) -> Moment:
        return changed_at + self.draft

    def end_of_lead(self, status: Status, changed_at: Moment) -> Moment:
        return changed_at + (self.closed_lead if status is Status.CLOSED else self.open_lead)


@dataclass(frozen=True, slots=True)
class End:
    """When an application is destroyed. `status` is None for an unfinished one, which has no reference: its id stands
    in for one.

    Held until `held_until`, it goes then at the earliest; `erasing` says that it goes anyway.
    """

    at: Moment
    reference: str
    status: Status | None
    held_until: Moment
    erasing: bool
