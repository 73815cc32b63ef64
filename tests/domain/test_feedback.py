"""Who is asked how they were served, and how much may they say?"""

from dataclasses import replace

from bot.domain.feedback import MAX_LENGTH, is_too_long, may_be_asked_about
from bot.domain.lead import Outcome, Status
from tests.cases import cases
from tests.domain.test_lead import lead


@cases(
    ("status", "outcome", "asked"),
    [
        (Status.CLOSED, Outcome.WON, True),
        (Status.CLOSED, Outcome.NOT_NOW, True),
        (Status.CLOSED, Outcome.WRONG_NUMBER, False),
        (Status.CLOSED, Outcome.SPAM, False),
        (Status.CLOSED, None, False),
        (Status.TAKEN, Outcome.WON, False),
    ],
)
def test_only_who_was_served_is_asked(status: Status, outcome: Outcome | None, asked: bool) -> None:
    assert may_be_asked_about(replace(lead(status), outcome=outcome)) is asked


def test_words_are_counted_as_telegram_counts_them() -> None:
    assert [is_too_long("ә" * length) for length in (MAX_LENGTH, MAX_LENGTH + 1)] == [False, True]
    assert [is_too_long("🎵" * (length // 2)) for length in (MAX_LENGTH, MAX_LENGTH + 2)] == [False, True]
