"""Reads a phone or an e-mail address out of a sentence: «тел 8 777 123 45 67», «моя почта a@mail.ru».

It is taken without a question if nothing but known words stands around it; otherwise the person is asked.
"""

from __future__ import annotations

import re

from phonenumbers import Leniency, PhoneNumberMatcher

from bot.domain.emails import validate_email
from bot.domain.phones import HOME, validate_phone
from bot.domain.small_talk import drop_greeting, is_wish, plain_words
from bot.domain.validation import Accepted, Outcome, Reason, Rejected, ascii_digits, drop_unseen
from bot.domain.wishes import any_of

AROUND = """
    тел телефон(ым|у|а|ыныз)? номер(им|ым|и|у)? номир(им|иниз|и)? нмр мой моя мое мои менин
    менде мынау осы бул сотка сотовый моб мобильный
    ват?сап вот?сап ватцап уялы байланыс контакт(ы|ным)? это вот здесь у меня на и по можно звоните звонить писать
    почт(а|у|ам|амыз)? пошт(а|ам|амыз)? электронн(ая|ый|ую) электронды(к)? адрес(им)? мекенжай(ым)? мейл
    имейл емайл мыло
    phone number my is mobile cell tel mob me this it the call whatsapp wa email mail e address at on moy moya nomer
    pochta telefon меники салем салам привет hi"""
_is_known = any_of(AROUND)
ADDRESS = re.compile(r"[^\s<>(),;:«»\"“”]+@[^\s<>(),;:«»\"“”]+")
IN_BRACKETS = re.compile(r"[<(]\s*[^<>()\s]+@[^<>()\s]+\s*[>)]")
NO_PHONE_ALONE = frozenset({Reason.PHONE_LETTERS, Reason.SYMBOLS, Reason.PHONE_NO_DIGITS, Reason.PHONE_SEVERAL})
NO_ADDRESS_ALONE = frozenset(
    {Reason.EMAIL_SPACES, Reason.EMAIL_WORDS, Reason.EMAIL_NO_AT, Reason.EMAIL_WRONG, Reason.EMAIL_ZONE}
)


def read_phone(text: str) -> Outcome:
    """As `validate_phone`, for a sentence with one number too; a doubtful one is rejected with the number as hint."""
    plainly = validate_phone(text)
    if isinstance(plainly, Accepted) or plainly.reason not in NO_PHONE_ALONE:
        return plainly
    sentence = ascii_digits(drop_unseen(text))
    found = list(PhoneNumberMatcher(sentence, HOME, leniency=Leniency.VALID))
    if any(one.number != found[0].number for one in found):
        return Rejected(Reason.PHONE_SEVERAL)
    if not found:
        return _answer_small_talk(text) or plainly
    outcome = validate_phone(found[0].raw_string)
    if isinstance(outcome, Rejected):
        return outcome
    around = sentence[: found[0].start] + " " + sentence[found[0].end :]
    return outcome if _are_known(around) else Rejected(Reason.PHONE_TOLD, outcome.value)


def read_email(text: str, *, insist: bool = False) -> Outcome:
    """As `validate_email`, for a sentence with one address too; a doubtful one is rejected, and is the hint."""
    plainly = validate_email(text, insist=insist)
    if isinstance(plainly, Accepted) or plainly.reason not in NO_ADDRESS_ALONE:
        return plainly
    found = {one.strip(".!?'") for one in ADDRESS.findall(drop_unseen(text))}
    if len(found) != 1:
        return plainly if found else _answer_small_talk(text) or plainly
    [address] = found
    outcome = validate_email(address, insist=insist)
    if isinstance(outcome, Rejected):
        return outcome if outcome.hint else plainly
    around = text.replace(address, " ")
    is_certain = IN_BRACKETS.search(text) or _are_known(around)
    return outcome if is_certain else Rejected(Reason.EMAIL_WORDS, outcome.value)


def slipped_domain(typed: str, suggested: str) -> str | None:
    """What follows the @ sign of the suggested address; None if the address stands in the text, so nothing slipped."""
    return None if suggested.casefold() in typed.casefold() else suggested.rpartition("@")[2]


def _are_known(around: str) -> bool:
    return all(_is_known(word) for word, _ in plain_words(drop_greeting(around).rest))


def _answer_small_talk(text: str) -> Rejected | None:
    opened = drop_greeting(text)
    if opened.greeted and not plain_words(opened.rest):
        return Rejected(Reason.GREETING)  # one that people are called, too: nobody is asked for a name here
    return Rejected(Reason.WISH) if is_wish(text) else None
