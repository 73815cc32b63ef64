"""Whole sessions, with errors and bugs in them, at DEBUG: the log names nobody and does not hold the token."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import NoReturn

import pytest

import handlers
from bot.config.logs import set_up_logs
from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.form import REVIEW
from handlers.candidates import Candidates
from handlers.staff import card
from simulator.state import faults
from tests.bytescan import Needle, scan
from tests.form import NAMES, following, progress
from tests.logs_put_back import logs_put_back
from tests.people import AIGERIM
from tests.scenarios.stage import TOKEN, Guest, Stage, words

ID, STAFF_ID = 7_214_365_870, 6_543_219_870
LAST_NAME, USERNAME, STAFF_NAME = "Ерекшебаева", "erekshe_username_77", "Гүлнарбану"
NEEDLES: list[Needle] = [ID, STAFF_ID, LAST_NAME, USERNAME, STAFF_NAME, *AIGERIM.secrets, AIGERIM.first_name]
NEEDLES += [TOKEN, TOKEN.split(":")[1], "880412350123"]
TAKE = "Жұмысқа алу"
LAST = AIGERIM.answers.get(NAMES[-1], words("kk")("button.skip"))


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """The libraries of the wire log too."""
    return stage_over_http


@dataclass
class Log:
    """What would stand on standard error, in each form."""

    forms: dict[str, io.StringIO]

    @property
    def texts(self) -> dict[str, str]:
        return {form: stream.getvalue() for form, stream in self.forms.items()}

    def names_nobody(self) -> None:
        for form, text in self.texts.items():
            found = scan(text.encode(), NEEDLES)
            assert found == [], [form, *(text[max(0, one.offset - 200) : one.offset + 200] for one in found)]
        assert all(isinstance(json.loads(line), dict) for line in self.texts["json"].splitlines())

    def forms_without(self, words: str) -> list[str]:
        return [form for form, text in self.texts.items() if words not in text]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    log = Log({"text": io.StringIO(), "json": io.StringIO()})
    with logs_put_back():
        written = []
        for form, stream in log.forms.items():
            monkeypatch.setattr(sys, "stderr", stream)
            set_up_logs("DEBUG", form)
            written += logging.getLogger().handlers
        logging.getLogger().handlers[:] = written
        yield log


@pytest.fixture
def guest(log: Log, stage: Stage) -> Guest:
    user = stage.world.user(AIGERIM.first_name, "kk", LAST_NAME, USERNAME, AIGERIM.phone, user_id=ID)
    gulnar = stage.world.user(STAFF_NAME, "kk", user_id=STAFF_ID)
    stage.group.set_first_members([gulnar])
    stage.madina = gulnar
    return Guest(user, AIGERIM)


async def a_whole_session(stage: Stage, guest: Guest) -> None:
    await guest.agree()
    for noise in ("880412350123", AIGERIM.phone, AIGERIM.email):
        await guest.say(noise)
    await guest.write(AIGERIM.name, progress("phone"))
    await guest.hears(guest.user.share_contact)
    await guest.finish(AIGERIM.email, AIGERIM.email)
    await guest.confirm()
    card = await stage.card("M-")
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)
    await guest.say("/my_data")
    await guest.forget()
    await stage.world.until(lambda: AIGERIM.email not in card.text)


async def test_a_session_without_trouble(stage: Stage, guest: Guest, log: Log) -> None:
    await a_whole_session(stage, guest)
    await stage.stop()
    log.names_nobody()
    assert log.forms_without("ready") == []


async def test_a_session_in_which_telegram_fails_now_and_then(stage: Stage, guest: Guest, log: Log) -> None:
    """The library's errors carry the whole call, text and all."""
    troubles = (faults.server_error("html"), faults.reset_after_effect(), faults.bad_request("message is too long"))
    await guest.agree()
    for trouble, name in zip(cycle(troubles), NAMES, strict=False):
        for method in ("sendMessage", "editMessageText"):
            stage.world.faults.script(method, trouble, chat=guest.chat)
        await guest.say(guest.typed(name))
        await guest.hears(guest.user.start)
        stage.world.faults.clear()
        await guest.hears(lambda: guest.user.tap(guest.text("button.continue")))
        after = following(name)
        assert after == REVIEW or progress(after) in guest.chat.last.text
    for method in ("sendMessage", "editMessageText", "getChatMember"):
        stage.world.faults.script(method, faults.server_error(), faults.reset_before_effect(), chat=stage.group)
    stage.world.faults.script("getUpdates", faults.server_error("html"), faults.reset_before_effect())
    await guest.confirm()
    await stage.card("M-")
    guest.user.block_bot()
    stage.madina.tap(TAKE, chat=stage.group)
    await guest.hears()
    await stage.stop()
    log.names_nobody()
    assert log.forms_without("WARNING") == []


async def test_a_handler_with_a_bug_that_quotes_the_person(
    stage: Stage, guest: Guest, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the exception's cause, in its notes, and in an exception group."""

    async def answer(event: Event, turn: Turn) -> NoReturn:
        quoted = f"{event.text} {event.who} {AIGERIM.secrets} {TOKEN}"
        try:
            raise KeyError(quoted)
        except KeyError as cause:
            error = ExceptionGroup(quoted, [ValueError(quoted), RuntimeError(repr(event))])
            error.add_note(quoted)
            raise error from cause

    async def press(event: Event, turn: Turn) -> NoReturn:
        raise RuntimeError(f"{event.who.first_name} {AIGERIM.secrets} {event!r}")

    monkeypatch.setattr("handlers.person.info.read_help", answer)
    monkeypatch.setattr(card, "press_card", press)
    anew = Candidates(handlers.assemble_routes())  # from what the modules hold now
    monkeypatch.setattr("handlers.CANDIDATES", anew)
    await guest.apply()
    await stage.card("M-")
    heard = await guest.say("/help")
    assert heard[-1].text == guest.text("sorry.bug")
    stage.madina.tap(TAKE, chat=stage.group)
    await guest.hears()
    await stage.stop()
    log.names_nobody()
    assert [text.count("ended in a bug") for text in log.texts.values()] == [2, 2]
    assert log.forms_without("test_logs.py") == []  # where it happened is said
    assert log.forms_without("Error") == []


async def test_a_bug_after_the_commit_in_a_delivery_or_a_job(
    stage: Stage, guest: Guest, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quote(*_: object, **__: object) -> NoReturn:
        raise RuntimeError(f"{AIGERIM.name} {AIGERIM.phone} {AIGERIM.email} {ID}")

    monkeypatch.setattr("bot.views.card.compose_new", quote)
    monkeypatch.setattr("bot.jobs.sweeps.purge_expired", quote)
    await guest.apply()
    for said in ("purge_expired failed", "ended in a bug"):
        await stage.world.until(lambda: log.forms_without(said) == [])  # noqa: B023
    await stage.stop()
    log.names_nobody()


@pytest.mark.parametrize(
    ("part", "typed", "what"),
    [("say", "/help", "Say"), ("edit", LAST, "Show"), ("notify", "/help", "the answer to a press")],
)
async def test_a_bug_while_an_answer_goes_out(
    stage: Stage, guest: Guest, log: Log, monkeypatch: pytest.MonkeyPatch, part: str, typed: str, what: str
) -> None:
    """Which update, which kind of reply and where is said, as of any other bug; what comes after it is answered."""
    await guest.reach(NAMES[-1])

    async def quote(*_: object, **__: object) -> NoReturn:
        raise RuntimeError(f"{AIGERIM.name} {AIGERIM.phone} {AIGERIM.email} {ID} {TOKEN}")

    with monkeypatch.context() as broken:
        broken.setattr(f"bot.channels.telegram.messenger.Messenger.{part}", quote)
        await guest.hears(lambda: guest.user.write(typed), lambda: guest.user.tap_data("?", guest.chat.last))
        await stage.world.until(lambda: log.forms_without("ended in a bug") == [])
    await guest.say("/start")
    await guest.tap(guest.text("button.continue"))
    shown = (progress(NAMES[-1]), AIGERIM.email)
    await stage.world.until(lambda: any(part in guest.chat.last.text for part in shown))
    await stage.stop()
    log.names_nobody()
    said = re.compile(rf"reply to update \S+ ended in a bug: {what}\b")
    assert [form for form, text in log.texts.items() if not said.search(text)] == []
    assert log.forms_without("test_logs.py") == []
    assert log.forms_without("never retrieved") == ["text", "json"]


async def test_what_libraries_say_by_themselves(log: Log, guest: Guest, stage: Stage) -> None:
    """A warning that quotes an update, a task that nobody asked about, a library at DEBUG."""
    quoted = f"Update: {{'id': {ID}, 'phone_number': '{AIGERIM.phone}', 'email': '{AIGERIM.email}', 'bot': '{TOKEN}'}}"
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(quoted, RuntimeWarning, stacklevel=1)
    logging.getLogger("aiogram.event").debug(quoted)
    logging.getLogger("some.library").error("POST /bot%s/sendMessage %s", TOKEN, quoted, stack_info=True)
    logging.getLogger("some.library").error("phone %s, id %d", AIGERIM.phone, ID)
    await stage.stop()
    log.names_nobody()
    assert log.forms_without("some.library") == []


async def test_what_libraries_add_as_fields(log: Log, guest: Guest, stage: Stage) -> None:
    logging.getLogger("some.library").error("a failure", extra={"email": AIGERIM.email, "user": {"id": ID}})
    log.names_nobody()
    assert log.forms_without("a failure") == []


async def test_a_name_in_a_task_that_nobody_asked_about(log: Log, guest: Guest, stage: Stage) -> None:
    """asyncio puts the exception, with its message, into its own words."""
    error = RuntimeError(AIGERIM.name)
    context = {"message": "Task exception was never retrieved", "exception": error, "future": error}
    from asyncio import get_running_loop

    get_running_loop().call_exception_handler(context)
    await stage.stop()
    log.names_nobody()
    assert log.forms_without("never retrieved") == []
