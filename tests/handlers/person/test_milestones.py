"""A person chooses what they are told of the way of their application."""

from __future__ import annotations

from typing import Any

from bot.dialogue.decision import Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.milestone_presses import MilestonePress
from bot.domain.milestones import Milestone
from bot.domain.time import EPOCH
from bot.views.milestones import switches_card
from storage import muted_milestones
from tests.handlers.cases import Case, Line, each, heard, popup, say, typed
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, at, sent
from tests.handlers.turns import NOW, SAY, make_press

OLD, NOTHING = popup("consents.old"), popup("consents.nothing")
SHOWN = Line(Say, switches_card(SAY, ()))
ALL_ON = Line(Rewrite, SHOWN.words)
NO_TAKES = Line(Rewrite, switches_card(SAY, [Milestone.TAKEN]))


def choose(milestone: str, *, wants: bool = False, **more: Any) -> Event:
    return make_press(MilestonePress(milestone=milestone, wants=wants, **{"since": SINCE, **more}))


CASES = [
    Case("milestones.show_switches", choose("", wants=True), [SHOWN], [], sent()),
    Case("milestones.show_switches", typed("button.milestones"), [SHOWN], [], sent()),
    Case("milestones.show_switches", typed("button.milestones"), [SHOWN], [], at("phone")),
    Case(
        "milestones.switch",
        choose("taken"),
        [popup("milestone.off"), NO_TAKES],
        ["UPDATE persons", "INSERT INTO muted_milestones"],
        sent(),
    ),
    Case(
        "milestones.switch",
        choose("closed", wants=True),
        [popup("milestone.on"), ALL_ON],
        ["UPDATE persons", "DELETE FROM muted_milestones"],
        sent(),
    ),
    # Not a button that the bot offers now
    Case("milestones.switch", choose("sung"), [OLD], [], sent()),
    Case("milestones.switch", choose("taken", since=EPOCH), [OLD], [], sent()),
    Case("consents.press_after_the_end", choose("taken"), [NOTHING]),
    Case("consents.press_after_the_end", choose(""), [NOTHING]),
    Case("consents.find_no_consent", typed("button.milestones"), [say("consents.nothing")]),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_each_is_switched_by_itself_and_a_second_tap_changes_nothing(scene: Scene) -> None:
    await scene.admit(sent())
    who = (await scene.visitor()).pseudonym
    for _ in range(2):
        await scene.play(choose("closed"))
        assert await muted_milestones.of_person(scene.store.engine, who) == {Milestone.CLOSED: NOW}
    assert heard(await scene.play(choose("closed", wants=True)))[0] == popup("milestone.on")
    assert await muted_milestones.of_person(scene.store.engine, who) == {}
