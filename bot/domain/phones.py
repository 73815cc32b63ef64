"""Is this one mobile telephone number, and how is it written?

Asked for by policy clause 1.1.1; the rules of numbering are the library's, with Kazakhstan as home
(docs/facts/privacy.md 3.2). Kept as E.164, so that one number has one form however it was typed.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from bot.domain.sensitive import E164_DIGITS, screen
from bot.domain.validation import Accepted, Outcome, Reason, Rejected, ascii_digits, drop_unseen

HOME = "KZ"
HOME_CODE = 7
LONGEST = 100  # characters: room for two numbers, which have a sentence of their own
SHORTEST_DIGITS = 7  # fewer is a short number or a slip, and the library cannot read one or two

EXTENSION = re.compile(r"\d\W*(?:ext|доб|вн|ішкі|[xх#,;])\D*\d{1,6}$", re.IGNORECASE)
NUMBER = re.compile(r"[(\[ ]*(\+*)([\d()\[\] .,;/~‐‑‒–—―−-]*)")
PLUS_EIGHT = re.compile(r"^\+(8[79]\d{9})$")  # the home prefix after a plus; neither +87… nor +89… is anybody's number
LACKS_PLUS = re.compile(r"^7\d{10}$")  # the code of Kazakhstan and Russia, with a whole number after it
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


def validate_phone(text: str) -> Outcome:
    """Accept a mobile number of any country, without `+` one of Kazakhstan or Russia, as E.164."""
    read = screen(text, LONGEST)
    if isinstance(read, Rejected):
        looks_private = read.reason in (Reason.IIN, Reason.CARD)
        return _mend_reason(_plain(drop_unseen(text)), read) if looks_private else read
    typed = _plain(read.value)
    if reason := _find_wrong_form(typed):
        return Rejected(reason)
    try:
        outcome = _judge(phonenumbers.parse(_dialled(typed), HOME))
    except NumberParseException as error:
        outcome = Rejected(REASONS_BY_ERROR.get(error.error_type, Reason.PHONE_TOO_SHORT))
    return _mend_reason(typed, outcome) if isinstance(outcome, Rejected) else outcome


def format_phone(e164: str) -> str:
    """Write a kept number for reading: Kazakhstan's as people there group it, others as the library does."""
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    if home := re.fullmatch(r"\+7(7\d\d)(\d{3})(\d\d)(\d\d)", e164):
        return " ".join(["+7", *home.groups()])
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _plain(text: str) -> str:
    """In ASCII digits, without what a link begins with."""
    digits = ascii_digits(unicodedata.normalize("NFKC", text)).strip()
    return re.sub(r"^tel:\s*", "", digits, flags=re.IGNORECASE)


def _mend_reason(typed: str, found: Rejected) -> Rejected:
    """What looks like an IIN, a card or no number at all may be one of another country without its plus."""
    number = re.sub(r"[^\d+]", "", typed)
    if ANONYMOUS.fullmatch(number):
        return Rejected(Reason.PHONE_ANONYMOUS)
    wrong = found.reason in (Reason.IIN, Reason.CARD, Reason.PHONE_TOO_LONG, Reason.PHONE_NO_SUCH)
    return Rejected(Reason.PHONE_PLUS) if wrong and NUMBER.fullmatch(typed) and _is_abroad(number) else found


def _is_abroad(digits: str) -> bool:
    """A whole mobile number of another country, but for its plus."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return False
    somewhere = phonenumbers.region_code_for_number(number) not in (None, phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY)
    return number.country_code != HOME_CODE and somewhere and phonenumbers.number_type(number) in MOBILE


def _find_wrong_form(typed: str) -> Reason | None:
    digits = re.sub(r"\D", "", typed)
    if len(digits) > E164_DIGITS and _begins_with_a_number(typed):
        return Reason.PHONE_SEVERAL
    if EXTENSION.search(typed) and _begins_with_a_number(typed):
        return Reason.PHONE_EXTENSION
    if any(char.isalpha() for char in typed):
        return Reason.PHONE_LETTERS
    if not NUMBER.fullmatch(typed):
        return Reason.SYMBOLS
    if not digits:
        return Reason.PHONE_NO_DIGITS
    return _find_short(digits) if len(digits) < SHORTEST_DIGITS else None


def _begins_with_a_number(typed: str) -> bool:
    """Tell whether the digits up to some gap are a whole number, so that what follows is another."""
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
    digits = re.sub(r"\D", "", typed)
    number = f"+{digits}" if typed.lstrip("([ ").startswith("+") else re.sub("^00", "+", digits)
    return PLUS_EIGHT.sub(r"\1", LACKS_PLUS.sub(r"+\g<0>", number))


def _lacks_a_digit(number: PhoneNumber) -> bool:
    """Ten digits that begin with 8 or 7 and then as a mobile does: one was left out."""
    return number.country_code == HOME_CODE and bool(re.fullmatch(r"(?:8[79]|79)\d{8}", str(number.national_number)))


def _judge(number: PhoneNumber) -> Outcome:
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        return Rejected(Reason.PHONE_TOO_SHORT)
    if possible != ValidationResult.IS_POSSIBLE:
        return Rejected(Reason.PHONE_TOO_LONG)
    if not phonenumbers.is_valid_number(number):
        return Rejected(Reason.PHONE_TOO_SHORT if _lacks_a_digit(number) else Reason.PHONE_NO_SUCH)
    kind = phonenumbers.number_type(number)
    if kind in MOBILE:
        return Accepted(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return Rejected(REASONS_BY_TYPE.get(kind, Reason.PHONE_NOT_MOBILE))
