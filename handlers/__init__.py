"""What does a person do, and which conversation answers? Tables of routes say it, one a conversation."""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event
from bot.dialogue.routes import find, within
from bot.dialogue.turn import Routes, Turn
from bot.domain.standing import StandingUnknown
from handlers import repeated
from handlers.conditions import in_private
from handlers.person import (
    banned,
    cancel,
    consent,
    consents,
    fallback,
    forget,
    form,
    info,
    language,
    my_data,
    offers,
    reminder,
    send,
    start,
)
from handlers.staff import announce, ban, connect, export, group, lead, leads, staffroom, stats
from handlers.staff import card as staff
from handlers.staff.staffroom import Conversation

PRIVATE = (
    forget,
    consents,
    offers,
    my_data,
    info,
    language,
    cancel,
    banned,
    start,
    consent,
    send,
    reminder,
    form,
    fallback,
)
"""Destroying comes before everything, help and language work in every state, the fallback is always last."""

STAFF: tuple[Conversation, ...] = (staff, leads, lead, ban, stats, export, announce)
"""What members of the staff group do; their commands, and who may give them, stand in the modules."""

MEMBERS_MAY = tuple(name for conversation in STAFF for name in conversation.MEMBERS_MAY)
ADMINISTRATORS_MAY = tuple(name for conversation in STAFF for name in conversation.ADMINISTRATORS_MAY)


def assemble_routes() -> Routes:
    """Every row, in the order in which they are asked: what is repeated, the bot's coming and going, people, staff."""
    people = within(in_private, *(conversation.routes() for conversation in PRIVATE))
    return (*repeated.routes(), *group.routes(), *people, *connect.routes(), *staffroom.routes(STAFF))


ROUTES = assemble_routes()


async def decide(event: Event, turn: Turn) -> Decision:
    """What the first row that fits says. Said where nobody listens, as in somebody else's group: silence."""
    try:
        route = await find(ROUTES, event, turn)
        return SILENCE if route is None else await route.answer(event, turn)
    except StandingUnknown as unknown:
        return staffroom.admit_ignorance(event, turn, unknown.doubt)
