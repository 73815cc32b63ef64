"""Greetings, and wishes to the business, in the words of people who write to a bot as to a clerk, in three languages.

A greeting is a list of words at the beginning of a text. A wish is found by words that nobody is called.
"""

from __future__ import annotations

import re

from bot.domain.frozen import frozen
from bot.domain.wishes import any_of, plain

GREETINGS = """
    салеметсиз бе|салеметсизбе|салеметсиз|салеметсиздер ме|салеметсиздер|салем бердик|салем бериниз|армысыз|армысыздар
    |кайырлы тан|кайырлы кун|кайырлы кеш|ассалаумагалейкум|ассалаумалейкум|ассаламу алейкум|ассалам алейкум
    |салам алейкум|саламатсыз ба|саламатсызба|амансыз ба|калайсыз|калыныз калай
    |здравствуйте|здравствуй|здраствуйте|здрасте|здрасьте|здравстуйте|добрый день|добрый вечер|доброе утро|доброго дня
    |доброго времени суток|добрый|приветствую|приветствую вас|привет всем|спасибо|благодарю
    |hello|hello there|hi there|hey there|good morning|good afternoon|good evening|good day|greetings|thanks
    |thank you|dear sir|dear madam"""
NAMELIKE = "салем|салам|salem|salam|selam|ассалам|саламат|рахмет|привет|hi|hey|хай"
"""Greetings that people are also called."""

WISHES = """
    хочу хотим хотел(а|и|ось)? нужен нужна нужно нужны интересует интересуют подскажите помогите расскажите скажите
    объясните сколько стоит стоимость цена лицензи(я|ю|и|ей)? лицензирование получить оформить купить приобрести
    оплатить можно заявк(а|у|и) договор(а)? позвоните перезвоните свяжитесь оператор(а)? менеджер(а)? консультаци(я|ю|и)
    вопрос(ы)? помощь
    лицензия(ны|га|сын|лар)? керек аламын алгым алайын калай канша багасы багасын отиним(ди)? комектес(ин|ш)?\\w*
    айтынызшы хабарласыныз(шы)? звонданыз(шы)? сурак(тар)?(ым)? сурайын
    want wanna licen[cs](e|es|ing) apply application please contact question would looking quote"""
WEAK = """
    музык(а|у|и|е) для кафе ресторан(а|е)? магазин(а|е)? бар(а|е)? узнать music need how help price cost call get buy
    like for cafe restaurant shop much музыка(га|ны)? мейрамхана дукен ушин болама бола ма как что где"""
_wishes, _hints = any_of(WISHES), any_of(WEAK)
MANY_HINTS = 2  # one such word alone may be a name: Vincent Price

WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")


@frozen
class Opened:
    """A text behind its greeting. `certain`: nobody is called as the greeting is."""

    rest: str
    greeted: bool
    certain: bool


def _phrases(listed: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in listed.split("|"))


CERTAIN, DOUBTFUL = _phrases(GREETINGS), _phrases(NAMELIKE)
ALL_GREETINGS = CERTAIN | DOUBTFUL
LONGEST_PHRASE = 4  # words, of all phrases that `find_opening` is asked for


def plain_words(text: str) -> list[tuple[str, int]]:
    """Each word as `plain` writes it, and where it ends in the text."""
    return [(plain(found[0]), found.end()) for found in WORD.finditer(text)]


def find_opening(words: list[tuple[str, int]], phrases: frozenset[tuple[str, ...]]) -> int:
    """How many words the longest of these phrases has with which the text begins; 0 for none."""
    said = tuple(word for word, _ in words[:LONGEST_PHRASE])
    return next((count for count in range(len(said), 0, -1) if said[:count] in phrases), 0)


def drop_greeting(text: str) -> Opened:
    """The text without the greetings at its beginning."""
    words, end, certain = plain_words(text), 0, True
    while count := find_opening(words, ALL_GREETINGS):
        certain &= find_opening(words, CERTAIN) == count
        end, words = words[count - 1][1], words[count:]
    return Opened(text[end:].lstrip(" ,.;:!?—–-\n\t)"), end > 0, certain)


def is_wish(text: str) -> bool:
    """Whether the text asks for something: a licence, a price, a call."""
    words = [word for word, _ in plain_words(text)]
    return any(map(_wishes, words)) or sum(map(_hints, words)) >= MANY_HINTS
