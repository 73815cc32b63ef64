"""How long each record is kept: as long as its purpose needs it (policy clause 1.4, law 94-V art. 12(2) and 18)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.frozen import frozen
from bot.domain.lead import OPEN, Outcome, Status
from bot.domain.time import DAY, HOUR, NO_TIME, Moment, Span

NO_PROMISE: Mapping[str, Span] = MappingProxyType({})
KEYS_IN_BACKUPS = 7 * DAY  # after this no backup holds a destroyed key
SEEN_UPDATES = 48 * HOUR  # Telegram repeats an update for at most 24 h; twice that to be safe


@frozen
class KeyCopies:
    """How long copies of a destroyed key live, and whether the log of a database server holds some too."""

    kept_for: Span = KEYS_IN_BACKUPS
    on_server: bool = False


@frozen
class Rule:
    """How long one kind of record is kept, unless the operator sets it otherwise.

    `setting` is the name of its setting. `name` stands in the stored terms of consents, so it never changes; the
    consent says the rule in the words `retention.{name}` of the catalogues. Receipts and documents say the `record`
    and the moment `since` which it is kept. A rule for leads names their `statuses`; one that also names an `outcome`
    holds only for leads closed with it. `is_personal` says whether the record holds personal data.
    """

    setting: str
    default: Span
    name: str
    record: str
    since: str
    statuses: tuple[Status, ...] = ()
    outcome: Outcome | None = None
    is_personal: bool = True

    def holds_for(self, status: Status, outcome: Outcome | None) -> bool:
        """Whether a lead is kept by this rule, unless a later one holds for it too."""
        return status in self.statuses and self.outcome in (None, outcome)


DRAFT = Rule("DRAFT_TTL", 72 * HOUR, "draft", "unfinished application", "after the last answer")
ACCESS = Rule("RETENTION_ACCESS", 365 * DAY, "access", "record of who saw contacts", "after they were seen")
PROOF = Rule(
    "RETENTION_PROOF",
    1095 * DAY,
    "proof",
    "proof of consent and destruction, without personal data",
    "after it was written down, a consent in force excepted",
    is_personal=False,
)
RULES = (
    DRAFT,
    Rule("RETENTION_OPEN", 365 * DAY, "open_lead", "open application", "after its last change", OPEN),
    Rule("RETENTION_CLOSED", 90 * DAY, "closed_lead", "closed application", "after closing", (Status.CLOSED,)),
    Rule(
        "RETENTION_SPAM",
        7 * DAY,
        "spam",
        "application closed as spam",
        "after closing",
        (Status.CLOSED,),
        Outcome.SPAM,
    ),
    ACCESS,
    PROOF,
)
"""The only table of retention. Of the rules that hold for a lead the last one counts: exceptions stand below."""


def rule_of_lead(status: Status, outcome: Outcome | None) -> Rule:
    """The rule by which a lead is kept."""
    return [rule for rule in RULES if rule.holds_for(status, outcome)][-1]


def longest_of_leads(spans: Mapping[str, Span]) -> Span:
    """The longest time that any lead is kept, of `spans` by the name of a rule."""
    return max(spans[rule.name] for rule in RULES if rule.statuses and rule.name in spans)


def rest_of_day(kept_for: Span) -> Span:
    """How long after its moment the period of a proof begins, at most.

    A proof has the day of its event, and none may go too early. Periods under a day, as in tests, do without.
    """
    return DAY if kept_for >= DAY else NO_TIME


@frozen
class Retention:
    """How long each kind of record is kept here. A rule that is not in `spans` has its default."""

    spans: Mapping[Rule, Span]

    def span(self, rule: Rule) -> Span:
        return self.spans.get(rule, rule.default)

    def by_name(self) -> dict[str, Span]:
        """The span of every rule, by its name."""
        return {rule.name: self.span(rule) for rule in RULES}

    def end_of_draft(self, changed_at: Moment) -> Moment:
        return changed_at + self.span(DRAFT)

    def end_of_lead(
        self, status: Status, outcome: Outcome | None, changed_at: Moment, promised: Mapping[str, Span] = NO_PROMISE
    ) -> Moment:
        """No later than its owner was promised: `promised` are the periods of their consent, by the name of a rule."""
        holding = [rule for rule in RULES if rule.holds_for(status, outcome)]
        agreed_to = [promised[rule.name] for rule in holding if rule.name in promised]
        return changed_at + min([self.span(holding[-1]), *agreed_to[-1:]])


@frozen
class End:
    """When an application is destroyed. `reference` is that of a lead, or the start of a draft's id.

    A legal hold postpones the end to `held_until`. With `erasing` an erasure destroys it before its end.
    """

    at: Moment
    reference: str
    rule: Rule
    held_until: Moment
    erasing: bool
