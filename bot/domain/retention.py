"""How long is each record kept? (Policy clause 1.4, law 94-V art. 12(2) and 18: as long as the purpose needs.)"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.lead import Status

KEYS_IN_BACKUPS = 7 * 24 * 3600 * 1000  # milliseconds; after it a destroyed key is out of reach in all copies
SEEN_UPDATES = 48 * 3600 * 1000  # milliseconds; Telegram repeats an update for 24 h at most, twice that to be safe


@dataclass(frozen=True, slots=True)
class Retention:
    """Milliseconds."""

    draft: int
    open_lead: int
    closed_lead: int
    proof: int

    def end_of_draft(self, changed_at: int) -> int:
        return changed_at + self.draft

    def end_of_lead(self, status: Status, changed_at: int) -> int:
        return changed_at + (self.closed_lead if status is Status.CLOSED else self.open_lead)


@dataclass(frozen=True, slots=True)
class End:
    """When an application is destroyed. `status` is None for an unfinished one, which has no reference: its id stands
    in for one.

    Held until `held_until`, it goes then at the earliest; `erasing` says that it goes anyway.
    """

    at: int
    reference: str
    status: Status | None
    held_until: int
    erasing: bool
