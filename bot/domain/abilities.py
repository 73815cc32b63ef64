"""What a channel can do, as its adapter declares it."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.time import NO_TIME, Span


@frozen
class Abilities:
    """Lengths are UTF-16 units without markup.

    `can_edit` concerns the bot's own messages, `can_delete` also those of the person. `clears_both_sides`: deleting
    the chat deletes it for both sides.
    """

    can_edit: bool
    can_delete: bool
    clears_both_sides: bool
    longest_text: int
    longest_caption: int
    longest_notice: int  # the answer to a press
    deletable_for: Span | None = None  # since it was sent; None: without an end
    dice_stand_for: Span = NO_TIME  # a dice cannot be deleted so long after it was sent
    settled_after: Span = NO_TIME  # an edit without an answer takes effect within this span, or never

    def deletes_at(self, age: Span) -> bool:
        """Whether a message of this age can be deleted."""
        return self.can_delete and (self.deletable_for is None or age < self.deletable_for)
