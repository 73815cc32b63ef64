"""Does the receipt of an erasure name every hand-over, and does it fit one message?"""

from __future__ import annotations

from bot.domain.disclosure import HandOver, Recipient
from bot.domain.export_form import LONGEST
from bot.domain.time import DAY, EPOCH
from bot.i18n import list_languages, strip_markup
from bot.views.hand_overs import MOST_NAMED, describe
from tests.cases import cases
from tests.handlers.turns import INSTALLATION, SAY, WORDS

STAFF, STATE = Recipient.STAFF, Recipient.STATE


def told(*handed: HandOver) -> list[str]:
    return describe(SAY, handed, INSTALLATION.date)


def test_nothing_is_said_where_nothing_was_handed_out() -> None:
    assert told() == []


def test_day_and_recipient_are_named_and_what_becomes_of_each_kind() -> None:
    named, ends = told(HandOver(EPOCH + DAY, STATE, "Сот <1>"), HandOver(EPOCH, STAFF, "Аудитор"))
    assert [line.split(": ", 1)[0] for line in named.splitlines()[1:]] == ["02.01.1970", "01.01.1970"]
    assert [text in strip_markup(named) for text in ("Сот <1> (", "Аудитор (")] == [True, True]
    assert ends == f"{SAY('erased.handed_staff')} {SAY('erased.handed_state')}"
    assert told(HandOver(EPOCH, STAFF, "Аудитор"))[1] == SAY("erased.handed_staff")
    assert told(HandOver(EPOCH, STATE, "Сот"))[1] == SAY("erased.handed_state")


def test_a_name_that_is_lost_with_its_key_is_left_out() -> None:
    assert told(HandOver(EPOCH, STAFF, ""))[0].endswith(f"01.01.1970: {SAY('recipient.staff')}")


@cases("language", list_languages())
def test_very_many_are_counted_and_fit(language: str) -> None:
    many = [HandOver(EPOCH + number * DAY, STATE, "Ж" * LONGEST) for number in range(60, 0, -1)]
    named, _ = describe(WORDS.text_in(language), many, INSTALLATION.date)
    assert len(named.splitlines()) == 1 + MOST_NAMED + 1
    assert named.splitlines()[-1] == WORDS.text_in(language)(
        "erased.handed_more", date="02.01.1970", number=60 - MOST_NAMED
    )
    assert len(named) < 2000
