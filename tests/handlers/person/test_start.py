"""A person starts the bot, or applies once more."""

from __future__ import annotations

from bot.dialogue.decision import ChatMemory
from bot.dialogue.presses import Move, NewApplicationPress
from bot.domain.form import REVIEW
from bot.domain.lead import OPEN, Status
from bot.domain.time import DAY, MILLISECOND
from tests.form import progress
from tests.handlers.cases import Case, each, heard, move, popup, say, typed
from tests.handlers.lines import ASK, card, review
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, SINCE, Somebody, at, known, make_lead, sent
from tests.handlers.turns import NOW, OPERATOR, POLICY, make_press, notice

ANEW = make_press(NewApplicationPress(since=SINCE))
OTHERS = make_press(NewApplicationPress(since=SINCE - MILLISECOND))
BEGUN = ("INSERT INTO drafts",)
CARD = ChatMemory("kk", notice("kk").mark)
HERE = {"chat_memory": ChatMemory("ru")}

CASES = [
    Case("start.start", typed("/start"), [card()], flags={"started": True, "chat_memory": CARD}),
    Case("start.start", typed("/start"), [card("ru")], flags={"started": False}, turn=HERE),
    Case("start.start", typed("/start deep-link"), [card()]),
    Case("start.start", typed("/start"), [say("start.empty")], [], known()),
    Case("start.start", typed("/start"), [say("start.resume", progress=progress("phone"))], [], at("phone")),
    Case(
        "start.start",
        typed("/start"),
        [say("start.resume", progress=progress(REVIEW))],
        ["UPDATE persons"],
        at(REVIEW, asking="forget"),
    ),
    *(
        Case("start.start", typed("/start"), [say(f"application.{status}", reference="M-7K3F9Q")], [], sent(status))
        for status in Status
    ),
    Case("start.press_new_application", ANEW, [ASK["name"]], BEGUN, known()),
    Case("start.press_new_application", ANEW, [review()], BEGUN, sent(Status.CLOSED)),
    *(
        Case(
            "start.press_new_application",
            ANEW,
            [say(f"application.{status}", reference="M-7K3F9Q")],
            [],
            sent(status, agreed_to=version),
        )
        for status in OPEN
        for version in (POLICY.version, "0")
    ),
    Case(
        "start.press_new_application",
        ANEW,
        [say("application.taken", reference="M-7K3F9Q")],
        [],
        Somebody(leads=(make_lead(Status.CLOSED, "M-AAAAAA", NOW), make_lead(Status.TAKEN))),
    ),
    Case("start.press_new_application", ANEW, [say("start.resume", progress=progress("phone"))], [], at("phone")),
    Case("start.press_new_application", ANEW, [card("kk", "0")], [], sent(Status.CLOSED, agreed_to="0")),
    Case("start.press_new_application", OTHERS, [popup("old_button")], [], known()),
    Case("start.press_new_application", ANEW, [popup("old_button")]),
    Case(
        "start.apply_again",
        typed("button.new_application"),
        [review()],
        [*BEGUN, "UPDATE persons"],
        sent(Status.CLOSED, asking="forget"),
    ),
    Case(
        "start.apply_again",
        typed("button.new_application"),
        [say("start.resume", progress=progress("name"))],
        [],
        at("name"),
    ),
    Case("start.apply_again", typed("button.new_application"), [card()]),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_a_second_application_begins_with_what_is_known(scene: Scene) -> None:
    await scene.admit(sent(Status.CLOSED))
    await scene.play(ANEW)
    draft = await scene.draft()
    assert (draft.step, draft.answers, draft.corrects) == (REVIEW, ANSWERS, None)
    assert (await scene.lead()).id != draft.id


async def test_it_is_sent_with_the_second_tap(scene: Scene) -> None:
    await scene.admit(sent(Status.CLOSED))
    await scene.play(ANEW)
    await scene.play(move(Move.CONFIRM, (await scene.draft()).revision))
    new, old = await scene.lead(), await scene.lead(1)
    assert (new.status, new.repeated, new.details) == (Status.NEW, True, old.details)
    assert old.status is Status.CLOSED


async def test_started_over_it_begins_with_nothing_in_it(scene: Scene) -> None:
    await scene.admit(sent(Status.CLOSED))
    await scene.play(ANEW)
    await scene.play(move(Move.START_OVER, (await scene.draft()).revision))
    assert ((await scene.draft()).step, (await scene.draft()).answers) == ("name", {})


async def test_of_an_application_past_its_retention_nothing_is_shown(scene: Scene) -> None:
    await scene.admit(sent(Status.CLOSED))
    scene.now = NOW + 400 * DAY
    assert heard(await scene.play(ANEW)) == [ASK["name"]]


async def test_what_is_known_of_a_field_that_is_newer_is_asked_for(scene: Scene) -> None:
    await scene.admit(Somebody(leads=(make_lead(Status.CLOSED, details={"name": ANSWERS["name"]}),)))
    await scene.play(ANEW)
    assert heard(await scene.play(move(Move.CONFIRM, (await scene.draft()).revision))) == [ASK["phone"]]


async def test_of_two_taps_the_second_is_led_to_the_draft_of_the_first(scene: Scene) -> None:
    await scene.admit(known())
    await scene.play(ANEW)
    begun = await scene.draft()
    assert heard(await scene.play(ANEW)) == [say("start.resume", progress=progress("name"))]
    assert await scene.draft() == begun


async def test_coming_back_closes_the_open_question(scene: Scene) -> None:
    await scene.admit(known(asking="forget"))
    decision = await scene.decide(typed("/start"))
    await scene.commit(decision)
    assert (await scene.person()).asking is None
    assert heard(await scene.play(typed("button.yes"))) == [
        say("fallback.chatter", where=say("help.not_begun").words, email=OPERATOR.email)
    ]


async def test_a_stranger_leaves_nothing_behind(scene: Scene) -> None:
    await scene.play(typed("/start"))
    for table in ("persons", "drafts", "consents", "ledger", "daily_counts"):
        assert await scene.count(table) == 0
