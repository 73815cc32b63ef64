"""An announcement as recipients see it, and its preview and progress as staff see them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import AnnouncementPress, StopOffersPress
from bot.domain.announcement import Announcement, State, languages_for
from bot.domain.policy import Operator
from bot.i18n import MASTER, Markup, Text, Words
from bot.views.keyboards import rows

SEND, CANCEL, STOP = "send", "cancel", "stop"


def letter(words: Words, language: str, texts: Mapping[str, str], operator: Operator) -> str:
    """What a reader of `language` gets. `texts` are plain text by language; each is marked as advertising and names the
    sender in its own language (law 18-VIII of 2023)."""
    marked = [_mark(words.text_in(one), texts[one], operator) for one in languages_for(language, texts, MASTER)]
    return words.text_in(language)("announce.letter", advertisement=Markup("\n\n".join(marked)))


def unsubscribe_button(text: Text) -> Inline:
    return rows([Button(text("button.offer_stop"), StopOffersPress())])


def progress(text: Text, one: Announcement, morning: str | None = None) -> str:
    """The progress. `morning` is when sending continues, if it waits for the end of the quiet hours.

    Recipients erased meanwhile are known only as a difference of counts; at the end they count as skipped.
    """
    left = max(one.total - one.sent - one.skipped - one.blocked, 0)
    gone = left if one.state is State.DONE else 0
    if morning and is_running(one):
        return text("announce.waiting", until=morning, total=one.total, sent=one.sent, left=left)
    return text(
        f"announce.{one.state.value}",
        total=one.total,
        sent=one.sent,
        skipped=one.skipped + gone,
        blocked=one.blocked,
        left=left - gone,
    )


def stop_button(text: Text, one: Announcement) -> Inline | None:
    """The button under the progress; None when nothing is being sent."""
    return rows([Button(text("announce.button.stop"), _press(STOP, one.id), "danger")]) if is_running(one) else None


def confirmation(text: Text, announcement: bytes) -> Inline:
    send = Button(text("announce.button.send"), _press(SEND, announcement), "success")
    return rows([send], [Button(text("announce.button.cancel"), _press(CANCEL, announcement))])


def is_running(one: Announcement) -> bool:
    return one.state is State.SENDING


def _mark(text: Text, body: str, operator: Operator) -> str:
    return text("announce.marked", operator=operator.name or text("operator.name"), body=body)


def _press(action: str, announcement: bytes) -> AnnouncementPress:
    return AnnouncementPress(action=action, announcement=announcement.hex())
