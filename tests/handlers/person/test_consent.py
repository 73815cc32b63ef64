"""A person is asked for consent, and agrees or declines."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.decision import ChatMemory, SetButtons
from bot.dialogue.event import Event, What
from bot.dialogue.presses import ConsentPress, Move
from bot.domain.consent import Purpose
from bot.domain.form import REVIEW
from handlers.person.consent import DOUBLE_TAP
from storage import consents
from storage.new_keys import KeptKey, NewKey
from storage.statements import Conflict
from tests.handlers.cases import BUTTONS, Case, each, heard, move, popup, rewrite, say, targets, typed
from tests.handlers.lines import ASK, GRANTED, card, review, rewritten, with_way_out
from tests.handlers.scene import Scene
from tests.handlers.somebody import at, known, sent
from tests.handlers.turns import NOW, PERSON, POLICY, make_event, make_press, notice

MARK, MARK_ANEW = notice("kk").mark, notice("kk", "0").mark
OLD: dict[str, Any] = {"agreed_to": "0"}


def agree(shown: str = MARK, language: str = "kk", renews: bool = False) -> Event:
    return make_press(ConsentPress(agrees=True, language=language, shown=shown, renews=renews))


def decline(language: str = "kk") -> Event:
    return make_press(ConsentPress(agrees=False, language=language, shown=MARK))


MET = ("INSERT INTO persons", *GRANTED, "UPDATE persons", "INSERT INTO drafts", "INSERT INTO daily_counts")
AGREED_ANEW = (*GRANTED, "UPDATE persons")
SEEN = {"chat_memory": ChatMemory("kk", MARK)}
SEEN_ANEW = {"chat_memory": ChatMemory("kk", MARK_ANEW, renews=True)}
PICTURE = make_event(None, what=What.MEDIA, album="9")
QUESTION = say("forget.ask")

CASES = [
    # Yes
    Case("consent.agree", agree(), [BUTTONS, ASK["name"]], MET, flags={"started": True}),
    Case("consent.agree", agree(), [BUTTONS, ASK["name"]], MET, flags={"started": False}, turn=SEEN),
    Case("consent.agree", agree("1234"), [popup("consent.changed"), rewritten(card())]),
    Case("consent.agree", agree(), [popup("consent.given")], [], known()),
    Case("consent.agree", agree(), [popup("consent.given"), BUTTONS, ASK["phone"]], [], at("phone")),
    Case(
        "consent.agree",
        agree("1234"),
        [popup("consent.given"), BUTTONS, review()],
        ["UPDATE persons"],
        at(REVIEW, asking="cancel"),
    ),
    Case("consent.agree", agree(), [popup("consent.given")], [], sent()),
    Case("consent.agree", agree(MARK_ANEW), [BUTTONS, ASK["phone"]], AGREED_ANEW, at("phone", **OLD)),
    Case(
        "consent.agree",
        agree(MARK_ANEW),
        [BUTTONS, ASK["name"]],
        [*AGREED_ANEW, "INSERT INTO drafts"],
        known(**OLD),
    ),
    Case("consent.agree", agree(MARK_ANEW, renews=True), [BUTTONS, say("policy.renewed")], AGREED_ANEW, sent(**OLD)),
    Case("consent.agree", agree(MARK), [popup("consent.changed"), rewritten(card("kk", "0"))], [], known(**OLD)),
    Case("fallback.press_unknown_button", agree(language="xx"), [popup("old_button")]),
    Case("consent.agree_in_words", typed("button.agree"), [ASK["name"]], MET, turn=SEEN),
    Case("consent.agree_in_words", typed("button.agree"), [card()]),
    Case("consent.agree_in_words", typed("button.agree"), [card("kk", "0")], [], sent(**OLD)),
    Case(
        "consent.agree_in_words",
        typed("button.agree"),
        [say("policy.renewed")],
        AGREED_ANEW,
        sent(**OLD),
        turn=SEEN_ANEW,
    ),
    # No
    Case("consent.decline", decline(), [with_way_out(rewrite("consent.declined"))]),
    Case("consent.decline", decline(), [QUESTION], ["UPDATE persons"], known()),
    Case("fallback.press_unknown_button", decline("xx"), [popup("old_button")]),
    Case("consent.decline_in_words", typed("button.disagree"), [with_way_out(say("consent.declined"))]),
    Case("consent.decline_in_words", typed("button.disagree"), [QUESTION], ["UPDATE persons"], known(**OLD)),
    # Anything else
    Case("consent.write_before_consent", typed("880412350123"), [card()], flags={"started": True}),
    Case(
        "consent.write_before_consent",
        make_event("Сәлем", is_forwarded=True),
        [card()],
        turn=SEEN,
        flags={"started": False},
    ),
    Case("consent.write_before_consent", PICTURE, [card()], flags={"chat_memory": ChatMemory("kk", MARK, album="9")}),
    Case("consent.write_before_consent", PICTURE, [], turn={"chat_memory": ChatMemory(album="9")}),
    Case("consent.write_before_consent", typed("Сәлем"), [card("ru")], turn={"chat_memory": ChatMemory("ru")}),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_a_yes_is_kept_with_what_was_shown(scene: Scene) -> None:
    await scene.play(agree(notice("ru").mark, "ru"))
    visitor, person = await scene.visitor(), await scene.person()
    assert (person.language, person.created_at, person.erasing) == ("ru", NOW, False)
    assert visitor.address == PERSON.address
    consent = visitor.consent
    assert consent is not None
    assert (consent.text_hash, consent.language, consent.policy_version) == (notice("ru").digest, "ru", POLICY.version)
    shown = await consents.load_text(scene.store.engine, consent.text_hash)
    assert shown is not None
    assert shown.body == notice("ru").text
    draft = await scene.draft()
    assert (draft.step, draft.answers) == ("name", {})


async def test_the_key_comes_first(scene: Scene) -> None:
    decision = await scene.decide(agree())
    assert [key.subject for key in decision.new_keys if isinstance(key, NewKey)] == [(await scene.visitor()).pseudonym]
    await scene.commit(decision)
    assert await scene.count("persons") == 1


async def test_a_person_with_a_key_but_no_rows_gets_no_second_key(scene: Scene) -> None:
    """A process died between the key and the rows."""
    decision = await scene.decide(agree())
    await scene.store.vault.store(decision.new_keys)
    again = await scene.play(agree())
    assert [type(key) for key in again.new_keys] == [KeptKey]
    assert (await scene.draft()).step == "name"


async def test_a_double_tap_agrees_once(scene: Scene) -> None:
    first, second = await scene.decide(agree()), await scene.decide(agree())
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(agree())) == [popup("consent.given")]
    assert await scene.count("consents") == 1


async def test_the_buttons_stay_for_whoever_agrees_for_the_first_time(scene: Scene) -> None:
    """They go when something is asked again."""
    first = await scene.play(agree())
    assert [reply.later for reply in first.replies if isinstance(reply, SetButtons)] == [True]


async def test_the_buttons_go_at_once_for_whoever_agrees_anew(scene: Scene) -> None:
    await scene.admit(at("phone", **OLD))
    anew = await scene.play(agree(MARK_ANEW))
    assert [reply.later for reply in anew.replies if isinstance(reply, SetButtons)] == [False]


async def test_agreeing_once_more_asks_again_and_agrees_to_nothing_new(scene: Scene) -> None:
    await scene.play(agree())
    scene.now += DOUBLE_TAP
    assert heard(await scene.play(agree())) == [popup("consent.given"), BUTTONS, ASK["name"]]
    assert await scene.count("consents") == 1


async def test_agreeing_anew_keeps_the_first_consent(scene: Scene) -> None:
    await scene.admit(at("phone", agreed_to="0"))
    await scene.play(agree(MARK_ANEW))
    history = await consents.history(scene.store.engine, (await scene.visitor()).pseudonym)
    assert [(one.purpose, one.policy_version) for one in history] == [
        (Purpose.APPLICATION, POLICY.version),
        (Purpose.APPLICATION, "0"),
    ]


async def test_of_two_taps_at_once_one_agrees_anew(scene: Scene) -> None:
    await scene.admit(sent(agreed_to="0"))
    press = agree(MARK_ANEW, renews=True)
    first, second = await scene.decide(press), await scene.decide(press)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(press)) == [popup("consent.given")]
    assert await scene.count("consents") == 2


async def test_a_no_is_counted_and_nobody_kept(scene: Scene) -> None:
    await scene.play(decline())
    await scene.play(typed("button.disagree"))
    rows = await scene.store.engine.read("SELECT event, count FROM daily_counts")
    assert rows == [("refused", 2)]
    assert (await scene.visitor()).person is None
    assert await scene.count("persons") == 0


async def test_an_erased_person_begins_anew_from_an_old_question(scene: Scene) -> None:
    """Asked to agree again, erased, and then the old card is pressed: there is nothing to renew."""
    decision = await scene.play(agree(renews=True))
    assert heard(decision) == [BUTTONS, ASK["name"]]
    assert "INSERT INTO drafts" in targets(decision)


async def test_an_old_button_of_the_form_means_nothing_to_a_new_person(scene: Scene) -> None:
    await scene.play(agree())
    assert heard(await scene.play(move(Move.BACK, 1))) == [popup("old_button")]


def test_what_is_agreed_to_anew_is_another_text() -> None:
    assert MARK != MARK_ANEW
