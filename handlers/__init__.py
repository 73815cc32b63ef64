"""What does a person do, and which conversation answers? One router a conversation, in the order they are asked."""

from __future__ import annotations

from aiogram import Dispatcher, Router

from handlers import (
    announce,
    ban,
    banned,
    cancel,
    connect,
    consent,
    consents,
    export,
    fallback,
    forget,
    form,
    group,
    info,
    language,
    lead,
    leads,
    my_data,
    offers,
    reminder,
    send,
    staff,
    staffroom,
    start,
    stats,
)
from handlers.filters import InPrivate
from handlers.staffroom import Conversation

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


def build_dispatcher() -> Dispatcher:
    """aiogram's own state is off: the draft's step is the state, and the library would keep a record of everybody."""
    dispatcher = Dispatcher(disable_fsm=True)
    private = Router(name="private")
    for observer in (private.message, private.edited_message, private.callback_query):
        observer.filter(InPrivate())
    private.include_routers(*(module.build() for module in PRIVATE))
    dispatcher.include_routers(private, connect.build(), staffroom.build(STAFF), group.build())
    return dispatcher
