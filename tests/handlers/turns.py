"""Turns made by hand, for tests that call what decides as functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.channels.telegram.addresses import address_of
from bot.config.schedule import make_schedule
from bot.config.settings import load_settings
from bot.dialogue.decision import Glimpse
from bot.dialogue.event import Command, Event, Kind, Place, Sender, Tap, What
from bot.dialogue.press import Press
from bot.dialogue.turn import Staff, Turn
from bot.dialogue.wordbook import Wordbook
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.form import Draft
from bot.domain.lead import Lead
from bot.domain.policy import Operator, Policy
from bot.domain.standing import Standing
from bot.i18n import load_words
from bot.views.notice import compose_notice, compose_offer
from storage.persons import Person
from storage.store import Store, Visitor

WORDS = load_words()
BOOK = Wordbook(WORDS)
SCHEDULE = make_schedule(load_settings(need_token=False, _env_file=None))
NOW = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp() * 1000)
WHO, STAFF_CHAT = 5, -1_001_234_567_890
POLICY = Policy("https://example.com/", "1", "")
OPERATOR = Operator(None, None, "info@example.com")
PRIVATE = Place(WHO, Kind.PRIVATE)
GROUP = Place(STAFF_CHAT, Kind.GROUP)
ELSEWHERE = Place(-1_009_999_999_999, Kind.GROUP)
KNOWN: dict[str, Any] = {
    "telegram_id": WHO,
    "language": "kk",
    "asking": None,
    "erasing": False,
    "created_at": NOW,
    "ledger_subject": "s",
}


def notice(language: str, agreed_to: str | None = None) -> Notice:
    return compose_notice(WORDS, language, OPERATOR, POLICY, SCHEDULE.retention, agreed_to=agreed_to)


def make_event(text: str | None = None, where: Place = PRIVATE, what: What = What.WORDS, **more: Any) -> Event:
    """Something said; what stands behind a slash is a command, as the door reads it."""
    if text and text.startswith("/"):
        name, _, args = text[1:].partition(" ")
        more.setdefault("command", Command(name, args))
    return Event(7, what, Sender(address_of(WHO), "Айгерім", "kk"), where, message_id=1, sent_at=NOW, text=text, **more)


def make_press(press: Press | None, where: Place = PRIVATE, **more: Any) -> Event:
    tap = Tap("9", press, message_id=1)
    return Event(7, What.PRESS, Sender(address_of(WHO), "Айгерім", "kk"), where, tap=tap, **more)


def make_person(**more: Any) -> Person:
    return Person(**{**KNOWN, **more})


def make_turn(
    event: Event | None = None,
    *,
    person: Person | None = None,
    draft: Draft | None = None,
    leads: tuple[Lead, ...] = (),
    standing: Standing = Standing.MEMBER,
    version: str = POLICY.version,
    **more: Any,
) -> Turn:
    """Around an event of somebody in the staff group with this standing; who has a draft has agreed to `version`."""
    known = person or (make_person() if draft or leads else None)
    agreed = Consent.of(notice("kk"), b"c" * 16, Purpose.APPLICATION, 1, NOW)
    consent = replace(agreed, policy_version=version) if known else None
    where = event.where.chat_id if event else STAFF_CHAT

    async def is_member() -> bool:
        return standing >= Standing.MEMBER

    async def is_administrator() -> bool:
        return standing >= Standing.ADMINISTRATOR

    given: dict[str, Any] = {
        "update_id": 7,
        "now": NOW,
        "zone": ZoneInfo("Asia/Almaty"),
        "order": 1,
        "visitor": Visitor(b"p" * 32, address_of(WHO), None, known, consent, draft, leads),
        "language": "kk",
        "text": WORDS.speak("kk"),
        "words": WORDS,
        "wordbook": BOOK,
        "notice": notice,
        "renewal": notice,
        "offer": lambda language: compose_offer(WORDS, language, OPERATOR, POLICY, SCHEDULE.retention),
        "operator": OPERATOR,
        "schedule": SCHEDULE,
        "entropy": lambda length: b"e" * length,
        "store": cast(Store, None),  # what a handler is found by asks no database
        "glimpse": Glimpse(),
        "heard": BOOK.hear(event.own_words if event else None),
        "staff": Staff(STAFF_CHAT, where == STAFF_CHAT, is_member, is_administrator),
    }
    return Turn(**{**given, **more})
