"""How long each record is kept: as long as its purpose needs it (policy clause 1.4, law 94-V art. 12(2) and 18)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.lead import Status
from bot.domain.time import DAY, HOUR, Moment, Span

KEYS_IN_BACKUPS = 7 * DAY  # after this no backup holds a destroyed key
SEEN_UPDATES = 48 * HOUR  # Telegram repeats an update for at most 24 h; twice that to be safe


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each kind of record is kept."""

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
    """When an application is destroyed. A draft has no `status`; its `reference` is the start of its id.

    A legal hold postpones the end to `held_until`. With `erasing` an erasure destroys it before its end.
    """

    at: Moment
    reference: str
    status: Status | None
    held_until: Moment
    erasing: bool
