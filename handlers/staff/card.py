"""A colleague works on a lead with the buttons of its card. The stored lead decides what a button may do."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import Decision, Popup, Rewrite, SetButtons, ShowContacts
from bot.dialogue.event import Event, Sender
from bot.dialogue.presses import CardPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.facts import Fact
from bot.domain.lead import (
    RIGHTS,
    Action,
    Colleague,
    Lead,
    LeadStep,
    Outcome,
    Right,
    StaffCard,
    Status,
    can,
    is_worked_on,
    move,
)
from bot.domain.readable import readable
from bot.domain.time import EPOCH, MINUTE
from bot.views import card
from handlers import funnel_counts
from handlers.conditions import pressed
from handlers.staff import milestones
from storage import access_log, cards, consents, lead_history, leads, outbox, persons
from storage.outbox import Urgency
from storage.statements import Statement

ASKS = {card.OUTCOMES: Action.CLOSE, card.ASK_TO_REOPEN: Action.REOPEN}
"""Buttons that ask a question before they act."""
TRY_AGAIN_AFTER = MINUTE  # a second press within it is a double tap, and no second call
SHOWS_CONTACTS = (Action.TAKE, Action.TAKE_OVER)
"""After these the contacts are shown to a colleague who had no need of them before."""


def routes() -> Routes:
    return (Route(press_card, pressed(CardPress)),)


async def press_card(event: Event, turn: Turn) -> Decision:
    press = event.pressed(CardPress)
    lead = await leads.load(turn.store.engine, turn.store.vault, press.lead_id)
    if lead is None or await persons.is_erasing(turn.store.engine, lead.person):
        return _popup(turn, "staff.no_lead")
    if await persons.is_blocked(turn.store.engine, lead.person):
        return _popup(turn, "staff.disputed")
    stands = await cards.load(turn.store.engine, lead.id)
    if stands and event.pressed_message not in (None, stands.message_id):
        return Decision([Popup(turn.text("staff.other_card"), alert=True), Rewrite(turn.text("card.doubled"))])
    if press.action == card.NEVER_MIND:
        kind = turn.installation.staff_card
        return Decision([SetButtons(card.buttons(turn.text, lead, kind), card=lead.id)])
    if press.action == card.SHOW:
        return _show_again(event, turn, lead)
    return await _act(event, turn, press, lead)


async def _act(event: Event, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    asked = ASKS.get(press.action)
    action = asked or (Action(press.action) if press.action in set(Action) else None)
    closes_somehow = action is Action.CLOSE and not asked and press.outcome not in set(Outcome)
    if action is None or closes_somehow:
        return _popup(turn, "old_button")
    who = colleague(turn, event.who)
    if not can(lead, action) or not await _may(turn, lead, action, who):
        return _refuse(turn, lead, action, who)
    if action is Action.NO_ANSWER and turn.now - lead.tried_at < TRY_AGAIN_AFTER:
        return Decision([Popup(turn.text("staff.done.no_answer", reference=lead.reference))])
    if asked:
        choices = card.outcomes if asked is Action.CLOSE else card.sure_to_reopen
        return Decision([SetButtons(choices(turn.text, lead), card=lead.id)])
    return await _move(turn, lead, action, who, Outcome(press.outcome) if action is Action.CLOSE else None)


async def _may(turn: Turn, lead: Lead, action: Action, who: Colleague) -> bool:
    owns = lead.owner == who.pseudonym
    match RIGHTS[action]:
        case Right.ANYBODY:
            return True
        case Right.ANOTHER:
            return not owns
        case Right.OWNER:
            return owns
        case Right.OWNER_OR_ADMINISTRATOR:
            return owns or (turn.staff is not None and await turn.staff.is_administrator())


async def _move(turn: Turn, lead: Lead, action: Action, who: Colleague, outcome: Outcome | None) -> Decision:
    """The change is conditional: of several simultaneous presses one wins, and the others are decided again."""
    seal = await turn.store.vault.seal_of(lead.person)
    ends = await leads.ends_of(turn.store.engine, lead.person)
    if seal is None or ends.get(lead.id, EPOCH) <= turn.now:
        return _popup(turn, "staff.no_lead")  # its retention is over, and the next sweep erases it
    after = move(lead, action, who, turn.now, outcome)
    promised = await consents.promised(turn.store.engine, lead.person)
    due = turn.installation.schedule.of_lead(after.status, after.outcome, after.changed_at, promised)
    if action is Action.NO_ANSWER:
        due = replace(due, nudge_at=turn.installation.schedule.retry_at(after.tried_at))
    step = LeadStep(lead.id, turn.now, action, who.name, outcome, who=who.pseudonym.hex())
    done = turn.text(f"staff.done.{action.value}", reference=lead.reference)
    shows = turn.installation.staff_card is StaffCard.PRIVATE and action in SHOWS_CONTACTS
    return Decision(
        [_show_contacts(turn, lead, done) if shows else Popup(done)],
        [
            leads.move(seal, lead, after, due),
            lead_history.add(turn.make_id(16), seal, lead, step),
            *_note(lead, action, who, turn),
            outbox.tell(outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.PRESS),
            *await milestones.tell(turn, seal, action, after),
            *funnel_counts.count_move(turn, lead, after),
        ],
    )


def _note(lead: Lead, action: Action, who: Colleague, turn: Turn) -> list[Statement]:
    """Who works on leads has a number; who makes the card show contacts stands in the log of accesses."""
    if action in SHOWS_CONTACTS:
        return access_log.note(lead.id, who.pseudonym, action, turn.now)
    return [access_log.meet(who.pseudonym, turn.now)]


def _show_again(event: Event, turn: Turn, lead: Lead) -> Decision:
    """With STAFF_CARD=private: the owner alone sees the contacts, in another message than before."""
    who = colleague(turn, event.who)
    if turn.installation.staff_card is not StaffCard.PRIVATE:
        return _popup(turn, "old_button")
    if not is_worked_on(lead) or lead.owner != who.pseudonym:
        return _refuse(turn, lead, Action.CONTACT, who)
    noted = access_log.note(lead.id, who.pseudonym, card.SHOW, turn.now)
    return Decision([_show_contacts(turn, lead, turn.text("contacts.done"))], noted)


def _show_contacts(turn: Turn, lead: Lead, done: str) -> ShowContacts:
    stub = turn.text("contacts.stub", reference=lead.reference)
    return ShowContacts(lead.id, stub, done, turn.text("contacts.how", button=turn.text("button.show_contacts")))


def _refuse(turn: Turn, lead: Lead, action: Action, who: Colleague) -> Decision:
    """Says why the button may not act: the state of the lead, and who owns it."""
    if lead.status is Status.CLOSED:
        key = "staff.closed_by"
    elif lead.status is Status.NEW:
        key = "staff.open_already" if action is Action.REOPEN else "staff.not_taken"
    else:
        key = "staff.yours" if lead.owner == who.pseudonym else "staff.taken_by"
    return Decision([Popup(turn.text(key, owner=lead.owner_name or "", reference=lead.reference), alert=True)])


def colleague(turn: Turn, user: Sender) -> Colleague:
    """A member of the staff group; without a readable first name they are called a colleague."""
    name = readable(user.first_name) or turn.text("staff.nameless")
    return Colleague(turn.store.vault.pseudonym(user.address), name, user.address.id)


def _popup(turn: Turn, key: str) -> Decision:
    return Decision([Popup(turn.text(key), alert=True)])
