"""What Telegram can do."""

from __future__ import annotations

from bot.channels.telegram.message_locks import LATE_EFFECT_SECONDS
from bot.domain.abilities import Abilities
from bot.domain.time import HOUR, Span

TELEGRAM = Abilities(
    can_edit=True,
    can_delete=True,
    clears_both_sides=True,
    longest_text=4096,  # Bot API, sendMessage
    longest_caption=1024,  # Bot API, sendDocument
    longest_notice=200,  # Bot API, answerCallbackQuery
    deletable_for=48 * HOUR,  # Bot API, deleteMessage (docs/facts/telegram.md 1.1)
    dice_stand_for=24 * HOUR,  # in a private chat nobody's bot can delete a younger one (the same)
    settled_after=Span(LATE_EFFECT_SECONDS * 1000),
)
