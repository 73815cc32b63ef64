"""What is lost or doubled after two processes have worked on one database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.lives.sentences import says
from tests.postgres_server import query
from tests.real.applicants import Person
from tests.real.pair import Pair
from tests.scenarios.evidence import REFERENCE, cards, said, shows

IN_FLIGHT, UNWRITTEN = 0.5, 2.0
"""Seconds for which a message can be on its way, and for which its record can be, when its process dies."""
STORED = re.compile(r"update (\d+): .*, stored")


def wrong(pair: Pair) -> list[str]:
    """What is lost or doubled."""
    return [*_of_people(pair), *_of_leads(pair), *_of_updates(pair)]


def said_twice(pair: Pair) -> list[str]:
    """What people who do as they are asked were told more than once, although nobody asked again."""
    asked = {one.user.id: one for one in pair.people if one.habit in ("does as asked", "taps twice")}
    told = Counter((one.chat, one.text) for one in pair.sent if one.chat in asked)
    return [f"{asked[chat].who.name}: {text[:60]!r}" for (chat, text), times in told.items() if chat and times > 1]


def _of_people(pair: Pair) -> Iterator[str]:
    for one in pair.people:
        kept = int(one.habit != "is forgotten")
        if len({REFERENCE.findall(text)[0] for text in thanks(one)}) != 1:
            yield f"{one.who.name} has {len(thanks(one))} references"
        if kept and not query(pair.url, f"SELECT 1 FROM leads WHERE reference = '{reference_of(one)}'"):
            yield f"the application of {one.who.name} is lost"
        if not kept and query(pair.url, f"SELECT 1 FROM leads WHERE reference = '{reference_of(one)}'"):
            yield f"{one.who.name} is there after the erasure"
        yield from _doubled(pair, one.user.id, thanks(one))


def _doubled(pair: Pair, chat: int, texts: list[str]) -> Iterator[str]:
    """Texts that were sent twice, and no process had the first in hand when it died."""
    for text in {text for text in texts if texts.count(text) > 1}:
        first, *others = [one.at for one in pair.sent if (one.chat, one.text) == (chat, text)]
        for other in others:
            if not any(
                first < death + IN_FLIGHT and death < other and death - first < UNWRITTEN for death in pair.deaths
            ):
                yield f"said twice: {text[:60]!r}"


def _of_leads(pair: Pair) -> Iterator[str]:
    group = pair.deployed.stage.group
    found = [row[0] for row in query(pair.url, "SELECT reference FROM leads")]
    kept = [one for one in pair.people if one.habit != "is forgotten"]
    if len(found) != len(kept):
        yield f"{len(found)} applications of {len(kept)} people"
    for one in kept:
        shown = cards(group, reference_of(one))
        if sum(shows(card, one.who) for card in shown) > 1:
            yield f"the contacts of {one.who.name} are on several cards"
        if not 1 <= len(shown) <= 1 + len(pair.deaths):
            yield f"{len(shown)} cards of {one.who.name}"


def _of_updates(pair: Pair) -> Iterator[str]:
    if not pair.deaths:  # otherwise what was stored and not acknowledged comes again, and changes nothing
        stored = Counter(number for one in pair.both for number in STORED.findall(one.said + one.output))
        yield from (f"update {number} was stored {times} times" for number, times in stored.items() if times > 1)
    known = {number for (number,) in query(pair.url, "SELECT update_id FROM seen_updates")}
    for one in pair.people:
        for answer in one.answers:
            if answer.update and answer.update.id not in known:
                yield f"an answer of {one.who.name} was confirmed and is not stored"


def thanks(person: Person) -> list[str]:
    """Those that the person was sent for an application, as often as they were sent."""
    return [one.text for one in said(person.user.chat) if says(one.text, "application.sent")]


def reference_of(person: Person) -> str:
    return str(REFERENCE.findall(thanks(person)[0])[0])
