"""Which numbers must never be kept, and which only look like them?"""

from datetime import date

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from bot.domain.sensitive import PHONE_START, find_sensitive, screen
from bot.domain.validation import Accepted, Reason, Rejected
from tests.cases import cases

NUMBER = phonenumbers.example_number_for_type("KZ", PhoneNumberType.MOBILE)
MOBILE = str(NUMBER.national_number) if NUMBER else ""
ARABIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}


def luhn(digits: str) -> str:
    """Complete a card number, written apart from the code under test: try the ten last digits."""
    for last in "0123456789":
        number = [int(digit) for digit in (digits + last)[::-1]]
        if sum(number[::2]) % 10 == -sum(int(char) for odd in number[1::2] for char in str(odd * 2)) % 10:
            return digits + last
    raise AssertionError


@cases(
    "text",
    [
        "900101300123",
        "ЖСН: 900101300123.",
        "ИИН900101300123",
        "900101 300123",
        "900101-300-123",
        "9001 0130 0123",
        "90 01 01 3 00123",
        "9 0 0 1 0 1 3 0 0 1 2 3",
        "900101\u200b300123",
        "900101\n300123",
        "900101300123".translate(ARABIC),
        f"8{MOBILE} 900101300123",
        f"900101 300123 8{MOBILE}",
        f"+7{MOBILE} 900101300123",
        "4111 1111 1111",  # 11 November 1841, and no whole card
        "040229500123",  # a leap day
        "000229600123",
    ],
)
def test_iin_like_numbers_are_found(text: str) -> None:
    assert find_sensitive(text) == Reason.IIN


@cases(
    "text",
    [
        "901301300123",  # month 13
        "900132300123",  # day 32
        "900230300123",  # 30 February
        "030229500123",  # no leap day
        "900101700123",  # no such century
        "90010130012",  # eleven digits
        "9001013001235",  # thirteen, and no card
        "+900101300123",  # with a plus it is a number abroad
        "+ 900101300123",
        "900101/300123",
        "900101, 300123",
        "220440900123",  # a company's number (BIN) has no day
        "",
        "22.11.2026 12:30",
    ],
)
def test_other_numbers_are_not_iins(text: str) -> None:
    assert find_sensitive(text) is None


def test_phones_with_a_slip_are_taken_for_an_iin_only_with_its_control_digit() -> None:
    digits = [date(1987, 1, 12).strftime("%y%m%d") + f"34567{last}" for last in range(10)]
    assert sum(find_sensitive(number) == Reason.IIN for number in digits) == 1
    assert find_sensitive("8 701 123 45 678") is None


@cases(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "карта 4111 1111 1111 1111 12/30",
        "4111 1111 1111 1111 123",
        "4111\u00a01111\u20111111\u20131111",
        "4111111111111111".translate(ARABIC),
        "3782 822463 10005",
        "378282246310005",
        "4222222222222",
        "6304 0000 0000 0000 000",
        f"8{MOBILE} 4111111111111111",
        "+4111111111111111",  # longer than any telephone number
    ],
)
def test_card_like_numbers_are_found(text: str) -> None:
    assert find_sensitive(text) == Reason.CARD


@cases(
    "text",
    [
        "4111 1111 1111 1112",  # Luhn's formula fails
        luhn("44444444444"),  # twelve digits
        luhn("4" * 19),  # twenty digits
        luhn(f"810998{MOBILE[:7]}"),  # dialled abroad
        luhn(f"00998{MOBILE[:8]}"),
        luhn(f"8{MOBILE}12"),  # a telephone number with digits too many
        "+" + luhn(f"998{MOBILE[:9]}"),
        "0000000000000000",
    ],
)
def test_other_numbers_are_not_cards(text: str) -> None:
    assert find_sensitive(text) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 99999), st.sampled_from(["", " ", "-", " - "]))
def test_every_date_of_birth_makes_an_iin(born: date, rest: int, joint: str) -> None:
    century = "3" if born.year < 2000 else "5"
    text = f"{born:%y%m%d}{joint}{century}{rest:05}"
    found = find_sensitive(text)
    assert found == Reason.IIN or (found is None and PHONE_START.match(text))


@given(st.text("0123456789", min_size=12, max_size=18).filter(lambda digits: digits[0] in "234569"))
def test_every_card_is_found_and_its_neighbour_is_not(digits: str) -> None:
    card = luhn(digits)
    assert find_sensitive(card) == Reason.CARD
    assert find_sensitive(digits + str((int(card[-1]) + 1) % 10)) is None


@given(st.text("0123456789", min_size=7, max_size=7), st.sampled_from(["701", "702", "747", "771", "777"]))
def test_two_phones_are_never_sensitive(rest: str, code: str) -> None:
    spaced = f"8 {code} {rest[:3]} {rest[3:5]} {rest[5:]}"
    for text in (f"{spaced} +7{code}{rest}", f"8{code}{rest} 8{code}{rest}", f"{code}{rest}\n{code}{rest}", spaced):
        assert find_sensitive(text) is None


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S", "Z", "C", "Cs"))))
def test_any_text_gets_an_answer(text: str) -> None:
    assert find_sensitive(text) in (None, Reason.IIN, Reason.CARD)


def test_length_comes_first_then_sensitive_numbers_then_the_rest() -> None:
    assert screen("900101300123" + "!" * 400, 100) == Rejected(Reason.TOO_LONG)
    assert screen("900101300123 \u202e" + "!" * 100, 100) == Rejected(Reason.IIN)
    assert screen("\u202eabc", 100) == Rejected(Reason.INVISIBLE)
    assert screen("\u200eabc", 100) == Accepted("abc")


@cases(
    ("digits", "control"),
    [
        ("87010110005", "6"),
        ("87010110073", "0"),  # the remainder is 10 with the first weights
        ("87010110074", "2"),
        ("87010110152", "7"),
        ("87010110078", ""),  # and 10 again with the second: no such number is given out
    ],
)
def test_the_control_digit_is_that_of_the_state(digits: str, control: str) -> None:
    """Of people born in 1887, whose numbers begin like mobile phones; computed apart from the code under test."""
    assert [last for last in "0123456789" if find_sensitive(digits + last) == Reason.IIN] == [*control]
