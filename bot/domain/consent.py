"""What a person agreed to, kept so that it can be proven and shown again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from bot.domain.frozen import frozen
from bot.domain.policy import Policy
from bot.domain.time import Moment, Span


class Purpose(StrEnum):
    """What data is used for. APPLICATION is P1 and P2 of policy clause 2.1: receive, review and answer an application.

    MARKETING is P7: news and offers. It is asked for separately, after sending, and is never a condition.
    FEEDBACK is P5: how the service was. It is asked for after the application is closed, and no answer is a no.
    """

    APPLICATION = "application"
    MARKETING = "marketing"
    FEEDBACK = "feedback"


@frozen
class Terms:
    """What a consent text promises, as values. A receipt needs them, because the settings may change later.

    `periods`: how long each record is kept, by the name of its rule, as far as the text mentions it.
    """

    operator: str
    bin: str | None
    email: str
    periods: Mapping[str, Span]


@frozen
class Notice:
    """The consent text as shown. The hash covers the shown text, markup included.

    `fields` are the names of the fields that the consent is about.
    """

    text: str
    language: str
    policy: Policy
    terms: Terms | None = None
    fields: tuple[str, ...] = ()
    digest: str = field(init=False)  # SHA-256, hex

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.text.encode()).hexdigest())

    @property
    def mark(self) -> str:
        """The start of the digest, short enough to travel in a button (64 bytes, Bot API)."""
        return self.digest[:16]


@frozen
class ShownText:
    """A stored consent text. `terms` is None if it was stored by a version that did not store terms.

    `fields` are the names of the fields that it is about; the form may have others today.
    """

    body: str
    terms: Terms | None
    fields: tuple[str, ...]


@frozen
class Consent:
    """One person's yes to one purpose. Law 94-V art. 8 and 25(2)(5): receipt must be confirmable, consent provable.

    `id` stands on the person's receipt. Only with it can the entry in the ledger be found.
    """

    id: bytes
    purpose: Purpose
    text_hash: str
    language: str
    policy_url: str
    policy_version: str
    policy_date: str
    update_id: int
    granted_at: Moment
    withdrawn_at: Moment | None = None

    @property
    def in_force(self) -> bool:
        return self.withdrawn_at is None

    @classmethod
    def of(cls, notice: Notice, consent_id: bytes, purpose: Purpose, update_id: int, now: Moment) -> Consent:
        policy = notice.policy
        url = policy.url_in(notice.language)
        return cls(
            consent_id, purpose, notice.digest, notice.language, url, policy.version, policy.date, update_id, now
        )
