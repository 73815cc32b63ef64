"""What is written down for ever, and how can anybody see that nothing was changed?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.time import Moment


class Event(StrEnum):
    """What the ledger speaks of. A refusal is none: it is only counted."""

    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ERASURE_REQUESTED = "erasure_requested"
    DATA_DESTROYED = "data_destroyed"
    DATA_DISCLOSED = "data_disclosed"
    BACKUP_RESTORED = "backup_restored"
    CONSENT_CARRIED = "consent_carried"  # given in a row that is cut off, and still in force
    LEDGER_CUT = "ledger_cut"  # rows from the front are destroyed, their time is over


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, as stored."""

    seq: int
    at: Moment
    event: str
    subject: str
    facts: str
    previous: str
    hash: str


def hash_of(seq: int, at: Moment, event: str, subject: str, facts: str, previous: str) -> str:
    """SHA-256, hex, over all columns; each with its length in front, so that nothing can move between them."""
    parts = (str(seq), str(at), event, subject, facts, previous)
    return hashlib.sha256("".join(f"{len(part.encode())}:{part}" for part in parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """How long a chain is, and the hash of its last row."""

    seq: int = 0
    hash: str = ""


def cut_of(entry: Entry) -> Head | None:
    """Up to where this row says that the front was cut off; None if it does not, or is not what it was."""
    own = hash_of(entry.seq, entry.at, entry.event, entry.subject, entry.facts, entry.previous)
    if entry.event != Event.LEDGER_CUT or entry.hash != own:
        return None
    facts = json.loads(entry.facts)
    return Head(facts["up_to"], facts["hash"])


class Walk:
    """Follows a chain after `start`. `heads` are what it is known to have been at some lengths."""

    def __init__(self, heads: Iterable[Head], start: Head | None = None) -> None:
        self.reached = start or Head()
        self._heads = {head.seq: head.hash for head in heads if head.seq > self.reached.seq}

    def is_whole(self, entry: Entry) -> bool:
        """Whether this row is what it was when it was written. Ask for each row in order, until one is not."""
        seq, previous = self.reached.seq + 1, self.reached.hash
        own = hash_of(entry.seq, entry.at, entry.event, entry.subject, entry.facts, entry.previous)
        known = self._heads.get(seq, own)
        if (entry.seq, entry.previous, entry.hash, known) != (seq, previous, own, own):
            return False
        self.reached = Head(seq, own)
        return True

    def missing(self) -> int | None:
        """After the last row: the number of the first one that was cut off; None if nothing was."""
        return self.reached.seq + 1 if any(seq > self.reached.seq for seq in self._heads) else None
