"""Validates a mobile telephone number and formats it for reading (policy clause 1.1.1).

The library knows the numbering plans; the home country is Kazakhstan (docs/facts/privacy.md 3.2). A number is stored as
E.164, so it has one form however it was typed.
"""

import re
import unicodedata
from contextlib import suppress

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from bot.domain.sensitive import E164_DIGITS, screen
from bot.domain.validation import Accepted, Outcome, Reason, Rejected, ascii_digits, drop_unseen

HOME = "KZ"
HOME_CODE = 7
MAX_PHONE_LENGTH = 100  # characters; room for two numbers, because two have an error text of their own
MIN_DIGITS = 7  # fewer are a short number or a slip, and the library cannot parse one or two digits

NOT_A_DIGIT = re.compile(r"\D")
SCHEME = re.compile(r"^tel:\s*", re.IGNORECASE)
ABROAD = re.compile("^00")
EXTENSION = re.compile(r"\d\W*(?:ext|доб|вн|ішкі|[xх#,;])\D*\d{1,6}$", re.IGNORECASE)
NUMBER = re.compile(r"[(\[ ]*(\+*)([\d()\[\] .,;/~‐‑‒–—―−-]*)")
PLUS_EIGHT = re.compile(r"^\+(8[79]\d{9})$")  # the trunk prefix 8 after a plus; no number begins with +87 or +89
# Most numbers are mobile ones of Kazakhstan. The library accepts all of these as they are; others it has to judge.
MOBILE_AT_HOME = re.compile(r"\+77(?:0[0-25-8]|47|6[0-4]|7[15-8]|85)[0-9]{7}")
LACKS_PLUS = re.compile(r"^7\d{10}$")  # a complete number with the code of Kazakhstan and Russia
# Sold by Telegram for accounts without a telephone (fragment.com/numbers): nobody can be called there.
ANONYMOUS = re.compile(r"\+888\d+|888\d{8}")
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)

REASONS_BY_ERROR = {
    NumberParseException.INVALID_COUNTRY_CODE: Reason.PHONE_COUNTRY,
    NumberParseException.TOO_LONG: Reason.PHONE_TOO_LONG,
}
REASONS_BY_TYPE = {
    PhoneNumberType.FIXED_LINE: Reason.PHONE_LANDLINE,
    PhoneNumberType.TOLL_FREE: Reason.PHONE_SERVICE,
    PhoneNumberType.PREMIUM_RATE: Reason.PHONE_SERVICE,
    PhoneNumberType.SHARED_COST: Reason.PHONE_SERVICE,
    PhoneNumberType.UAN: Reason.PHONE_SERVICE,
    PhoneNumberType.VOICEMAIL: Reason.PHONE_SERVICE,
}

NOT_MOBILE = frozenset({*REASONS_BY_TYPE.values(), Reason.PHONE_NOT_MOBILE, Reason.PHONE_ANONYMOUS})
"""It is a phone number, but not a mobile one. A person without a mobile phone cannot give another."""


def validate_phone(text: str) -> Outcome:
    """Accept a mobile number of any country, and without `+` one of Kazakhstan or Russia; the value is E.164."""
    read = screen(text, MAX_PHONE_LENGTH)
    if isinstance(read, Rejected):
        looks_private = read.reason in (Reason.IIN, Reason.CARD)
        return _mend_reason(_plain(drop_unseen(text)), read) if looks_private else read
    typed = _plain(read.value)
    if reason := _find_wrong_form(typed):
        return Rejected(reason)
    dialled = _dialled(typed)
    if MOBILE_AT_HOME.fullmatch(dialled):
        return Accepted(dialled)
    try:
        outcome = _judge(phonenumbers.parse(dialled, HOME))
    except NumberParseException as error:
        outcome = Rejected(REASONS_BY_ERROR.get(error.error_type, Reason.PHONE_TOO_SHORT))
    return _mend_reason(typed, outcome) if isinstance(outcome, Rejected) else outcome


def read_public_number(text: str) -> str:
    """The number of an office in E.164, a landline too. Raises ValueError for what is no telephone number."""
    with suppress(NumberParseException):
        number = phonenumbers.parse(text, HOME)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    raise ValueError("must be a telephone number, like +7 727 250 00 00")


def format_phone(e164: str) -> str:
    """Format a stored number for reading: numbers of Kazakhstan as people group them, others as the library does."""
    if home := re.fullmatch(r"\+7(7\d\d)(\d{3})(\d\d)(\d\d)", e164):
        return " ".join(["+7", *home.groups()])
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _plain(text: str) -> str:
    """With ASCII digits, and without `tel:`."""
    digits = ascii_digits(unicodedata.normalize("NFKC", text)).strip()
    return SCHEME.sub("", digits)


def _mend_reason(typed: str, found: Rejected) -> Rejected:
    """A better reason, if what looks like an IIN, a card or no number is a foreign number without its plus."""
    number = re.sub(r"[^\d+]", "", typed)
    if ANONYMOUS.fullmatch(number):
        return Rejected(Reason.PHONE_ANONYMOUS)
    wrong = found.reason in (Reason.IIN, Reason.CARD, Reason.PHONE_TOO_LONG, Reason.PHONE_NO_SUCH)
    return Rejected(Reason.PHONE_PLUS) if wrong and NUMBER.fullmatch(typed) and _is_abroad(number) else found


def _is_abroad(digits: str) -> bool:
    """Whether the digits, with a plus in front, are a complete foreign mobile number."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return False
    somewhere = phonenumbers.region_code_for_number(number) not in (None, phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY)
    return number.country_code != HOME_CODE and somewhere and phonenumbers.number_type(number) in MOBILE


def _find_wrong_form(typed: str) -> Reason | None:
    digits = NOT_A_DIGIT.sub("", typed)
    if len(digits) > E164_DIGITS and _begins_with_a_number(typed):
        return Reason.PHONE_SEVERAL
    if EXTENSION.search(typed) and _begins_with_a_number(typed):
        return Reason.PHONE_EXTENSION
    if any(map(str.isalpha, typed)):
        return Reason.PHONE_LETTERS
    if not NUMBER.fullmatch(typed):
        return Reason.SYMBOLS
    if not digits:
        return Reason.PHONE_NO_DIGITS
    return _find_short(digits) if len(digits) < MIN_DIGITS else None


def _begins_with_a_number(typed: str) -> bool:
    """Whether the digits up to some gap are a complete number, so that a second one follows."""
    for gap in re.finditer(r"(?<=\d)\D+(?=\d)", typed):
        try:
            number = phonenumbers.parse(_dialled(typed[: gap.start()]), HOME)
        except NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False


def _find_short(digits: str) -> Reason:
    number = PhoneNumber(country_code=HOME_CODE, national_number=int(digits))
    service = phonenumbers.is_valid_short_number_for_region(number, HOME)
    return Reason.PHONE_SERVICE if service else Reason.PHONE_TOO_SHORT


def _dialled(typed: str) -> str:
    digits = NOT_A_DIGIT.sub("", typed)
    number = f"+{digits}" if typed.lstrip("([ ").startswith("+") else ABROAD.sub("+", digits)
    return PLUS_EIGHT.sub(r"\1", LACKS_PLUS.sub(r"+\g<0>", number))


def _lacks_a_digit(number: PhoneNumber) -> bool:
    """Whether one digit is missing: ten digits that begin like a mobile number after 8 or 7."""
    return number.country_code == HOME_CODE and bool(re.fullmatch(r"(?:8[79]|79)\d{8}", str(number.national_number)))


def _judge(number: PhoneNumber) -> Outcome:
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return Rejected(Reason.PHONE_TOO_SHORT)
    if possible != ValidationResult.IS_POSSIBLE:
        return Rejected(Reason.PHONE_TOO_LONG)
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        return Rejected(Reason.PHONE_TOO_SHORT if _lacks_a_digit(number) else Reason.PHONE_NO_SUCH)
    if kind in MOBILE:
        return Accepted(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return Rejected(REASONS_BY_TYPE.get(kind, Reason.PHONE_NOT_MOBILE))
