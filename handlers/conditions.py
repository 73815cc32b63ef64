"""The conditions in the tables of routes: small predicates. Their docstrings appear in docs/routes.md."""

from __future__ import annotations

from bot.dialogue.event import ChatKind, Event, What
from bot.dialogue.press import Press
from bot.dialogue.presses import ConsentPress, FormPress
from bot.dialogue.turn import Turn
from bot.dialogue.wordbook import Word
from bot.domain.form import REVIEW
from bot.domain.frozen import frozen
from bot.domain.time import EPOCH

# What was done


def is_message(event: Event, turn: Turn) -> bool:
    """any message"""
    return event.is_message


def is_edit(event: Event, turn: Turn) -> bool:
    """an edit of an earlier message"""
    return event.what is What.EDIT


def is_press(event: Event, turn: Turn) -> bool:
    """any button"""
    return event.what is What.PRESS


def is_contact(event: Event, turn: Turn) -> bool:
    """a contact card"""
    return event.what is What.CONTACT


def is_text(event: Event, turn: Turn) -> bool:
    """text typed by the person: not a command, not forwarded"""
    return event.own_words is not None and not event.is_like_command


def names_language(event: Event, turn: Turn) -> bool:
    """the name of a language"""
    return turn.recognised.language is not None


def is_bot_added(event: Event, turn: Turn) -> bool:
    """the bot is added or unblocked"""
    return event.what is What.BOT_ADDED


def is_bot_added_or_removed(event: Event, turn: Turn) -> bool:
    """the bot is added, removed, blocked or unblocked"""
    return event.what is What.BOT_ADDED or event.what is What.BOT_REMOVED


def is_bot_removed(event: Event, turn: Turn) -> bool:
    """the bot is removed or blocked"""
    return event.what is What.BOT_REMOVED


@frozen
class Said:
    """The person typed the label of one of these buttons."""

    words: tuple[Word, ...]

    def __call__(self, event: Event, turn: Turn) -> bool:
        return turn.recognised.word in self.words


def said(*words: Word) -> Said:
    return Said(words)


@frozen
class Commanded:
    """One of these commands was given to this bot."""

    names: tuple[str, ...]

    def __call__(self, event: Event, turn: Turn) -> bool:
        return event.command is not None and event.command.name in self.names


def command(*names: str) -> Commanded:
    return Commanded(names)


@frozen
class Pressed:
    """A button of this kind with these values was pressed."""

    kind: type[Press]
    values: tuple[tuple[str, object], ...]

    def __call__(self, event: Event, turn: Turn) -> bool:
        press = event.tap.press if event.tap else None
        return isinstance(press, self.kind) and all(getattr(press, name) == value for name, value in self.values)


def pressed(kind: type[Press], **values: object) -> Pressed:
    return Pressed(kind, tuple(values.items()))


# Where


def in_private(event: Event, turn: Turn) -> bool:
    """in the chat with the bot"""
    return event.where.kind is ChatKind.PRIVATE


def in_group(event: Event, turn: Turn) -> bool:
    """in a group"""
    return event.where.kind is ChatKind.GROUP or event.where.kind is ChatKind.BASIC_GROUP


def in_staff_group(event: Event, turn: Turn) -> bool:
    """in the staff group"""
    return turn.staff is not None


# By whom


def is_repeated(event: Event, turn: Turn) -> bool:
    """the update was already handled, in a process that died"""
    return turn.is_repeated


def is_forwarded(event: Event, turn: Turn) -> bool:
    """forwarded"""
    return event.is_forwarded


def is_anonymous(event: Event, turn: Turn) -> bool:
    """sent in the name of a group or channel"""
    return event.is_anonymous


async def is_stranger(event: Event, turn: Turn) -> bool:
    """the sender is not a member of the staff group"""
    return turn.staff is None or not await turn.staff.is_member()


async def is_administrator(event: Event, turn: Turn) -> bool:
    """the sender is the owner or an administrator of the staff group"""
    return turn.staff is not None and await turn.staff.is_administrator()


# What is known of the person


def has_draft(event: Event, turn: Turn) -> bool:
    """there is a draft"""
    return turn.visitor.draft is not None


def has_open_application(event: Event, turn: Turn) -> bool:
    """there is an application that is not closed, and no draft"""
    return turn.visitor.draft is None and turn.open_lead is not None


def is_correcting(event: Event, turn: Turn) -> bool:
    """the draft corrects an application that was sent"""
    return turn.visitor.draft is not None and turn.visitor.draft.corrects is not None


def is_at_review(event: Event, turn: Turn) -> bool:
    """the draft is complete and its review is shown"""
    return turn.visitor.draft is not None and turn.visitor.draft.step == REVIEW


def is_in_doubt(event: Event, turn: Turn) -> bool:
    """the person was asked whether the last answer is a typing error"""
    return turn.visitor.draft is not None and turn.visitor.draft.doubt is not None


def is_current(event: Event, turn: Turn) -> bool:
    """the button belongs to the current revision of the draft"""
    draft = turn.visitor.draft
    return draft is not None and draft.revision == event.pressed(FormPress).revision


def has_not_agreed(event: Event, turn: Turn) -> bool:
    """nothing is stored about this person"""
    return turn.visitor.person is None


def is_known(event: Event, turn: Turn) -> bool:
    """something is stored about this person"""
    return turn.visitor.person is not None


def has_to_agree(event: Event, turn: Turn) -> bool:
    """the person has not agreed to the current policy"""
    return not turn.agreed


def speaks_our_language(event: Event, turn: Turn) -> bool:
    """the button names one of the bot's languages: a forged one can name any"""
    return event.pressed(ConsentPress).language in turn.words.languages


def is_banned(event: Event, turn: Turn) -> bool:
    """no further applications are taken from this person, who is not correcting one either"""
    banned = turn.visitor.person is not None and turn.visitor.person.banned_at > EPOCH
    return banned and not is_correcting(event, turn)


def is_erasing(event: Event, turn: Turn) -> bool:
    """an erasure of the person's data has begun"""
    return turn.visitor.person is not None and turn.visitor.person.erasing


@frozen
class Asked:
    """The person has been asked this yes-or-no question, and has not answered yet."""

    question: str

    def __call__(self, event: Event, turn: Turn) -> bool:
        return turn.visitor.person is not None and turn.visitor.person.asking == self.question


def is_asked(question: str) -> Asked:
    return Asked(question)


def is_asked_nothing(event: Event, turn: Turn) -> bool:
    """no yes-or-no question is open"""
    return turn.visitor.person is not None and turn.visitor.person.asking is None and not is_in_doubt(event, turn)


@frozen
class Except:
    """The opposite of a condition."""

    condition: Pressed

    def __call__(self, event: Event, turn: Turn) -> bool:
        return not self.condition(event, turn)


def except_for(condition: Pressed) -> Except:
    return Except(condition)
