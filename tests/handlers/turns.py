"""Events and turns for tests that call handlers as functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from bot.channels.telegram.abilities import TELEGRAM
from bot.channels.telegram.addresses import address_of
from bot.config.installation import make_installation
from bot.config.settings import load_settings
from bot.dialogue.decision import ChatMemory
from bot.dialogue.event import ChatKind, Command, Event, Place, Sender, Tap, What
from bot.dialogue.membership import StandingInquiry
from bot.dialogue.press import Press
from bot.dialogue.turn import Turn
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.fields import FIELDS
from bot.domain.form import Draft
from bot.domain.lead import Lead
from bot.domain.person import Person
from bot.domain.standing import Standing, StandingDoubt
from bot.domain.time import Moment, moment_of
from bot.machine import Entropy
from bot.views.notice import compose_notice, compose_offer
from storage.store import Store
from storage.visitors import Visitor
from tests.handlers.memory import seeded_entropy
from tests.members import Members
from tests.people import AIGERIM

NOW = moment_of(datetime(2026, 11, 22, tzinfo=UTC))
WHO, STAFF_CHAT = 5, -1_001_234_567_890
PERSON = Sender(address_of(WHO), AIGERIM.first_name, "kk")
NOTHING_SEEN = ChatMemory()
SETTINGS = load_settings(need_token=False, _env_file=None)
INSTALLATION = make_installation(SETTINGS, cast(Store, None), lambda: NOW, seeded_entropy())
"""With the default settings and without a store."""
WORDS, POLICY, SCHEDULE = INSTALLATION.words, INSTALLATION.policy, INSTALLATION.schedule
OPERATOR = INSTALLATION.operator
SAY = WORDS.text_in("kk")
PRIVATE = Place(WHO, ChatKind.PRIVATE)
GROUP = Place(STAFF_CHAT, ChatKind.GROUP)
ELSEWHERE = Place(-1_009_999_999_999, ChatKind.GROUP)
KNOWN: dict[str, Any] = {
    "language": "kk",
    "asking": None,
    "erasing": False,
    "created_at": NOW,
    "ledger_subject": "s",
}


@cache
def notice(language: str, agreed_to: str | None = None, *, version: str = POLICY.version) -> Notice:
    """The consent card; `agreed_to` is the version of the policy that the person agreed to earlier."""
    installation = replace(INSTALLATION, policy=replace(POLICY, version=version))
    return compose_notice(installation, language, agreed_to=agreed_to)


@cache
def offer(language: str) -> Notice:
    return compose_offer(INSTALLATION, language)


def make_event(
    text: str | None = None, where: Place = PRIVATE, what: What = What.WORDS, who: Sender = PERSON, **more: Any
) -> Event:
    """A message or an edit. A message that begins with a slash is a command, as the adapter would read it."""
    if text and text.startswith("/") and what is not What.EDIT:
        name, _, args = text[1:].partition(" ")
        more.setdefault("command", Command(name, args))
    return Event(7, what, who, where, **{"message_id": 1, "sent_at": NOW, "text": text, **more})


def make_press(
    press: Press | None, where: Place = PRIVATE, who: Sender = PERSON, message: int | None = 1, **more: Any
) -> Event:
    """A press under the message with this id. `press` is None for data that no button of the bot carries."""
    return Event(7, What.PRESS, who, where, tap=Tap("9", press, message), **more)


def make_person(who: Sender = PERSON, **more: Any) -> Person:
    """Somebody who has agreed."""
    return Person(**{**KNOWN, "address": who.address, **more})


def make_visitor(
    person: Person | None = None,
    draft: Draft | None = None,
    leads: tuple[Lead, ...] = (),
    version: str = POLICY.version,
) -> Visitor:
    """A visitor without a store. Somebody with a draft or a lead has agreed to `version`."""
    known = person or (make_person() if draft or leads else None)
    agreed = Consent.of(notice("kk", version=version), b"c" * 16, Purpose.APPLICATION, 1, NOW)
    named = tuple(field.name for field in FIELDS) if known else ()
    return Visitor(b"p" * 32, PERSON.address, None, known, agreed if known else None, draft, leads, named=named)


def make_turn(
    event: Event,
    visitor: Visitor | None = None,
    store: Store | None = None,
    *,
    standing: Standing | StandingDoubt = Standing.MEMBER,
    chat_memory: ChatMemory = NOTHING_SEEN,
    now: Moment = NOW,
    entropy: Entropy | None = None,
    **more: Any,
) -> Turn:
    """The turn of an event. Without a store it is good only for finding the handler."""
    visitor, here = visitor or make_visitor(), event.where.chat_id == STAFF_CHAT
    chosen = visitor.person.language if visitor.person else chat_memory.language
    language = "kk" if here else chosen or "kk"
    random = entropy or seeded_entropy()
    given: dict[str, Any] = {
        "installation": replace(INSTALLATION, store=cast(Store, store), entropy=random),
        "update_id": event.number,
        "now": now,
        "visitor": visitor,
        "language": language,
        "text": WORDS.text_in(language),
        "chat_memory": chat_memory,
        "can": TELEGRAM,
        "recognised": INSTALLATION.wordbook.recognise(event.own_words),
        "staff": StandingInquiry(Members({event.who.address: standing}), (STAFF_CHAT, event.who.address), 0.0)
        if here
        else None,
    }
    return Turn(**{**given, **more})
