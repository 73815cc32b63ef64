"""Any event of anybody anywhere: is it decided without an error, and is nothing stored before consent?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from typing import Any, get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.decision import ChatMemory
from bot.dialogue.event import Contact, Event, Place, What
from bot.dialogue.press import Press
from bot.dialogue.presses import KINDS, ConsentPress, FormPress, Move, read_press
from bot.dialogue.wordbook import spell_all
from bot.domain.disclosure import Format
from bot.domain.export_form import CHOICES
from bot.domain.fields import FIELDS
from bot.domain.form import REVIEW
from bot.domain.lead import Action, Outcome, Status
from bot.domain.standing import Standing, StandingDoubt
from bot.domain.time import DAY
from bot.domain.validation import Accepted
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY
from tests.databases import tables_of
from tests.examples import examples
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, REVISION, SINCE, TYPO, Somebody, at, known, sent
from tests.handlers.turns import ELSEWHERE, GROUP, NOW, PRIVATE, WORDS, make_event, make_press, notice, offer
from tests.people import EVERYBODY

few = examples(50)

STATES: list[Somebody | None] = [
    None,
    known(),
    *(at(step) for step in (*ANSWERS, REVIEW)),
    at("email", TYPO, asking="cancel"),
    at("phone", editing=True),
    *(sent(status, card=1) for status in Status),
    known(asking="forget", wants_offers=True),
    sent(banned_at=SINCE),
    sent(blocked_at=SINCE),
    sent(agreed_to="0"),
    at(REVIEW, erasing=True),
    sent(held_until=NOW + DAY, erasing=True),
]
COMMANDS = ("start", "forget_me", "consents", "my_data", "privacy", "help", "language", "cancel", "connect")
LABELS = [label for label, _ in spell_all(WORDS)]
ANSWERED = [answer for one in EVERYBODY for answer in one.answers.values()]
MARKS = [notice("kk").mark, notice("kk", "0").mark, offer("kk").mark]

texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(LABELS + ANSWERED),
    st.builds("/{} {}".format, st.sampled_from([*COMMANDS, *MEMBERS_MAY, *ADMINISTRATORS_MAY]), st.text(max_size=20)),
)
numbers = st.sampled_from([REVISION, SINCE, 0, 1, -1, 7]) | st.integers()
KNOWN_WORDS = [
    *(*Action, *Outcome, *Move, *Format, *WORDS.languages, *CHOICES, *ANSWERS, *MARKS),
    *("forget", "cancel", "send", "stop", "outcomes", "ask_to_reopen", "never_mind", "KZ", "staff", ""),
    *("M-7K3F9Q", b"M-7K3F9Q".hex(), "00"),
]
words = st.sampled_from(KNOWN_WORDS) | st.text(max_size=10)


def values(of: type) -> st.SearchStrategy[Any]:
    if of is int:
        return numbers
    return words if of is str else st.from_type(of)


def presses_of(kind: type[Press]) -> st.SearchStrategy[Press]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})


anything = st.sampled_from(list(KINDS.values())).flatmap(presses_of) | st.text(max_size=64).map(read_press)
"""Presses of every kind, with possible, outdated and forged values."""
places = st.sampled_from([PRIVATE, GROUP, ELSEWHERE])
somebody = st.sampled_from(STATES)
standings: st.SearchStrategy[Standing | StandingDoubt] = st.sampled_from([*Standing, *StandingDoubt])
memories = st.builds(ChatMemory, st.sampled_from([None, "kk", "ru"]), st.sampled_from([None, *MARKS]), st.booleans())


def said(text: str, where: Place, what: What) -> Event:
    contact = Contact(text, None) if what is What.CONTACT else None
    spoken = text if what in (What.WORDS, What.EDIT) else None
    return make_event(spoken, where, what, contact=contact)


messages = st.builds(said, texts, places, st.sampled_from([one for one in What if one is not What.PRESS]))
presses = st.builds(make_press, anything, places, message=st.sampled_from([1, 2, None]))
events = messages | presses


@asynccontextmanager
async def staged(*people: Somebody | None) -> AsyncIterator[Scene]:
    store = await open_in_memory()
    scene = Scene(store)
    for one in people:
        if one is not None:
            await scene.admit(one)
    yield scene
    await close(store)


async def everything(scene: Scene) -> dict[str, list[Any]]:
    """Every row of both databases, except the daily counts."""
    return {
        name: sorted(await engine.read(f"SELECT * FROM {name}"), key=repr)
        for engine in (scene.store.engine, scene.store.keys)
        for name in await tables_of(engine)
        if name != "daily_counts"
    }


@few
@given(event=events, who=somebody, standing=standings, chat_memory=memories)
async def test_it_is_decided_and_can_be_committed(
    event: Event,
    who: Somebody | None,
    standing: Standing | StandingDoubt,
    chat_memory: ChatMemory,
) -> None:
    async with staged(who) as scene:
        await scene.play(event, standing=standing, chat_memory=chat_memory)


@few
@given(event=events.filter(lambda event: not agrees(event)), chat_memory=st.just(ChatMemory("kk", "0000")))
async def test_of_a_stranger_who_does_not_agree_nothing_is_kept(event: Event, chat_memory: ChatMemory) -> None:
    async with staged() as scene:
        before = await everything(scene)
        decision = await scene.play(event, chat_memory=chat_memory, staff=None)
        assert not decision.new_keys
        assert await everything(scene) == before


def agrees(event: Event) -> bool:
    """Whether the event agrees to the current text; a typed label counts only if that text is on the screen."""
    press = event.tap.press if event.tap else None
    return isinstance(press, ConsentPress) and press.agrees


@few
@given(payload=st.text() | words, who=somebody, chat_memory=memories)
async def test_whatever_a_deep_link_says_it_is_a_start(
    payload: str, who: Somebody | None, chat_memory: ChatMemory
) -> None:
    """Anybody can make a link that says anything: it changes nothing, and nothing of it is kept or said."""
    async with staged(who) as scene, staged(who) as other:
        decided = await scene.play(make_event(f"/start {payload}"), chat_memory=chat_memory)
        plainly = await other.play(make_event("/start"), chat_memory=chat_memory)
        assert decided.replies == plainly.replies
        assert await everything(scene) == await everything(other)


@few
@given(text=texts, step=st.sampled_from([*ANSWERS, REVIEW]))
async def test_only_what_the_form_accepts_is_stored(text: str, step: str) -> None:
    async with staged(at(step)) as scene:
        before = await scene.draft()
        await scene.play(make_event(text))
        after = (await scene.visitor()).draft
        given = dict(after.answers.items() - before.answers.items()) if after else {}
        assert given.keys() <= {step}
        for name, value in given.items():
            field = next(field for field in FIELDS if field.name == name)
            assert isinstance(field.validate(value), Accepted)


@few
@given(press=anything, step=st.sampled_from([*ANSWERS, REVIEW]))
async def test_no_old_button_changes_an_answer(press: Press | None, step: str) -> None:
    """Buttons of the form with another revision than the draft's."""
    if isinstance(press, FormPress) and press.revision == REVISION:
        press = replace(press, revision=REVISION + 1)
    async with staged(at(step)) as scene:
        before = await scene.draft()
        await scene.play(make_press(press))
        after = (await scene.visitor()).draft
        assert after in (before, None)


@examples(20)
@given(happens=st.lists(events, max_size=12), who=somebody)
async def test_in_any_order(happens: list[Event], who: Somebody | None) -> None:
    """Each event is decided on what the earlier ones have stored."""
    async with staged(who) as scene:
        for event in happens:
            await scene.play(event, standing=Standing.ADMINISTRATOR)
            visitor = await scene.visitor()
            if visitor.person is None or visitor.person.erasing:
                assert (visitor.draft, visitor.leads) == (None, ())
