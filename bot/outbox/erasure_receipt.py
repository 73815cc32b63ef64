"""What is a person told when everything about them is destroyed?"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.erasure import Place, Reason, Result
from bot.i18n import Text
from storage.erasures import Erasure

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
    *,
    came_back: bool,
    stuck: int = 0,
    dice: int = 0,
) -> str:
    """What was destroyed, what could not be, and what the person can do about it. It holds no personal data.

    `stuck`: how many messages of the bot's own still show something; `dice`: how many of the person's are too young.
    """
    parts = [text(HEADS[erasure.reason]), text("erased.reference", reference=erasure.reference, time=at)]
    if came_back:
        parts.append(text("erased.earlier"))
    if (Place.STAFF, None) in results:
        parts.append(text("erased.card_pending"))
    if any(place is Place.STAFF and result is Result.UNREACHABLE for place, result in results):
        parts.append(text("erased.card_unreachable"))
    if left := results.get((Place.PRIVATE, Result.UNREACHABLE), 0) - stuck - dice:
        parts.append(text("erased.left", count=left))
    if dice:
        parts.append(text("erased.dice", number=dice))
    if stuck:
        parts.append(text("erased.stuck", count=stuck))
    return "\n\n".join([*parts, text("erased.clear_chat"), remains])
