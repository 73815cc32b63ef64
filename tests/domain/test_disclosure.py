"""What does the receipt of an erasure say of an exported file?"""

from dataclasses import replace

from bot.domain.disclosure import Basis, Details, Disclosure, Format, HandOver, Recipient
from bot.domain.time import Moment

DETAILS = Details("Мадина", "a complaint", "the ministry")
ASKED = Disclosure(
    b"file", "D-2A2A2A", Format.CSV, Recipient.STATE, Basis.LAW, "KZ", ("name",), DETAILS, asked_at=Moment(3)
)


def test_it_says_when_the_file_was_handed_out_and_to_whom() -> None:
    assert HandOver.of(replace(ASKED, handed_at=Moment(5))) == HandOver(Moment(5), Recipient.STATE, "the ministry")


def test_of_a_file_that_counts_as_handed_out_since_no_moment_it_says_when_it_was_asked_for() -> None:
    assert HandOver.of(ASKED) == HandOver(Moment(3), Recipient.STATE, "the ministry")
