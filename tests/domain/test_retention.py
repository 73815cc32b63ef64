"""Is everything kept by the rule that was promised, and by one only?"""

from bot.domain.lead import OPEN, Outcome, Status
from bot.domain.retention import (
    ACCESS,
    DRAFT,
    PROOF,
    RULES,
    Retention,
    Rule,
    longest_of_leads,
    rest_of_day,
    rule_of_lead,
)
from bot.domain.time import DAY, Moment, Span
from tests.cases import cases

MORNING = Moment(1_000)
ANY_LEAD = [*((status, None) for status in OPEN), *((Status.CLOSED, outcome) for outcome in (None, *Outcome))]


@cases(
    ("status", "outcome", "days"),
    [
        (Status.NEW, None, 365),
        (Status.TAKEN, None, 365),
        (Status.CONTACTED, None, 365),
        (Status.CLOSED, Outcome.WON, 90),
        (Status.CLOSED, Outcome.NOT_NOW, 90),
        (Status.CLOSED, Outcome.WRONG_NUMBER, 90),
        (Status.CLOSED, None, 90),
        (Status.CLOSED, Outcome.SPAM, 7),
    ],
)
def test_a_lead_is_kept_as_long_as_promised_for_its_state(status: Status, outcome: Outcome | None, days: int) -> None:
    assert Retention({}).end_of_lead(status, outcome, MORNING) == MORNING + days * DAY


@cases(
    ("outcome", "promised", "days"),
    [
        (None, {"closed_lead": 30 * DAY}, 30),
        (None, {"closed_lead": 300 * DAY}, 90),
        (None, {"open_lead": DAY, "spam": DAY, "a rule that was": DAY}, 90),
        (Outcome.SPAM, {"closed_lead": DAY, "spam": 3 * DAY}, 3),
        (Outcome.SPAM, {"closed_lead": 3 * DAY}, 3),  # agreed to before there was a rule for spam
        (Outcome.SPAM, {"closed_lead": 30 * DAY, "spam": 30 * DAY}, 7),
    ],
)
def test_a_lead_is_kept_no_longer_than_its_owner_agreed_to(
    outcome: Outcome | None, promised: dict[str, Span], days: int
) -> None:
    assert Retention({}).end_of_lead(Status.CLOSED, outcome, MORNING, promised) == MORNING + days * DAY


def test_an_open_lead_is_not_kept_as_spam_by_the_outcome_it_once_had() -> None:
    assert rule_of_lead(Status.NEW, Outcome.SPAM) is rule_of_lead(Status.NEW, None)


@cases("rule", RULES)
def test_every_rule_decides_about_some_record(rule: Rule) -> None:
    leads = [rule_of_lead(status, outcome) for status, outcome in ANY_LEAD]
    assert rule in (DRAFT, ACCESS, PROOF, *leads)


@cases("rule", RULES)
def test_the_operator_s_span_moves_the_records_of_its_rule_and_no_others(rule: Rule) -> None:
    usual, here = Retention({}), Retention({rule: Span(5)})
    for status, outcome in ANY_LEAD:
        moved = here.end_of_lead(status, outcome, MORNING) != usual.end_of_lead(status, outcome, MORNING)
        assert moved is (rule_of_lead(status, outcome) is rule)
    assert (here.end_of_draft(MORNING) == MORNING + Span(5)) is (rule is DRAFT)


def test_no_two_rules_share_a_name_or_a_setting() -> None:
    assert len({rule.name for rule in RULES}) == len({rule.setting for rule in RULES}) == len(RULES)


def test_the_longest_time_of_a_lead_counts_neither_drafts_nor_proofs() -> None:
    rules_of_leads = {rule_of_lead(status, outcome) for status, outcome in ANY_LEAD}
    spans = {rule: (number + 1) * DAY for number, rule in enumerate([*rules_of_leads, DRAFT, ACCESS, PROOF])}
    assert longest_of_leads(Retention(spans).by_name()) == len(rules_of_leads) * DAY
    assert longest_of_leads({"draft": 9 * DAY, "open_lead": DAY, "closed_lead": 2 * DAY, "proof": 9 * DAY}) == 2 * DAY


def test_a_proof_is_kept_to_the_end_of_its_day() -> None:
    assert [rest_of_day(span) for span in (DAY - Span(1), DAY, 90 * DAY)] == [Span(0), DAY, DAY]
