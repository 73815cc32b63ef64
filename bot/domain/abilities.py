"""What can a channel do? Its adapter says so; what follows for people is decided where it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.time import NO_TIME, Span


@dataclass(frozen=True, slots=True)
class Abilities:
    """Lengths are UTF-16 units without markup.

    `can_edit` is about the bot's own messages, `can_delete` about those of the person too. `clears_both_sides`: whoever
    deletes the chat deletes it for both.
    """

    can_edit: bool
    can_delete: bool
    clears_both_sides: bool
    longest_text: int
    longest_caption: int
    longest_notice: int  # of the answer to a press
    deletable_for: Span | None = None  # since it was sent; None: for good
    dice_stand_for: Span = NO_TIME  # since it was sent a message that is thrown cannot be deleted
    settled_after: Span = NO_TIME  # a change that was not answered will not take effect any more

    def deletes_at(self, age: Span) -> bool:
        """Whether a message so old can be deleted."""
        return self.can_delete and (self.deletable_for is None or age < self.deletable_for)
