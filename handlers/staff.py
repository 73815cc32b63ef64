"""A colleague takes a lead, contacts the person, closes it. The database decides, never the button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.domain.lead import TRANSITIONS, Action, Lead, Outcome, Status
from handlers import card, tally
from handlers.callbacks import CardPress
from handlers.decision import Decision, Popup, Rearm, Rewrite
from handlers.turn import Turn
from storage import cards, leads, outbox, persons
from storage.outbox import Fact, Urgency
from storage.vault import Seal

MEMBERS_MAY: tuple[str, ...] = ()
ADMINISTRATORS_MAY: tuple[str, ...] = ()
Act = Callable[[CallbackQuery, Turn, CardPress, Lead], Awaitable[Decision]]


def build() -> Router:
    router = Router(name="staff")
    router.callback_query.register(press_card, CardPress.filter())
    return router


async def press_card(query: CallbackQuery, turn: Turn, callback_data: CardPress) -> Decision:
    """On which card; then what the button says."""
    lead = await leads.load(turn.store.engine, turn.store.vault, _lead_id(callback_data))
    if lead is None or await persons.is_blocked(turn.store.engine, lead.person):
        return _popup(turn, "staff.no_lead")
    stands = await cards.load(turn.store.engine, lead.id)
    if stands and query.message and query.message.message_id != stands.message_id:
        return Decision([Popup(turn.text("staff.other_card"), alert=True), Rewrite(turn.text("card.doubled"))])
    return await ACTS.get(callback_data.action, _do_nothing)(query, turn, callback_data, lead)


async def take(query: CallbackQuery, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    if lead.status is not Status.NEW:
        return _busy(turn, lead)
    name = query.from_user.first_name
    owned = replace(lead, owner=_pseudonym(query, turn), owner_name=name)
    return await _move(turn, owned, lead, Action.TAKE, "staff.taken")


async def contact(query: CallbackQuery, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    return await _by_owner(query, turn, lead, lead, Action.CONTACT, "staff.contacted")


async def close(query: CallbackQuery, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    if press.outcome not in set(Outcome):
        return _popup(turn, "old_button")
    closed = replace(lead, outcome=Outcome(press.outcome))
    return await _by_owner(query, turn, closed, lead, Action.CLOSE, "staff.closed")


async def choose_outcome(query: CallbackQuery, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    if lead.owner != _pseudonym(query, turn) or (lead.status, Action.CLOSE) not in TRANSITIONS:
        return _busy(turn, lead)
    return Decision([Rearm(card.outcomes(turn.text, lead))])


async def keep_open(query: CallbackQuery, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    return Decision([Rearm(card.buttons(turn.text, lead))])


ACTS: dict[str, Act] = {
    Action.TAKE: take,
    Action.CONTACT: contact,
    Action.CLOSE: close,
    card.OUTCOMES: choose_outcome,
    card.KEEP_OPEN: keep_open,
}


async def _do_nothing(query: CallbackQuery, turn: Turn, press: CardPress, lead: Lead) -> Decision:
    return _popup(turn, "old_button")


async def _by_owner(query: CallbackQuery, turn: Turn, changed: Lead, lead: Lead, action: Action, said: str) -> Decision:
    if lead.owner != _pseudonym(query, turn) or (lead.status, action) not in TRANSITIONS:
        return _busy(turn, lead)
    return await _move(turn, changed, lead, action, said)


async def _move(turn: Turn, changed: Lead, lead: Lead, action: Action, said: str) -> Decision:
    """A conditional change: of many who press at once, one wins and the others decide again on what is true then."""
    status = TRANSITIONS[lead.status, action]
    after = replace(changed, status=status, changed_at=turn.now)
    seal: Seal | None = await turn.store.vault.seal_of(lead.person)
    if seal is None:
        return _popup(turn, "staff.no_lead")
    return Decision(
        [Popup(turn.text(said, reference=lead.reference))],
        [
            leads.move(seal, lead, after, turn.retention.end_of_lead(status, turn.now)),
            outbox.tell(turn.order, outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.PRESS),
            *tally.move(turn, lead, after),
        ],
    )


def _busy(turn: Turn, lead: Lead) -> Decision:
    """Somebody else has it, or it is closed: say who."""
    key = "staff.closed_by" if lead.status is Status.CLOSED else "staff.taken_by" if lead.owner else "staff.not_taken"
    return Decision([Popup(turn.text(key, owner=lead.owner_name or "", reference=lead.reference), alert=True)])


def _popup(turn: Turn, key: str) -> Decision:
    return Decision([Popup(turn.text(key), alert=True)])


def _lead_id(press: CardPress) -> bytes:
    """A button's data can be forged: what is no id names no lead."""
    try:
        return bytes.fromhex(press.lead)
    except ValueError:
        return b""


def _pseudonym(query: CallbackQuery, turn: Turn) -> bytes:
    return turn.store.vault.pseudonym(query.from_user.id)
