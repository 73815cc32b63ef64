"""Examines whether every erasure is finished, and lists what the bot could not reach."""

from __future__ import annotations

from collections import Counter
from datetime import UTC

from bot.channels.telegram.links import link_to
from bot.domain.erasure import PERSONS_OWN, Stage
from bot.domain.time import DAY, Moment
from bot.domain.wall_clock import local
from bot.health.finding import Finding, ok, problem, warning
from storage import cards, disclosure_ends, disclosures, erasure_cards, erasure_ends, strays
from storage.erasure_ends import Unfinished
from storage.store import Store

NAME, EXPORTS = "erasures", "exports"
THEIRS = (
    "are older than 48 hours, or dice younger than 24 hours, and only they can delete them; their receipt says how, "
    "there is nothing for you to do"
)
AWAY = (
    "stay in the chat of somebody who had blocked the bot, or whose account is gone, until nothing could be deleted "
    "any more; no receipt could be given, there is nothing for you to do"
)
STUCK = "could be neither deleted nor emptied; the receipt asks for that, there is nothing for you to do"
OVERDUE_AFTER = DAY  # by then a passing obstacle, such as a reader of the keystore, is over


async def examine_erasures(store: Store, now: Moment) -> list[Finding]:
    unfinished = await erasure_ends.unfinished(store.engine)
    left = await _left(store) + await _standing(store) + await _overdue_files(store, now) + await _handed_out(store)
    return [_state(one, now) for one in unfinished] + left or [ok(NAME, "all are finished, everything was reached")]


def _state(one: Unfinished, now: Moment) -> Finding:
    if one.stage == Stage.INTENT and one.held_until > now:
        day = local(one.held_until, UTC).date()
        return ok(NAME, f"{one.reference} is on hold until {day}; nothing of it is used")
    if one.stage == Stage.INTENT:
        text = f"{one.reference} waits to be destroyed; start the bot, and end other programs that read the keystore"
        return problem(NAME, text) if now - one.requested_at > OVERDUE_AFTER else warning(NAME, text)
    if one.cards:
        return warning(
            NAME,
            f"{one.reference}: the data is destroyed, messages in the staff group that still show a lead: {one.cards}; "
            "start the bot, and if that is no help let it into the group again, or delete them there",
        )
    if one.out_of_reach:
        return warning(
            NAME,
            f"{one.reference}: the data is destroyed; the person has blocked the bot, or their account is gone, so "
            "their chat cannot be cleared and the receipt not given; the running bot tries every hour while anything "
            "can still be deleted, and at once when they come back; there is nothing for you to do",
        )
    return warning(NAME, f"{one.reference}: the data is destroyed, the person was not told yet; start the bot")


async def _left(store: Store) -> list[Finding]:
    """Messages in private chats that the bot can never reach, one finding for each erasure and kind."""
    own, stuck, away = Counter[str](), Counter[str](), Counter[str]()
    for one in await erasure_ends.left(store.engine):
        found = away if one.out_of_reach else own if one.kind in PERSONS_OWN else stuck
        found[one.reference] += one.number
    theirs = [
        warning(NAME, f"{erasure}: {number} messages of the person's own {THEIRS}") for erasure, number in own.items()
    ]
    ours = [
        warning(NAME, f"{erasure}: {number} messages of the bot to them {STUCK}") for erasure, number in stuck.items()
    ]
    shut = [warning(NAME, f"{erasure}: {number} messages {AWAY}") for erasure, number in away.items()]
    return theirs + ours + shut


async def _standing(store: Store) -> list[Finding]:
    """Cards that the bot could not take back so far: replaced by a newer card, or without an application."""
    earlier = {(chat, number): name for name, chat, number in await cards.still_open(store.engine)}
    others = {*await strays.waiting(store.engine), *await erasure_cards.load_all(store.engine)}
    found = {**dict.fromkeys(sorted(others), "no application"), **earlier}
    return [_delete_by_hand(name, chat, number) for (chat, number), name in found.items()]


def _delete_by_hand(name: str, chat: int, number: int) -> Finding:
    link = link_to(chat, number)
    text = f"{name}: delete this message in the group {chat} by hand: {number}"
    return problem(NAME, f"{text} ({link})" if link else text)


async def _overdue_files(store: Store, now: Moment) -> list[Finding]:
    overdue = await disclosure_ends.due_files(store.engine, now)
    known = [await disclosures.load(store.engine, store.vault, one) for one in overdue]
    return [
        problem(
            EXPORTS,
            f"the file of {one.reference} has reached its end: {store.folder / (one.path or one.file_name)}; "
            "start the bot, and if that is no help destroy it by hand",
        )
        for one in known
        if one
    ]


async def _handed_out(store: Store) -> list[Finding]:
    named = await erasure_ends.named_in_files(store.engine)
    return [
        warning(EXPORTS, f"{file} names erased people ({', '.join(applications)}): have them taken out of every copy")
        for file, applications in named.items()
    ]
