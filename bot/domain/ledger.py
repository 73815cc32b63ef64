"""The ledger: a hash chain of proofs, in which every change can be detected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum

from bot.domain.frozen import frozen
from bot.domain.time import Moment


class Event(StrEnum):
    """What the ledger records. A refused consent is not recorded, only counted."""

    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ERASURE_REQUESTED = "erasure_requested"
    DATA_DESTROYED = "data_destroyed"
    DATA_DISCLOSED = "data_disclosed"
    DATA_CORRECTED = "data_corrected"  # names fields, never a value
    DATA_BLOCKED = "data_blocked"  # out of use while a dispute lasts
    DATA_UNBLOCKED = "data_unblocked"
    BREACH_LISTED = "breach_listed"  # who may have been seen by somebody without a right to, between which days
    REQUEST_ANSWERED = "request_answered"  # the operator looked something up for somebody who asked
    BACKUP_RESTORED = "backup_restored"
    RESTORE_CONFIRMED = "restore_confirmed"  # nobody in the backup was erased after it, says the operator
    CONSENT_CARRIED = "consent_carried"  # repeats a consent in force whose row was cut off
    LEDGER_CUT = "ledger_cut"  # the oldest rows were destroyed, their retention is over


@frozen
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
    """SHA-256 (hex) over all columns. Each has its length in front, so that no text can move between columns."""
    parts = (str(seq), str(at), event, subject, facts, previous)
    return hashlib.sha256("".join(f"{len(part.encode())}:{part}" for part in parts).encode()).hexdigest()


@frozen
class Head:
    """The length of a chain, and the hash of its last row."""

    seq: int = 0
    hash: str = ""


def cut_of(entry: Entry) -> Head | None:
    """The last row that was cut off, if this row records a cut; None for any other row, or if it was changed."""
    own = hash_of(entry.seq, entry.at, entry.event, entry.subject, entry.facts, entry.previous)
    if entry.event != Event.LEDGER_CUT or entry.hash != own:
        return None
    facts = json.loads(entry.facts)
    return Head(facts["up_to"], facts["hash"])


class ChainCheck:
    """Checks a chain row by row, after `start`. `heads` are published heads that it must agree with."""

    def __init__(self, heads: Iterable[Head], start: Head | None = None) -> None:
        self.reached = start or Head()
        self._heads = {head.seq: head.hash for head in heads if head.seq > self.reached.seq}

    def is_whole(self, entry: Entry) -> bool:
        """Whether this row is unchanged. Call it for each row in order, until it returns False."""
        seq, previous = self.reached.seq + 1, self.reached.hash
        own = hash_of(entry.seq, entry.at, entry.event, entry.subject, entry.facts, entry.previous)
        known = self._heads.get(seq, own)
        if (entry.seq, entry.previous, entry.hash, known) != (seq, previous, own, own):
            return False
        self.reached = Head(seq, own)
        return True

    def missing(self) -> int | None:
        """After the last row: the number of the first row missing at the end; None if none is."""
        return self.reached.seq + 1 if any(seq > self.reached.seq for seq in self._heads) else None
