"""Validates a person's surname, given name and, if any, patronymic, as one line.

The order and the number of parts differ: a father's name may stand for the surname, and -ұлы or -қызы replace the
patronymic (Family Code Art. 194; policy clause 1.1.1; docs/facts/privacy.md 3.1). Spelling and case are not changed.
"""

import re
import unicodedata

from bot.domain.sensitive import screen
from bot.domain.validation import JOINERS, Accepted, Outcome, Reason, Rejected, script

MAX_NAME_LENGTH = 100  # characters, docs/facts/privacy.md 3.1
MAX_PLAIN_WORDS = (
    4  # surname, given name, patronymic, and a separate ұлы or қызы; a longer text has to look like a name
)
MIN_WORDS = 2  # of a long name, without linking words
MIN_PHONE_DIGITS = 7  # so many digits are a telephone number; fewer are a slip

SAME_SIGNS = (
    dict.fromkeys("’‘ʼ`´′＇՚", "'")
    | dict.fromkeys("‐‑‒–—―−゠", "-")
    | dict.fromkeys("･", "・")
    | dict.fromkeys("‧•∙⋅", "·")
    | dict.fromkeys(",;", " ")
)
OTHER_SIGN = re.compile(f"[{''.join(SAME_SIGNS)}]")
AROUND_HYPHEN = re.compile(" ?([-・·־]) ?")
FULL_STOP = re.compile(r"[^\W\d_]{4}\.$")
# Signs inside a name, each with the scripts that use it: Gal·la, 阿卜杜勒·拉赫曼, マリア・ガルシア, ז׳בוטינסקי.
SIGNS = {
    "·": "LATIN CJK",
    "・": "KATAKANA HIRAGANA CJK",
    "׳": "HEBREW",
    "״": "HEBREW",
    "־": "HEBREW",
    "་": "TIBETAN",
    "፡": "ETHIOPIC",
}
# Words of a long name that may be in lower case. A word of descent alone shows that the text is a name.
SON_OR_DAUGHTER = """bin ibn ben bint binti binte oglu oğlu ogly oghlu uulu uly ulı ugli o'g'li oʻgʻli qizi qızı kyzy
    kizi gyzy бин ибн бен бинт оглы оглу углы уулу ұлы улы қызы кызы кизи гызы بن ابن بنت آل בן בת"""
OF_AND_THE = """al el ul ud ur us as ad an ar ap ab ould wald abu umm da das de degli dei del della delle den der des di
    do dos du e het i la las le les lo los op 't te ten ter und van von vom y zu zum zur af av аль эль ад ар ас аш ан
    абу ал ван фон дер ден де дель ди ла"""
DESCENT = frozenset(SON_OR_DAUGHTER.split())
LINKS = DESCENT | frozenset(OF_AND_THE.split())
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LINK = re.compile(r"@|://|\bwww\.|\bt\.me\b|\w{2,}\.(?:kz|ru|com|net|org|me|io|рф|қаз)\b", re.IGNORECASE)

# Patterns of words in which every letter is replaced by L and every combining mark by M.
LETTER = "LM{0,4}"  # Devanagari and Vietnamese need three; towers of marks spill over the card's other lines
PIECE = f"(?:{LETTER})+"
INITIAL = rf"(?:{LETTER}){{1,3}}\."  # А., Дж.
WORD = f"(?:{INITIAL}-?)*(?:'?{PIECE}(?:['-]{PIECE})*'?|{INITIAL})"
WORDS = re.compile(f"{WORD}(?: {WORD})*")
INITIALS = re.compile(INITIAL)
DIVIDER = re.compile("[ '.-]")
NO_DIVIDER = re.compile("[^ '.-]")


def validate_name(text: str) -> Outcome:
    """Accept up to four words in any script, with hyphens, apostrophes and initials; more if they look like a name."""
    read = screen(text, MAX_NAME_LENGTH)
    if isinstance(read, Rejected):
        return read
    name = _settle(read.value)
    reason = _find_other_data(name) or _find_wrong_form(name)
    return Rejected(reason) if reason else Accepted(name)


def _settle(name: str) -> str:
    """Give equal signs one form, remove spaces around hyphens, and drop commas and a final full stop."""
    name = OTHER_SIGN.sub(lambda sign: SAME_SIGNS[sign[0]], name)
    name = AROUND_HYPHEN.sub(r"\1", " ".join(name.split()))
    return name[:-1] if FULL_STOP.search(name) else name


def _find_other_data(name: str) -> Reason | None:
    if EMAIL.search(name):
        return Reason.NAME_EMAIL
    if LINK.search(name):
        return Reason.NAME_LINK
    digits = sum(unicodedata.category(char)[0] == "N" for char in filter(str.isnumeric, name))
    if digits >= MIN_PHONE_DIGITS:
        return Reason.NAME_PHONE
    return Reason.NAME_DIGITS if digits else None


def _find_wrong_form(name: str) -> Reason | None:
    form = _form(name)
    if name.count(" ") >= MAX_PLAIN_WORDS and not _is_long_name(name):
        return Reason.NAME_TOO_MANY_WORDS
    if not form.strip("-'. "):
        return Reason.NAME_TOO_SHORT
    if not WORDS.fullmatch(form):
        return Reason.NAME_SYMBOLS
    return Reason.NAME_TOO_SHORT if INITIALS.sub("", form).count("L") < 2 else None


def _is_long_name(name: str) -> bool:
    """Tell a long name from a sentence: every word begins with a capital letter or is a linking word.

    Without lower-case letters a word of descent has to show it: بن, BIN, ОГЛЫ.
    """
    words = name.split()
    links = [word.casefold() in LINKS for word in words]
    if len(words) - sum(links) < MIN_WORDS:
        return False
    if any(unicodedata.category(char) == "Ll" for char in name):
        return all(link or _is_capitalised(word) for word, link in zip(words, links, strict=True))
    return any(word.casefold() in DESCENT for word in words)


def _is_capitalised(word: str) -> bool:
    """Whether any part of the word begins with a capital letter: al-Saud, d'Orléans."""
    return any(unicodedata.category(part[0]) in ("Lu", "Lt", "Lo") for part in re.split("['-]", word) if part)


def _form(name: str) -> str:
    """The name for the patterns of WORDS; nearly all names are only letters and a few signs."""
    if DIVIDER.sub("", name).isalpha():
        return NO_DIVIDER.sub("L", name)
    return "".join(_kind(name, place) for place in range(len(name)))


def _kind(name: str, place: int) -> str:
    char = name[place]
    if char in JOINERS:
        return ""  # `tidy` accepts them between letters only
    if char in SIGNS:
        around = name[place - 1 : place] + name[place + 1 : place + 2]
        return "" if len(around) == 2 and all(script(near) in SIGNS[char].split() for near in around) else "?"
    kind = unicodedata.category(char)[0]
    return kind if kind in "LM" else char if char in " -'." else "?"
