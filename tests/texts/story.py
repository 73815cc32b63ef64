"""The story that is told in every language: what people and colleagues do, in the order of a life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from bot.domain.retention import DRAFT
from bot.domain.time import SECOND
from tests.form import NAMES
from tests.people import example_number
from tests.texts.visit import Shown, Visit, open_visit

MINUTE, HOUR = 60, 3600
NUMBER = example_number("KZ")
ANNOUNCEMENT = "/announce Жаңа жинақ шықты."
WRONG_NAMES = ("Айгерім1", "a@example.com", "+7 771 000 99 98", "t.me/name", "Айгерім 🙂", "А.", "бір екі үш төрт бес",
               "880412350123", "4111 1111 1111 1111")  # fmt: skip
WRONG_PHONES = ("нөмірім осы", "123", "+7 727 234 56 78", "+999 123 456 789", "+888 123 456 78", "8")
WRONG_EMAILS = ("мекенжай", "a@@example.com", "@example.com", "a@b", "a b@example.com")

TOLD = ("name", "phone", "email")


class Step(NamedTuple):
    """`act` does something; what is awaited lets time pass."""

    title: str
    act: Callable[[Visit], object]


class Part(NamedTuple):
    title: str
    steps: tuple[Step, ...]


async def tell(language: str, folder: Path) -> list[list[Shown]]:
    """The story in one language: for each step what is new on the screens."""
    async with open_visit(language, folder) as visit:
        told = []
        for part in STORY:
            for step in part.steps:
                doing = step.act(visit)
                if isawaitable(doing):
                    await doing
                await visit.settle()
                told.append(visit.look())
        return told


def _pass(seconds: float) -> Callable[[Visit], Awaitable[None]]:
    return lambda visit: visit.stage.pass_time(seconds)


async def _one_by_one(visit: Visit, *texts: str) -> None:
    for text in texts:
        visit.say(text)
        await visit.settle()


def _share_another_contact(visit: Visit) -> None:
    visit.guest.user.share_contact(visit.stage.timur, NUMBER)


def _each(*texts: str) -> Callable[[Visit], Awaitable[None]]:
    """Texts that are each answered in the same way, by a message of its own."""
    return lambda visit: _one_by_one(visit, *texts)


async def _forget_and_regret(visit: Visit) -> None:
    visit.say("/forget_me")
    await visit.settle()
    visit.tap("button.no")


def _answer(name: str) -> Callable[[Visit], None]:
    return lambda visit: visit.say(visit.guest.typed(name))


def _others_after(name: str) -> tuple[Step, ...]:
    """Answers to the questions after this one, up to the next that the story tells more of."""
    later = NAMES[NAMES.index(name) + 1 :]
    return tuple(Step(f"An answer: {one}", _answer(one)) for one in takewhile(lambda one: one not in TOLD, later))


async def _begin_again(visit: Visit) -> None:
    visit.say("/start")
    await visit.settle()
    visit.tap("button.agree")
    await visit.settle()
    visit.say(visit.guest.typed(NAMES[0]))


STORY = (
    Part(
        "Consent",
        (
            Step("A person presses Start", lambda visit: visit.say("/start")),
            Step("They do not agree", lambda visit: visit.tap("button.disagree")),
            Step("They go back to the text", lambda visit: visit.tap("button.read_consent")),
            Step("They want to be forgotten before they have agreed", lambda visit: visit.say("/forget_me")),
            Step("They agree", lambda visit: visit.tap("button.agree")),
        ),
    ),
    Part(
        "The form",
        (
            Step("A sticker", lambda visit: visit.guest.user.send_sticker()),
            Step("A forwarded message", lambda visit: visit.guest.user.forward("…")),
            Step("A command that there is not", lambda visit: visit.say("/nonsense")),
            Step("Names that are refused", _each(*WRONG_NAMES)),
            Step("A name", _answer("name")),
            *_others_after("name"),
            Step("Telephone numbers that are refused", _each(*WRONG_PHONES)),
            Step("The label of the button, typed", lambda visit: visit.say(visit.text("button.share_contact"))),
            Step("Somebody else's contact", _share_another_contact),
            Step("A telephone number", _answer("phone")),
            *_others_after("phone"),
            Step("They want to cancel", lambda visit: visit.say("/cancel")),
            Step("They do not", lambda visit: visit.tap("button.no")),
            Step("They do nothing for an hour", _pass(61 * MINUTE)),
            Step("They want no more reminders", lambda visit: visit.tap("button.no_reminders")),
            Step("E-mail addresses that are refused", _each(*WRONG_EMAILS)),
            Step("A slip", lambda visit: visit.say("name@gmial.com")),
            Step("They accept the correction", lambda visit: visit.tap("button.fix", meant="gmail.com")),
            *_others_after("email"),
            Step("They type something else at the review", lambda visit: visit.say("?")),
            Step("They confirm", lambda visit: visit.tap("button.confirm")),
        ),
    ),
    Part(
        "Afterwards",
        (
            Step("They accept offers", lambda visit: visit.tap("button.offer_yes")),
            Step("They ask how the application stands", lambda visit: visit.say("/start")),
            Step("They write something", lambda visit: visit.say("?")),
            Step("Help", lambda visit: visit.say("/help")),
            Step("Language", lambda visit: visit.say("/language")),
            Step("Policy", lambda visit: visit.say("/privacy")),
            Step("What is stored", lambda visit: visit.say("/my_data")),
            Step("Consents", lambda visit: visit.say("/consents")),
            Step("They correct the application", lambda visit: visit.say(visit.text("button.edit"))),
            Step("They do not after all", lambda visit: visit.tap("button.cancel")),
            Step("They want to be forgotten, and do not", _forget_and_regret),
        ),
    ),
    Part(
        "The staff group",
        (
            Step("Nobody takes the application", _pass(16 * MINUTE)),
            Step("Still nobody", _pass(HOUR)),
            Step("Open applications", lambda visit: visit.write_in_group("/leads")),
            Step("Somebody takes it", lambda visit: visit.madina("button.take")),
            Step("A colleague presses her button", lambda visit: visit.timur("button.contacted")),
            Step("She offers it to colleagues", lambda visit: visit.madina("button.hand_over")),
            Step("He takes it over", lambda visit: visit.timur("button.take_over")),
            Step("He has reached the person", lambda visit: visit.timur("button.contacted")),
            Step("He closes it", lambda visit: visit.timur("button.close")),
            Step("How it ended", lambda visit: visit.timur("outcome.not_now")),
            Step("He wants to reopen it", lambda visit: visit.timur("button.reopen")),
            Step("He is sure", lambda visit: visit.timur("button.reopen_sure")),
            Step("An administrator announces something", lambda visit: visit.write_in_group(ANNOUNCEMENT)),
            Step("She sends it", lambda visit: visit.madina("announce.button.send")),
            Step("The person wants no more offers", lambda visit: visit.tap("button.offer_stop")),
            Step("An administrator exports", lambda visit: visit.write_in_group("/export")),
            Step("She names a stranger as the recipient", lambda visit: visit.madina("export.to.other")),
            Step("Statistics", lambda visit: visit.write_in_group("/stats")),
            Step("A reference that there is not", lambda visit: visit.write_in_group("/lead M-222222")),
        ),
    ),
    Part(
        "The end",
        (
            Step("The person wants to be forgotten", lambda visit: visit.say("/forget_me")),
            Step("They are sure", lambda visit: visit.tap("button.forget")),
            Step("They begin again and agree", _begin_again),
            Step("They leave it unfinished, and its time is over", _pass((DRAFT.default + HOUR * SECOND) / SECOND)),
        ),
    ),
)
