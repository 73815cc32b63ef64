"""Which texts are one mobile number, and how is it kept and shown?

No number here can be somebody's: all are the library's examples, or built from them.
"""

from itertools import product

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from bot.domain.phones import HOME, MOBILE_AT_HOME, format_phone, read_public_number, validate_phone
from bot.domain.sensitive import find_sensitive
from bot.domain.validation import UNSEEN, Accepted, Reason, Rejected
from tests.cases import cases
from tests.examples import examples

CODES = [700, 701, 702, 705, 706, 707, 708, 747, 760, 761, 762, 763, 764, 771, 775, 776, 777, 778, 785]
NO_CODES = [703, 704, 709, 772, 773, 774, 779]


def example(kind: int, region: str = "KZ") -> PhoneNumber:
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    return number


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


MOBILE = str(example(PhoneNumberType.MOBILE).national_number)
A, B, C, D = MOBILE[:3], MOBILE[3:6], MOBILE[6:8], MOBILE[8:]
KEPT = Accepted(f"+7{MOBILE}")
REGIONS = sorted(
    region
    for region in phonenumbers.SUPPORTED_REGIONS
    if phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
)


@given(st.from_regex(MOBILE_AT_HOME, fullmatch=True))
@examples(300)
def test_the_library_takes_these_numbers_of_kazakhstan_for_mobile_ones(dialled: str) -> None:
    number = phonenumbers.parse(dialled, HOME)
    assert phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    assert phonenumbers.number_type(number) == PhoneNumberType.MOBILE
    assert e164(number) == dialled


@given(rest=st.integers(0, 9_999_999))
@examples(10)
def test_every_mobile_code_of_kazakhstan_in_every_notation(rest: int) -> None:
    for code, start in product(CODES, ["+7", "8", "7", ""]):
        assert validate_phone(f"{start}{code}{rest:07}") == Accepted(f"+7{code}{rest:07}")


@cases("code", NO_CODES)
def test_codes_without_an_operator_are_no_numbers(code: int) -> None:
    assert validate_phone(f"+7{code}{MOBILE[3:]}") == Rejected(Reason.PHONE_NO_SUCH)


@cases(
    "typed",
    [
        f"+7 {A} {B} {C} {D}",
        f"8 ({A}) {B}-{C}-{D}",
        f"8{A} {B}{C}{D}",
        f"(+7) {A}\u2011{B}\u2013{C}\u2014{D}",
        f"8.{A}.{B}.{C}.{D}.",
        f"8/{A}/{B} {C} {D}",
        f"+7\u00a0{A}\u00a0{B}{C}{D}\n",
        f"++7{MOBILE}",
        f"+8 {A} {B} {C} {D}",
        f"007{MOBILE}",
        f"8~10 7 {MOBILE}",
        f"\ufeff8\u200b{MOBILE}\u200e",
        f"+7\u2060{A}\u00ad{B}{C}\ufffc{D}",
        f"tel:+7{MOBILE}",
        f"\u202a+7{MOBILE}\u202c",
        f"\u2068+7 {A} {B} {C}{D}\u2069",
        f"+7{MOBILE}".translate({ord("0") + digit: 0x0660 + digit for digit in range(10)}),
        f"+7({A}){B}{C}{D}".translate({code: code + 0xFEE0 for code in range(ord("!"), ord("~"))}),
    ],
)
def test_habits_of_writing_lead_to_one_form(typed: str) -> None:
    assert validate_phone(typed) == KEPT


RU_MOBILE = str(example(PhoneNumberType.MOBILE, "RU").national_number)
SEPARATORS = st.sampled_from(["", " ", "-", "\u00a0", " - ", ".", "/", " (", ") ", "\u2011"])


@given(start=st.sampled_from(["+7", "7", "8", "", "007", "8107"]), joints=st.lists(SEPARATORS, min_size=4, max_size=4))
@pytest.mark.parametrize("national", [MOBILE, RU_MOBILE], ids=["kz", "ru"])
@examples(100)
def test_one_number_has_one_form_whatever_it_begins_with_and_is_divided_by(
    national: str, start: str, joints: list[str]
) -> None:
    """Numbers of both countries of +7: after +7, after 7 alone, after the trunk prefix 8, and bare."""
    assume(start or "/" not in joints[0])  # which would be a command
    pieces = [start, national[:3], national[3:6], national[6:8], national[8:]]
    typed = "".join(joint + piece for joint, piece in zip(["", *joints], pieces, strict=True))
    assert validate_phone(typed) == Accepted(f"+7{national}")


@cases("region", REGIONS)
def test_mobiles_of_every_country_pass_and_never_look_sensitive(region: str) -> None:
    number = e164(example(PhoneNumberType.MOBILE, region))
    shown = phonenumbers.format_number(example(PhoneNumberType.MOBILE, region), PhoneNumberFormat.INTERNATIONAL)
    for typed in (number, shown, "00" + number[1:], "810" + number[1:], "8~10 " + shown[1:]):
        assert find_sensitive(typed) is None
        assert validate_phone(typed) == Accepted(number)
    assert validate_phone(format_phone(number)) == Accepted(number)


@cases(
    ("kind", "reason"),
    [
        (PhoneNumberType.FIXED_LINE, Reason.PHONE_LANDLINE),
        (PhoneNumberType.TOLL_FREE, Reason.PHONE_SERVICE),
        (PhoneNumberType.PREMIUM_RATE, Reason.PHONE_SERVICE),
        (PhoneNumberType.VOIP, Reason.PHONE_NOT_MOBILE),
    ],
)
def test_other_kinds_of_numbers_are_told_apart(kind: int, reason: Reason) -> None:
    assert validate_phone(e164(example(kind))) == Rejected(reason)


@cases(
    ("typed", "reason"),
    [
        (MOBILE[:9], Reason.PHONE_TOO_SHORT),
        (f"+7 {MOBILE[:9]}", Reason.PHONE_TOO_SHORT),
        (MOBILE[:6], Reason.PHONE_TOO_SHORT),
        ("8", Reason.PHONE_TOO_SHORT),
        ("8 700 000 00 0", Reason.PHONE_TOO_SHORT),
        ("112", Reason.PHONE_SERVICE),
        (f"+7{MOBILE}1", Reason.PHONE_TOO_LONG),
        (f"8{MOBILE}1", Reason.PHONE_TOO_LONG),
        ("9" * 16, Reason.PHONE_TOO_LONG),
        (f"7{RU_MOBILE}1", Reason.PHONE_TOO_LONG),
        (f"7 {RU_MOBILE[:9]}", Reason.PHONE_TOO_SHORT),
        ("7 7172 70 00 00", Reason.PHONE_LANDLINE),
        ("+888 0123 4567", Reason.PHONE_ANONYMOUS),
        ("+888 8 123", Reason.PHONE_ANONYMOUS),
        ("888 0123 4567", Reason.PHONE_ANONYMOUS),
        ("+999 123 456 789", Reason.PHONE_COUNTRY),
        ("жоқ", Reason.PHONE_LETTERS),
        (f"8 {A} {B} {C} {D[0]}O", Reason.PHONE_LETTERS),
        (f"нөмірім {MOBILE}", Reason.PHONE_LETTERS),
        ("nurlan@example.com", Reason.PHONE_LETTERS),
        (f"8{MOBILE} доб. 12", Reason.PHONE_EXTENSION),
        (f"8{MOBILE}x12", Reason.PHONE_EXTENSION),
        (f"8{MOBILE}, 12", Reason.PHONE_EXTENSION),
        (f"8{MOBILE} ішкі 123", Reason.PHONE_EXTENSION),
        (f"8{MOBILE}, 8{MOBILE}", Reason.PHONE_SEVERAL),
        (f"8{MOBILE}\n8{MOBILE}", Reason.PHONE_SEVERAL),
        (f"+7{MOBILE}+7{MOBILE}", Reason.PHONE_SEVERAL),
        (f"8 {A} {B} {C} {D} 8 {A} {B} {C} {D}", Reason.PHONE_SEVERAL),
        (f"8{MOBILE} немесе 8{MOBILE}", Reason.PHONE_SEVERAL),
        ("+", Reason.PHONE_NO_DIGITS),
        ("---", Reason.PHONE_NO_DIGITS),
        (f"*{MOBILE}#", Reason.SYMBOLS),
        (f"8+{MOBILE}", Reason.SYMBOLS),
        (f"\u202e+7{MOBILE}", Reason.INVISIBLE),
        (f"8{MOBILE}\u0000", Reason.INVISIBLE),
        ("900101300123", Reason.IIN),
        ("4111 1111 1111 1111", Reason.CARD),
        ("9" * 401, Reason.TOO_LONG),
    ],
)
def test_anything_else_is_told_why(typed: str, reason: Reason) -> None:
    assert validate_phone(typed) == Rejected(reason)


def without_plus(region: str) -> str:
    return e164(example(PhoneNumberType.MOBILE, region))[1:]


# Ten digits and fewer read as a number of Kazakhstan or Russia, rightly or wrongly.
ABROAD = [
    region for region in REGIONS if example(PhoneNumberType.MOBILE, region).country_code != 7
    and len(without_plus(region)) > 11
]  # fmt: skip


@cases("region", ABROAD)
def test_a_number_of_another_country_without_its_plus_is_asked_for_it(region: str) -> None:
    for typed in (
        without_plus(region),
        " ".join(without_plus(region)),
        f"({without_plus(region)[:3]}) {without_plus(region)[3:]}",
    ):
        assert validate_phone(typed) == Rejected(Reason.PHONE_PLUS)


@cases("typed", ["380501234567", "380 50 123-45-67", "4915123456787"])
def test_a_number_of_another_country_is_called_neither_an_iin_nor_a_card(typed: str) -> None:
    """Its digits happen to read as a birthday, or to fit Luhn's formula."""
    assert find_sensitive(typed) in (Reason.IIN, Reason.CARD)
    assert validate_phone(typed) == Rejected(Reason.PHONE_PLUS)
    assert validate_phone(f"ИИН {typed}") == Rejected(find_sensitive(typed) or Reason.IIN)


@cases("mark", UNSEEN)
def test_marks_of_address_books_alone_are_no_answer(mark: str) -> None:
    assert validate_phone(mark) == Rejected(Reason.EMPTY)


def test_numbers_are_shown_as_people_group_them() -> None:
    assert format_phone(f"+7{MOBILE}") == f"+7 {A} {B} {C} {D}"
    abroad = example(PhoneNumberType.MOBILE, "UZ")
    assert format_phone(e164(abroad)) == phonenumbers.format_number(abroad, PhoneNumberFormat.INTERNATIONAL)


@cases("text", ["", "nothing", "+", MOBILE, "+999123456789"])
def test_whatever_is_not_a_number_is_shown_as_it_is(text: str) -> None:
    assert format_phone(text) == text


@given(st.text("0123456789+-() ", min_size=7, max_size=20))
@examples(300)
def test_an_accepted_number_is_e164(text: str) -> None:
    outcome = validate_phone(text)
    if isinstance(outcome, Accepted):
        assert outcome.value[0] == "+"
        assert outcome.value[1:].isdigit()
        assert len(outcome.value) <= 16


@cases(
    ("typed", "number"),
    [
        ("8 (727) 250-00-00", "+77272500000"),
        ("+7 727 250 00 00", "+77272500000"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_the_number_of_an_office_may_be_a_landline(typed: str, number: str) -> None:
    assert read_public_number(typed) == number


@cases("typed", ["", "ask for it", "+7 727", "+999 123 456 789"])
def test_what_no_telephone_has_is_no_number_of_an_office(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^must be a telephone number, like \+7 727 250 00 00$"):
        read_public_number(typed)
