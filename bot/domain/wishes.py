"""Recognises the wish to be forgotten, said in a person's own words in Kazakh, Russian or English.

A wish is a verb of destroying together with what is to be destroyed: «деректерімді өшіріңіз», «удалите мои данные»,
“delete everything about me”. A polite request to destroy needs no object. A wish leads to a question only, so one that
is found by mistake destroys nothing; one that is missed would be taken for a name.

Verbs are stems with the endings of a request: names that begin alike have other endings (Забудько, Удалов, Жойқын).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import Enum, auto

MAX_LENGTH = 400  # characters; a longer text is a story


class Wish(Enum):
    ERASE = auto()
    KEEP = auto()  # the request not to erase


# Kazakh is often typed without its own letters, so it is read without them.
PLAIN_LETTERS = str.maketrans("әөұүқғңһіё", "аоуукгнхие", "'’ʼ`")

REQUESTS = """
    жой(ыныз(дар)?|ындар|сан|саныз|са|ып|ылсын)?(шы)? ошир(иниз(дер)?|индер|сен|сениз|се|ип|илсин)?(ши)?
    умыт(ыныз(дар)?|ындар|ып)?(шы)? тазала(ныз(дар)?|п)?(шы)? курт(ыныз(дар)?|ып)?(шы)? таста(ныз(дар)?|п)?(шы)?
    удали(те)? удаляй(те)? сотри(те)? стирай(те)? забудь(те)? уничтожь(те)? уничтожай(те)? очисти(те)? убери(те)?
    вычеркни(те)? delet(e|ed|ing) eras(e|ed|ing) remov(e|ed|ing) destroy(ed|ing)? forget forgotten wip(e|ed|ing)
    purg(e|ed|ing)"""
NAMED = """
    жою(ды|га|ын|ынызды|ларынызды|дын)? жойылу(ын|ы)? оширу(ди|ге|ин|инизди|леринизди|дин)? умыту(ды|га|ынызды)?
    тазалау(ды)? удал(ить|ять) удалени(е|я|ю|ем) стереть стирать забыть уничтож(ить|ать) уничтожени(е|я|ю|ем)
    очистить убрать вычеркнуть deletion erasure removal"""
WITHDRAWALS = "кайтар(ып|амын|у) отзываю отозвать отзовите отзыв withdraw(al|ing)? revok(e|ing)"
COMPLAINTS = "удалили стерли уничтожили"  # «вы не удалили мои данные» wishes for it too
DENIALS = """
    жойма(ныз(дар)?|ндар|й)?(шы)? оширме(низ(дер)?|ндер|й)?(ши)? умытпа(ныз(дар)?|й)?(шы)? тазалама(ныз|й)?(шы)?
    куртпа(ныз|й)?(шы)? тастама(ныз|й)?(шы)?"""
POLITE = """(жой|умыт|курт)ыныз(дар)?(шы)? ошириниз(дер)?(ши)? (удали|удаляй|сотри|забудь|уничтожь)те delete erase"""

OBJECTS = """
    дерек(тер)?(им|имиз|имди|имизди|ди|имнин|инизди)? малимет(тер)?(им|имди|ди)? акпарат(ты|ым|ымды)? мени мен менин
    барин барлыгын барлык ештене аккаунт(ым|ымды|ты|а|ом)? профил(им|имди|ди|ь|я|е)? анкет(ам|амды|аны|а|у|ы)
    отиним(дер)?(им|имди|ди)? жауап(тар)?(ым|ымды)? хабарлама(лар)?(ым|ымды)? номир(им|имди|ди)?
    жазба(лар)?(ым|ымды)? дербес жеке
    данн(ые|ых|ым|ыми) меня обо все всю ничего информаци(ю|и|я) сведени(я|й) учетк(у|и) заявк(у|и) ответы?
    персональн(ые|ых) личн(ые|ых) переписк(у|и) сообщени(я|й|е) номера? запис(и|ь|ей) контакт(ы|ов)
    data me my everything anything all info(rmation)? account details profiles? records? application answers messages?
    number contacts? forgotten"""
CONSENTS = "келисим(им|имди|ди)? согласи(е|я) consents?"

FORBIDS_NEXT = "не ни нельзя незачем not dont doesnt never no cannot cant wont without shouldnt mustnt neednt"
FORBIDS_BEFORE = "болмайды емес жок карсымын не нельзя незачем"  # «жоюға болмайды», «удалять не надо»
COURTESY = "пожалуйста плиз прошу please pls отинем отинемин отиниш"
CLAUSES = re.compile(
    r"[.,;:!?…()\n\"«»“”—–]| - "
    r"|(?<!\w)(?:и|а|но|или|как|что|чтобы|если|жане|бирак|because|and|but|or|how|if|so)(?!\w)"
)


def any_of(patterns: str) -> Callable[[str], bool]:
    """Whether a plain word is one of these patterns, which are separated by spaces."""
    found = re.compile("|".join(patterns.split()))
    return lambda word: found.fullmatch(word) is not None


# Quick to see: most texts hold no such word.
_MAY_WISH = re.compile(rf"(?<!\w)(?:{'|'.join(f'{OBJECTS} {CONSENTS} {POLITE}'.split())})(?!\w)")
_requests, _names, _complains, _denies = map(any_of, (REQUESTS, NAMED, COMPLAINTS, DENIALS))
_withdraws, _is_consent, _is_object = map(any_of, (WITHDRAWALS, CONSENTS, f"{OBJECTS} {CONSENTS}"))
_forbids_next, _forbids_before = map(any_of, (FORBIDS_NEXT, FORBIDS_BEFORE))
_is_polite, _is_courtesy = map(any_of, (POLITE, COURTESY))


def find_wish(text: str) -> Wish | None:
    """What the text asks for; None if it asks for neither. One forbidden verb makes it the request to keep."""
    if len(text) > MAX_LENGTH or not _MAY_WISH.search(said := plain(text)):
        return None
    clauses = [re.findall(r"\w+", clause) for clause in CLAUSES.split(said)]
    words = [word for clause in clauses for word in clause]
    if not any(map(_is_object, words)) and not _is_request_alone(words):
        return None
    may_withdraw = any(map(_is_consent, words))
    found = [_read(clause, place, may_withdraw) for clause in clauses for place in range(len(clause))]
    return Wish.KEEP if Wish.KEEP in found else Wish.ERASE if Wish.ERASE in found else None


def plain(text: str) -> str:
    """In small letters, those of Kazakh alone replaced by the nearest Russian ones, and without apostrophes."""
    return unicodedata.normalize("NFC", text).casefold().translate(PLAIN_LETTERS)


def _is_request_alone(words: list[str]) -> bool:
    """«Өшіріңізші, өтінемін»: nothing but a polite request."""
    return any(map(_is_polite, words)) and all(_is_polite(word) or _is_courtesy(word) for word in words)


def _read(clause: list[str], place: int, may_withdraw: bool) -> Wish | None:
    """What the word at `place` asks for in its clause; None if it is no verb of destroying or withdrawing."""
    word = clause[place]
    if _complains(word):
        return Wish.ERASE
    if _denies(word):
        return Wish.KEEP
    is_named = _names(word) or (may_withdraw and _withdraws(word))
    if not is_named and not _requests(word):
        return None
    forbidden = any(map(_forbids_next, clause[:place]))
    forbidden |= is_named and any(map(_forbids_before, clause[place + 1 :]))
    return Wish.KEEP if forbidden else Wish.ERASE
