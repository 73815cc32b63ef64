"""Composes the receipt of an erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.abilities import Abilities
from bot.domain.erasure import Erasure, Place, Reason, Result
from bot.domain.retention import KeyCopies
from bot.domain.time import HOUR
from bot.i18n import Text, exact_duration

HEADS = {
    Reason.WISH: "erased.wish",
    Reason.CANCELLED: "erased.cancelled",
    Reason.EXPIRED: "erased.expired",
    Reason.UNFINISHED: "erased.unfinished",
}


def compose(
    text: Text,
    erasure: Erasure,
    at: str,
    results: Mapping[tuple[Place, Result | None], int],
    remains: str,
    can: Abilities,
    *,
    came_back: bool,
    stuck: int = 0,
    dice: int = 0,
    handed: Sequence[str] = (),
) -> str:
    """What was destroyed, what was not, and what the person can do about that. It holds no data of the person.

    `at` is the wall-clock time. `stuck` counts messages of the bot that still show data, `dice` the dice of the person
    that are too young to be deleted. `handed` says who had received the data.
    """
    parts = [text(HEADS[erasure.reason]), text("erased.reference", reference=erasure.reference, time=at), *handed]
    if came_back:
        parts.append(text("erased.earlier"))
    if (Place.STAFF, None) in results:
        parts.append(text("erased.card_pending"))
    if any(place is Place.STAFF and result is Result.UNREACHABLE for place, result in results):
        parts.append(text("erased.card_unreachable"))
    parts += _shown_to_one(text, results)
    if (Place.STAFF, Result.REWRITTEN) in results:
        parts.append(text("erased.number"))
    if left := results.get((Place.PRIVATE, Result.UNREACHABLE), 0) - stuck - dice:
        parts.append(_left(text, left, can))
    if dice:
        parts.append(text("erased.dice", number=dice))
    if stuck:
        parts.append(text("erased.stuck", count=stuck))
    parts.append(text("erased.unremembered_banned" if erasure.banned else "erased.unremembered"))
    parts.append(text("erased.clear_chat" if can.clears_both_sides else "erased.clear_own"))
    return "\n\n".join([*parts, remains])


def describe_copies(text: Text, copies: KeyCopies) -> str:
    """Where copies of the destroyed key stay, and for how long."""
    key = "erased.copies_on_server" if copies.on_server else "erased.copies"
    return text(key, keys=exact_duration(text, copies.kept_for))


def _shown_to_one(text: Text, results: Mapping[tuple[Place, Result | None], int]) -> list[str]:
    """What became of messages that a single colleague was shown: a deletion in the group may not reach their device."""
    found = {result for place, result in results if place in (Place.ASIDE, Place.COLLEAGUE)}
    said = [text("erased.contacts_pending")] if None in found else []
    if Result.UNREACHABLE in found:
        said.append(text("erased.contacts_unreachable"))
    if any(place is Place.ASIDE and result not in (None, Result.UNREACHABLE) for place, result in results):
        said.append(text("erased.contacts_aside"))
    return said


def _left(text: Text, count: int, can: Abilities) -> str:
    """How many messages of the person stay, and why."""
    if can.can_delete and can.deletable_for is not None:
        return text("erased.left", count=count, hours=can.deletable_for // HOUR)
    return text("erased.stays", count=count)
