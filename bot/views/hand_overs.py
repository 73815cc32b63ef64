"""Says in the receipt of an erasure who had received the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.disclosure import HandOver, Recipient
from bot.domain.time import Moment
from bot.i18n import Markup, Text

MOST_NAMED = 12  # lines of up to 150 characters: with the rest of the receipt they fit one message (4,096, Bot API)


def describe(text: Text, handed: Sequence[HandOver], date: Callable[[Moment], str]) -> list[str]:
    """Parts of the receipt: day and recipient of each, the newest first, and what becomes of the files. Empty if there
    was none."""
    if not handed:
        return []
    lines = [text("erased.handed_line", date=date(one.at), recipient=Markup(_recipient(text, one))) for one in handed]
    if len(lines) > MOST_NAMED:
        more = text("erased.handed_more", date=date(handed[-1].at), number=len(lines) - MOST_NAMED)
        lines[MOST_NAMED:] = [more]
    kinds = {one.to for one in handed}
    ends = [text("erased.handed_state")] if Recipient.STATE in kinds else []
    asked = [text("erased.handed_staff")] if kinds - {Recipient.STATE} else []
    return [text("erased.handed", lines=Markup("\n".join(lines))), " ".join([*asked, *ends])]


def _recipient(text: Text, one: HandOver) -> str:
    """As staff named them, with their kind; only the kind if the name is lost with its key."""
    kind = text(f"recipient.{one.to.value}")
    return text("erased.handed_named", recipient=one.recipient, kind=kind) if one.recipient else kind
