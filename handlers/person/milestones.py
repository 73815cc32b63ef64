"""A person chooses what they are told of the way of their application."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.milestone_presses import MilestonePress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.milestones import Milestone
from bot.domain.newer import or_else
from bot.views import keyboards
from bot.views.milestones import switches, switches_card
from handlers.conditions import has_not_agreed, pressed, said
from handlers.person.consents import find_no_consent, press_after_the_end
from storage import muted_milestones, persons


def routes() -> Routes:
    return (
        Route(press_after_the_end, pressed(MilestonePress), has_not_agreed),
        Route(find_no_consent, said(Word.MILESTONES), has_not_agreed),
        Route(show_switches, said(Word.MILESTONES)),
        Route(show_switches, pressed(MilestonePress, milestone="")),
        Route(switch, pressed(MilestonePress)),
    )


async def show_switches(event: Event, turn: Turn) -> Decision:
    muted = await muted_milestones.of_person(turn.store.engine, turn.visitor.pseudonym)
    shown = switches(turn.text, muted, keyboards.registered_at(turn))
    return Decision([Say(switches_card(turn.text, muted), shown)])


async def switch(event: Event, turn: Turn) -> Decision:
    """A setting, no consent: what the person agreed to covers these messages (docs/decisions/milestones.md)."""
    press, who = event.pressed(MilestonePress), turn.visitor.pseudonym
    milestone = or_else(Milestone, press.milestone, None)
    if milestone is None or press.since != keyboards.registered_at(turn):
        return Decision([Popup(turn.text("consents.old"), alert=True)])
    muted = {*await muted_milestones.of_person(turn.store.engine, who)}
    if press.wants:
        muted.discard(milestone)
        change = muted_milestones.unmute(who, milestone)
    else:
        muted.add(milestone)
        change = muted_milestones.mute(who, milestone, turn.now)
    shown = switches(turn.text, muted, keyboards.registered_at(turn))
    done = turn.text("milestone.on" if press.wants else "milestone.off")
    return Decision([Popup(done), Rewrite(switches_card(turn.text, muted), shown)], [persons.still_here(who), change])
