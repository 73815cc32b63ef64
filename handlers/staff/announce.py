"""An administrator previews an announcement to everybody who agreed to offers, confirms it, and can stop it."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Reply, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import AnnouncementPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.announcement import MAX_TEXT_LENGTH, PREVIEW_VALID_FOR, Announcement, State, languages_for, split_texts
from bot.domain.facts import Fact
from bot.i18n import MASTER, Markup
from bot.views import announcement
from handlers.conditions import command, is_administrator, pressed
from handlers.staff.permissions import refuse_member
from storage import announcements, outbox
from storage.statements import Statement


def routes() -> Routes:
    return (
        Route(show_preview, command("announce"), is_administrator),
        Route(refuse_member, command("announce")),
        Route(press_announcement, pressed(AnnouncementPress), is_administrator),
        Route(refuse_member, pressed(AnnouncementPress)),
    )


async def show_preview(event: Event, turn: Turn) -> Decision:
    """Show each text exactly as it will be sent, and the number of recipients."""
    texts = split_texts(_typed(event), _names(turn), MASTER)
    problem = _problem(turn, texts)
    if problem:
        return Decision([Say(problem, answering=event.message_id)])
    readers = await announcements.readers(turn.store.engine, _version(turn))
    if not readers:
        return Decision([Say(turn.text("announce.nobody"), answering=event.message_id)])
    made = turn.entropy(8)
    letters: list[Reply] = [
        Say(announcement.letter(turn.words, language, texts, turn.installation.operator)) for language in texts
    ]
    summary = turn.text(
        "announce.preview", lines=Markup("\n".join(_lines(turn, texts, readers))), total=sum(readers.values())
    )
    asked = Say(summary, announcement.confirmation(turn.text, made))
    return Decision([*letters, asked], [announcements.preview(made, texts, _version(turn), turn.now)])


async def press_announcement(event: Event, turn: Turn) -> Decision:
    press = event.pressed(AnnouncementPress)
    one = await announcements.load(turn.store.engine, press.announcement_id)
    match press.action, one:
        case announcement.SEND, Announcement(state=State.PREVIEW) if turn.now - one.made_at < PREVIEW_VALID_FOR:
            return _send(event, turn, one)
        case announcement.CANCEL, Announcement(state=State.PREVIEW):
            return Decision([Rewrite(turn.text("announce.cancelled"))], [announcements.discard(one.id)])
        case announcement.STOP, Announcement(state=State.SENDING):
            changes = [*announcements.end(one.id, State.STOPPED), _tell_progress(turn, one)]
            return Decision([Popup(turn.text("announce.stopping"))], changes)
    return Decision([Popup(turn.text("announce.old"), alert=True)])


def _send(event: Event, turn: Turn, one: Announcement) -> Decision:
    """The message with the preview will show the progress."""
    if event.pressed_message is None:
        return Decision([Popup(turn.text("announce.old"), alert=True)])
    confirmed = announcements.confirm(one.id, _version(turn), event.where.chat_id, event.pressed_message)
    told = outbox.tell(one.id.hex(), Fact.ANNOUNCEMENT, one.id, turn.now)
    return Decision([Popup(turn.text("announce.begun"))], [*confirmed, told, _tell_progress(turn, one)])


def _tell_progress(turn: Turn, one: Announcement) -> Statement:
    return outbox.tell(outbox.STAFF, Fact.PROGRESS, one.id, turn.now)


def _typed(event: Event) -> str:
    """The text behind the command, or the message the command replies to, unless the bot sent that message: it may be
    the card of a lead."""
    answered = event.reply_to
    return event.args or (answered.text if answered and answered.is_ours is False else "")


def _problem(turn: Turn, texts: dict[str, str]) -> str:
    if not texts:
        return turn.text("announce.how")
    if MASTER not in texts:
        return turn.text("announce.no_master")
    if any(len(text.encode("utf-16-le")) // 2 > MAX_TEXT_LENGTH for text in texts.values()):
        return turn.text("announce.too_long", longest=MAX_TEXT_LENGTH)
    return ""


def _lines(turn: Turn, texts: dict[str, str], readers: dict[str, int]) -> list[str]:
    """For each language the number of recipients, and the languages of the texts they get."""
    lines = []
    for language in sorted({*readers, *texts}, key=lambda one: -readers.get(one, 0)):
        given = languages_for(language, texts, MASTER)
        lines.append(
            turn.text(
                "announce.line",
                language=_name(turn, language),
                count_of=readers.get(language, 0),
                given=", ".join(_name(turn, one) for one in given),
            )
        )
    return lines


def _names(turn: Turn) -> dict[str, str]:
    """Finds a language by its code or by its own name, in lower case."""
    known = {language.casefold(): language for language in turn.words.languages}
    return known | {_name(turn, language).casefold(): language for language in turn.words.languages}


def _name(turn: Turn, language: str) -> str:
    return turn.words.text_in(language)("language.name") if language in turn.words.languages else language


def _version(turn: Turn) -> str:
    return turn.installation.policy.version
