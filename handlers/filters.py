"""When is a handler meant? Every filter is async: others cost a thread hop (docs/facts/performance.md 2)."""

from __future__ import annotations

from aiogram.enums import ChatType
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.domain.form import REVIEW
from handlers.callbacks import ConsentPress, FormPress
from handlers.turn import Turn
from handlers.words import Word

GROUP_ANONYMOUS_BOT = 1087968824
"""Whom Telegram names as the sender when an administrator hides behind the group (docs/facts/telegram.md 4.1)."""


class InPrivate(BaseFilter):
    """A private chat with the bot."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        message = event if isinstance(event, Message) else event.message
        return message is None or message.chat.type == ChatType.PRIVATE


class InStaffGroup(BaseFilter):
    """The staff group and no other."""

    async def __call__(self, event: Message | CallbackQuery, turn: Turn) -> bool:
        message = event if isinstance(event, Message) else event.message
        return message is not None and turn.staff is not None and message.chat.id == turn.staff.chat_id


class IsForwarded(BaseFilter):
    """Somebody else's words, or the bot's own."""

    async def __call__(self, message: Message) -> bool:
        return message.forward_origin is not None


class IsAnonymous(BaseFilter):
    """In the name of the group or of a channel: nobody can see who it is."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        if isinstance(event, Message) and event.sender_chat is not None:
            return True
        return event.from_user is None or event.from_user.id == GROUP_ANONYMOUS_BOT


class IsStranger(BaseFilter):
    """Not, or no longer, a member of the staff group."""

    async def __call__(self, event: Message | CallbackQuery, turn: Turn) -> bool:
        return turn.staff is None or not await turn.staff.is_member()


class IsAdministrator(BaseFilter):
    """Runs the staff group, as its owner or as an administrator; asked only in it, after `handlers/staffroom.py`."""

    async def __call__(self, event: Message | CallbackQuery, turn: Turn) -> bool:
        return turn.staff is not None and await turn.staff.is_administrator()


class Spoken(BaseFilter):
    """The person typed the word of a button."""

    def __init__(self, *words: Word) -> None:
        self._words = words

    async def __call__(self, message: Message, turn: Turn) -> bool:
        own = message.forward_origin is None and not (message.text or "").startswith("/")
        return own and turn.spoken(message.text) in self._words


class NamesLanguage(BaseFilter):
    """The person typed the name of a language; it is handed over as `named`."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, str]:
        named = turn.wordbook.find_language(message.text) if message.forward_origin is None else None
        return {"named": named} if named else False


class HasDraft(BaseFilter):
    """An application is under way."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.draft is not None


class HasNotAgreed(BaseFilter):
    """Nothing is stored about this person."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.person is None


class HasToAgree(BaseFilter):
    """Nobody has agreed yet, or it was to another version of the policy."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return not turn.agreed


class SpeaksOurLanguage(BaseFilter):
    """A forged button can name any language, and what is agreed to is kept."""

    async def __call__(self, event: object, turn: Turn, callback_data: ConsentPress) -> bool:
        return callback_data.language in turn.words.languages


class IsBanned(BaseFilter):
    """No further applications are taken from this person."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.person is not None and turn.visitor.person.banned_at > 0


class IsErasing(BaseFilter):
    """The person's data is being destroyed right now."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.person is not None and turn.visitor.person.erasing


class IsAsked(BaseFilter):
    """A yes-or-no question is open."""

    def __init__(self, question: str) -> None:
        self._question = question

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.person is not None and turn.visitor.person.asking == self._question


class IsText(BaseFilter):
    """Words, typed here by the person: not a command, not forwarded."""

    async def __call__(self, message: Message) -> bool:
        return message.text is not None and not message.text.startswith("/") and message.forward_origin is None


class HasContact(BaseFilter):
    """A contact card."""

    async def __call__(self, message: Message) -> bool:
        return message.contact is not None


class IsAtReview(BaseFilter):
    """Every answer is given and on the screen."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.draft is not None and turn.visitor.draft.step == REVIEW


class IsInDoubt(BaseFilter):
    """The last answer may be mistyped, and the person was asked."""

    async def __call__(self, event: object, turn: Turn) -> bool:
        return turn.visitor.draft is not None and turn.visitor.draft.doubt is not None


class IsCurrent(BaseFilter):
    """The button was drawn for the draft as it is now."""

    async def __call__(self, event: object, turn: Turn, callback_data: FormPress) -> bool:
        draft = turn.visitor.draft
        return draft is not None and draft.revision == callback_data.revision
