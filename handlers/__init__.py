"""All routes of the bot, and the decision about one event.

Each conversation is a module with a table of routes: what the event must be like, and the handler that decides then.
"""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event
from bot.dialogue.routes import find, within
from bot.dialogue.turn import Routes, Turn
from bot.domain.standing import StandingUnknown
from handlers import bot_membership, repeated
from handlers.candidates import Candidates
from handlers.conditions import in_private
from handlers.person import (
    banned,
    blocked,
    cancel,
    consent,
    consents,
    correction,
    fallback,
    feedback,
    feedback_words,
    forget,
    form,
    info,
    language,
    milestones,
    my_data,
    receipts,
    reminder,
    send,
    start,
    unsubscribe,
)
from handlers.staff import (
    announce,
    ban,
    card,
    colleague_privacy,
    connect,
    export,
    note,
    open_leads,
    permissions,
    request_card,
    stats,
)

PRIVATE = (
    forget,
    consents,
    receipts,
    unsubscribe,
    feedback,
    milestones,
    my_data,
    info,
    language,
    blocked,
    correction,
    cancel,
    banned,
    start,
    consent,
    send,
    reminder,
    form,
    feedback_words,
    fallback,
)
"""Erasure comes first, help and language work in every state, the fallback is always last."""

STAFF = (card, open_leads, request_card, note, colleague_privacy, ban, stats, export, announce)


def assemble_routes() -> Routes:
    """Every route, in the order in which they are tried."""
    people = within(in_private, *(conversation.routes() for conversation in PRIVATE))
    staff = permissions.routes(staff_routes())
    return (*repeated.routes(), *bot_membership.routes(), *people, *connect.routes(), *staff)


def staff_routes() -> Routes:
    return tuple(route for conversation in STAFF for route in conversation.routes())


ROUTES = assemble_routes()
CANDIDATES = Candidates(ROUTES)
ADMINISTRATORS_MAY = tuple(permissions.administrators_commands_of(staff_routes()))
MEMBERS_MAY = tuple(name for name in permissions.commands_of(staff_routes()) if name not in ADMINISTRATORS_MAY)
"""The commands of the staff group, for its administrators only and for all members."""


async def decide(event: Event, turn: Turn) -> Decision:
    """The decision of the first route that fits; silence if none does, as in a group that is not the staff group."""
    try:
        route = await find(CANDIDATES.of(event, turn), event, turn)
        return SILENCE if route is None else await route.answer(event, turn)
    except StandingUnknown as unknown:
        return permissions.refuse_unknown(event, turn, unknown.doubt)
