"""Is everything asked that an export needs, once, and is no answer taken that is none?"""

from datetime import date

import pytest

from bot.channels.telegram.addresses import address_of
from bot.domain.disclosure import BASES, COLUMNS, STAFF_COLUMNS, Recipient, columns_for
from bot.domain.export_form import CHOICES, LONGEST, QUESTIONS, TO, ExportForm, may_be, read_typed
from tests.cases import cases

TODAY = date(2027, 1, 31)
EMPTY = ExportForm(b"id", "D-2A2A2A", address_of(5), 7, (), {})


def filled(recipient: Recipient) -> ExportForm:
    form = EMPTY.answered(recipient)
    while name := form.open_question:
        form = form.answered(CHOICES[name][0] if name in CHOICES else "typed")
    return form


@cases("recipient", BASES)
def test_each_kind_of_recipient_is_asked_its_own_questions_in_order(recipient: Recipient) -> None:
    assert tuple(filled(recipient).answers) == (TO, *QUESTIONS[recipient])
    assert filled(recipient).to is recipient
    with pytest.raises(ValueError, match="no answer"):
        filled(recipient).answered("typed")


def test_nobody_else_may_receive_a_file() -> None:
    with pytest.raises(ValueError, match="no answer"):
        EMPTY.answered(Recipient.OTHER)
    assert [may_be(TO, value) for value in (*Recipient, "")] == [True, True, False, False]


def test_a_choice_is_one_of_the_buttons_and_words_are_not_empty() -> None:
    assert [may_be("country", value) for value in ("KZ", "XX", "")] == [True, False, False]
    assert [may_be("reason", value) for value in ("audit", "")] == [True, False]


@cases(
    ("typed", "kept"),
    [
        ("  an\n audit ", "an audit"),
        ("", None),
        (" ", None),
        ("a" * LONGEST, "a" * LONGEST),
        ("a" * (LONGEST + 1), None),
    ],
)
def test_words_are_kept_in_one_line_of_a_certain_length(typed: str, kept: str | None) -> None:
    assert read_typed("reason", typed, TODAY) == kept


@cases(
    ("typed", "kept"),
    [
        ("2027-01-31", "2027-01-31"),
        (" 31.01.2027 ", "2027-01-31"),
        ("1.2.2026", "2026-02-01"),
        ("01.02.2027", None),  # tomorrow
        ("31.02.2026", None),
        ("31.01", None),
        ("31.01.", None),
        ("yesterday", None),
    ],
)
def test_a_document_has_a_day_that_is_past(typed: str, kept: str | None) -> None:
    assert read_typed("dated", typed, TODAY) == kept


def test_what_people_said_of_the_service_is_for_the_operator_s_own_staff() -> None:
    assert columns_for(Recipient.STAFF) == (*COLUMNS, *STAFF_COLUMNS)
    assert columns_for(Recipient.STATE) == columns_for(Recipient.OTHER) == COLUMNS
