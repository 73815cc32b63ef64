"""Validates an e-mail address, and asks about a probable slip in its domain (policy clause 1.1.1).

The library checks the grammar, without DNS: a name server would learn who writes to us. A slip in a well-known domain
loses the lead for ever, so the person is asked; the bot does not decide.
"""

import re
from itertools import groupby, takewhile

from email_validator import EmailNotValidError
from email_validator import validate_email as parse_email
from phonenumbers import SUPPORTED_REGIONS

from bot.domain.sensitive import screen
from bot.domain.validation import Accepted, Outcome, Reason, Rejected, script

MAX_EMAIL_LENGTH = 254  # RFC 5321, path without its brackets
MAX_WRAPPER_LENGTH = 50  # characters: `mailto:`, brackets and other text copied with the address

# Mail domains of people in Kazakhstan, the likeliest first: the first one that is near is offered.
DOMAINS = """gmail.com mail.ru yandex.ru yandex.kz yandex.com icloud.com bk.ru inbox.ru list.ru internet.ru ya.ru
    rambler.ru outlook.com hotmail.com live.com yahoo.com mail.kz me.com msn.com proton.me protonmail.com
    googlemail.com"""
POPULAR = tuple(DOMAINS.split())
LETTERS_OF_POPULAR = {domain: frozenset(domain.partition(".")[0]) for domain in POPULAR}  # of its name
COM_ONLY = frozenset({"gmail", "icloud"})  # domains of these names exist in .com only
REAL_DOMAINS = frozenset({"infox.ru"})  # in use, though one letter away from a popular one
COUNTRIES = frozenset(region.lower() for region in SUPPORTED_REGIONS) | {"eu", "su", "uk"}
LONG_NAME_LENGTH = 5  # letters; one slip from a shorter name is often a real domain (mai.ru, rail.ru, vk.ru, my.com)

# What nearly everybody types. The library accepts all of these up to this length, and leaves them as they are.
USUAL = re.compile(r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@((?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:[a-z]{2}|com|net|org))")
MAX_USUAL_LENGTH = 64  # RFC 5321, before the @ sign; so no part is too long

ZONE = re.compile(r"[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59}")  # no top-level domain has one letter, or only digits
DOT = re.compile("[.。．｡]")
WRAPPER = re.compile(r"^[<\s]*(?:mailto:)?[<\s]*|[>\s.,;]+$", re.IGNORECASE)
# A mail program's «Name <a@b.kz>», a business card's «e-mail: a@b.kz» and «a@b.kz (work)».
SURROUNDED = re.compile(
    r"[^<>@]*<\s*([^<>\s]+@[^<>\s]+)\s*>?|[^@:]*:\s*([^\s:]+@[^\s:]+)|([^\s()]+@[^\s()]+)\s*\([^()@]*\)"
)
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # ＠ ａ １ of East Asian keyboards: the same signs
LOOK_ALIKES = str.maketrans("аеорсухіјѕһӏАВЕКМНОРСТХІЈЅҮ", "aeopcyxijshlABEKMHOPCTXIJSY")
CYRILLIC_ZONES = {"ру": "ru", "кз": "kz", "ком": "com"}  # typed by ear, the keyboard left in Cyrillic
LATIN_ZONES = frozenset({"kz", "ru"})  # only Latin domains can be registered in these
EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})


def validate_email(text: str, *, insist: bool = False) -> Outcome:
    """Accept an address, its domain in lower case. With `insist` a domain that looks like a slip is accepted too."""
    read = screen(text, MAX_EMAIL_LENGTH + MAX_WRAPPER_LENGTH)
    if isinstance(read, Rejected):
        return read
    given = read.value.translate(FULL_WIDTH)
    typed = WRAPPER.sub("", given)
    if len(typed) > MAX_EMAIL_LENGTH:
        return Rejected(Reason.TOO_LONG)
    return _find_wrong_form(typed) or _judge(typed, insist)


def domain_of(address: str) -> str:
    """What follows the @ sign: the part in which slips are found."""
    return address.rpartition("@")[2]


def _find_wrong_form(typed: str) -> Rejected | None:
    local, _, domain = typed.rpartition("@")
    if "@" not in typed:
        return Rejected(Reason.EMAIL_NO_AT)
    if typed.count("@") > 1:
        several = sum("@" in part for part in re.split(r"[\s,;/|]+", typed)) > 1
        return Rejected(Reason.EMAIL_SEVERAL if several else Reason.EMAIL_TWO_AT)
    if found := SURROUNDED.fullmatch(typed):
        return _offer(Reason.EMAIL_WORDS, next(filter(None, found.groups())))
    if " " in typed:
        return _offer(Reason.EMAIL_SPACES, re.sub(" ?([@.]) ?", r"\1", typed))
    if not local:
        return Rejected(Reason.EMAIL_NO_LOCAL)
    if not DOT.search(domain):
        known = _find_undotted(domain)
        return _offer(Reason.EMAIL_NO_DOT, f"{local}@{known}") if known else Rejected(Reason.EMAIL_NO_DOT)
    return None


def _judge(typed: str, insist: bool) -> Outcome:
    local = typed.partition("@")[0]
    try:
        domain = _read_domain(typed)
    except EmailNotValidError:
        return Rejected(Reason.EMAIL_WRONG)
    if _mixes_alphabets(local, domain):
        name, _, zone = domain.rpartition(".")
        latin = f"{local}@{name}.{CYRILLIC_ZONES.get(zone, zone)}".translate(LOOK_ALIKES)
        return _offer(Reason.EMAIL_ALPHABETS, latin)
    if not local.isascii() and not re.fullmatch(r"[\w.+-]+", local):
        return Rejected(Reason.EMAIL_WRONG)
    meant = None if insist else _find_meant(domain)
    if not meant and not ZONE.fullmatch(domain.rpartition(".")[2]):
        return Rejected(Reason.EMAIL_ZONE)
    return Rejected(Reason.EMAIL_TYPO, f"{local}@{meant}") if meant else Accepted(f"{local}@{domain}")


def _read_domain(typed: str) -> str:
    """The domain in its normal form. Raises EmailNotValidError for what is no address."""
    usual = USUAL.fullmatch(typed) if len(typed) <= MAX_USUAL_LENGTH else None
    return usual[1] if usual else parse_email(typed, check_deliverability=False, strict=True).domain


def _offer(reason: Reason, candidate: str) -> Rejected:
    """Reject with a corrected address, if the correction would be accepted."""
    if " " in candidate or not candidate.isascii() or _find_wrong_form(candidate):
        return Rejected(reason)
    outcome = _judge(candidate, insist=False)
    return Rejected(reason, outcome.value if isinstance(outcome, Accepted) else outcome.hint)


def _find_undotted(domain: str) -> str | None:
    letters = re.sub("[^a-z]", "", domain.lower())
    return next((known for known in POPULAR if letters in (known.replace(".", ""), known.partition(".")[0])), None)


def _mixes_alphabets(local: str, domain: str) -> bool:
    """Tell a Cyrillic «а» in gmail from an honest address in another alphabet."""
    if domain.isascii():
        return not local.isascii()
    *names, zone = domain.split(".")
    return (
        any(len(_scripts(part)) > 1 for part in (local, *names, zone))
        or zone in LATIN_ZONES
        or ("CYRILLIC" in _scripts(zone) and "LATIN" in _scripts("".join(names)))
        or (zone.isascii() and any(not name.isascii() and name.translate(LOOK_ALIKES).isascii() for name in names))
    )


def _scripts(text: str) -> set[str]:
    found = {script(char) for char in text if char.isalpha()}
    return found - EAST_ASIAN | {"CJK"} if found & EAST_ASIAN else found


def _find_meant(domain: str) -> str | None:
    """Find the popular domain that is at most one slip away in its name and one in its zone."""
    if domain in POPULAR or domain in REAL_DOMAINS:
        return None
    name, _, zone = domain.partition(".")
    letters = frozenset(name)
    # One slip puts in or takes away at most one kind of letter each: so most domains are left out without a look.
    near = (
        known
        for known, right in LETTERS_OF_POPULAR.items()
        if len(letters ^ right) <= 2 and _is_near(name, zone, *known.split("."))
    )
    return next(near, None)


def _is_near(name: str, zone: str, right_name: str, right_zone: str) -> bool:
    if name == right_name in COM_ONLY:
        return True
    if name != right_name and not _is_slip_of_name(name, right_name):
        return False
    real_zone = zone in COUNTRIES and not (right_zone == "com" and len(right_name) >= LONG_NAME_LENGTH)
    return zone == right_zone or (_is_one_slip(zone, right_zone) and not real_zone)


def _is_slip_of_name(name: str, right: str) -> bool:
    if not _is_one_slip(name, right) or len(right) < LONG_NAME_LENGTH - 1:
        return False
    swapped = sorted(name) == sorted(right)
    doubled = len(name) > len(right) and [key for key, _ in groupby(name)] == [key for key, _ in groupby(right)]
    return swapped or doubled or (len(right) >= LONG_NAME_LENGTH and name[:1] == right[0])


def _is_one_slip(typed: str, right: str) -> bool:
    """Tell whether a letter is too many, missing, another, or swapped with the next."""
    if abs(len(typed) - len(right)) > 1:
        return False
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(typed, right, strict=False)))
    tail, right_tail = typed[start:], right[start:]
    swapped = tail[:2] == right_tail[1::-1] and tail[2:] == right_tail[2:]
    return swapped or tail[1:] in (right_tail, right_tail[1:]) or tail == right_tail[1:]
