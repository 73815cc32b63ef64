"""What exactly did a person agree to, and can it be shown again?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.policy import Policy


class Purpose(StrEnum):
    """What data is used for. APPLICATION is P1 and P2 of policy clause 2.1: receive, review, answer an application."""

    APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class Notice:
    """The consent text as shown: what is hashed is what stood on the screen, markup included."""

    text: str
    language: str
    policy: Policy

    @property
    def digest(self) -> str:
        """SHA-256, hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def mark(self) -> str:
        """The start of the digest, short enough to travel in a button (64 bytes, Bot API)."""
        return self.digest[:16]


@dataclass(frozen=True, slots=True)
class Consent:
    """One person's yes to one purpose. Law 94-V art. 8 and 25(2)(5): receipt must be confirmable, consent provable."""

    purpose: Purpose
    text_hash: str
    language: str
    policy_version: str
    granted_at: int
    update_id: int
