"""What a visitor of the demo page can do: one function for each kind of act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from simulator.actors.user import User
from simulator.page.cast import STRANGER, Cast
from simulator.page.content import PageContent
from simulator.page.leaps import seconds_of
from simulator.page.trouble import Trouble
from simulator.state.chat import Chat
from simulator.state.message import Message
from simulator.text import utf16

Given = Mapping[str, Any]
Value = TypeVar("Value")
MAX_TEXT_LENGTH = 4096  # UTF-16 units
MAX_DATA_BYTES = 64


class Impossible(Exception):
    """The act is not possible now; the text says why, and `reason` which word of the page does, if there is one."""

    def __init__(self, why: str, reason: str | None = None) -> None:
        super().__init__(why)
        self.reason = reason


class Acts:
    """`await acts.do({"act": "write", "user": 1, "text": "/start"})`."""

    def __init__(self, cast: Cast, content: PageContent, trouble: Trouble) -> None:
        self._cast = cast
        self._world = cast.world
        self._content = content
        self._trouble = trouble
        self._known: dict[str, Callable[[Given], Awaitable[Any] | Any]] = {
            "write": self._write,
            "start": lambda given: self._user(given).start(),
            "tap": self._tap,
            "press": lambda given: self._user(given).press(_get(given, "label", str)),
            "contact": lambda given: self._user(given).share_contact(),
            "other_contact": self._share_other_contact,
            "sticker": lambda given: self._user(given).send_sticker(),
            "photo": lambda given: self._user(given).send_photo(),
            "voice": lambda given: self._user(given).send_voice(),
            "document": lambda given: self._user(given).send_document(),
            "edit": lambda given: self._user(given).edit(self._message(given), _get(given, "text", str).strip()),
            "delete": lambda given: self._user(given).delete(self._message(given)),
            "forward": lambda given: self._user(given).forward(self._message(given), self._chat(given)),
            "block": self._block,
            "invite": self._invite,
            "new_person": self._new_person,
            "leap": self._leap,
            "outage": self._outage,
            "duplicates": lambda given: self._trouble.duplicate(_get(given, "on", bool)),
            "bot": self._drive,
            "policy": self._publish_policy,
            "contacts": lambda given: self._trouble.bot.show_contacts_to_one(_get(given, "on", bool)),
            "unset_group": lambda given: self._trouble.bot.unset_group(),
            "dismiss": lambda given: self._content.dismiss(_get(given, "popup", str)),
        }

    async def do(self, given: Given) -> dict[str, Any]:
        """The answer for the page, often empty. Raises Impossible."""
        act = self._known.get(_get(given, "act", str))
        if act is None:
            raise Impossible("there is no such act")
        try:
            result = act(given)
            if isinstance(result, Awaitable):
                result = await result
        except (LookupError, ValueError, PermissionError) as error:
            raise Impossible(str(error)) from None
        return result if isinstance(result, dict) else {}

    def _user(self, given: Given) -> User:
        return self._world.users[_get(given, "user", int)]

    def _chat(self, given: Given) -> Chat:
        return self._world.chats[_get(given, "chat", int)]

    def _message(self, given: Given) -> Message:
        found = self._chat(given).message(_get(given, "message", int))
        if found is None:
            raise Impossible("this message is gone", "message_gone")
        return found

    def _write(self, given: Given) -> None:
        """Splits long texts as clients do; a reply to a deleted message becomes a plain message."""
        user, chat, text = self._user(given), self._chat(given), _get(given, "text", str).strip()
        answered = chat.message(_get(given, "answers", int)) if "answers" in given else None
        for piece in _pieces(text):
            user.write(piece, chat, reply_to=answered)

    def _tap(self, given: Given) -> None:
        """Presses the button that the page showed, even if the message has changed since, as on a real phone."""
        message, data = self._message(given), _get(given, "data", str)
        if not 0 < len(data.encode()) <= MAX_DATA_BYTES:
            raise Impossible("no button carries this")
        self._user(given).tap_data(data, message)

    def _share_other_contact(self, given: Given) -> None:
        user = self._user(given)
        other = next(person.user for person in self._cast.people if person.user is not user)
        user.share_contact(of=other)

    def _block(self, given: Given) -> None:
        user = self._user(given)
        if _get(given, "on", bool):
            user.block_bot()
        else:
            user.unblock_bot()

    def _invite(self, given: Given) -> None:
        """An administrator of the staff group lets the bot in, or puts it out."""
        user, group, into = self._user(given), self._cast.group, _get(given, "on", bool)
        if not group.membership(user.id).is_administrator:
            raise Impossible("only an administrator changes the members")
        if group.membership(group.bot.id).is_in == into:
            return
        if into:
            group.invite_bot(by=user)
        else:
            group.kick_bot(by=user)

    def _new_person(self, given: Given) -> dict[str, Any]:
        language = _get(given, "language", str)
        if language not in STRANGER:
            raise Impossible("no client speaks this language here")
        person = self._cast.join_stranger(_get(given, "name", str).strip(), language)
        return {"user": person.user.id}

    def _leap(self, given: Given) -> None:
        self._world.clock.advance(seconds_of(_get(given, "by", str), self._world.clock.now_ms()))

    def _outage(self, given: Given) -> None:
        if _get(given, "on", bool):
            self._trouble.break_telegram()
        else:
            self._trouble.mend_telegram()

    async def _publish_policy(self, given: Given) -> dict[str, Any]:
        """The number of the version that is in force now."""
        await self._trouble.bot.publish_policy()
        return {"version": self._trouble.bot.policy_version}

    async def _drive(self, given: Given) -> None:
        await self._trouble.drive(_get(given, "do", str))


def _get(given: Given, name: str, kind: type[Value]) -> Value:
    value = given.get(name)
    if type(value) is not kind:
        raise Impossible(f"{name} has to be {kind.__name__}")
    return value


def _pieces(text: str) -> list[str]:
    """Pieces of at most MAX_TEXT_LENGTH UTF-16 units, none ending in half a character."""
    pieces: list[str] = []
    current, length = "", 0
    for character in text:
        width = utf16.length(character)
        if length + width > MAX_TEXT_LENGTH:
            pieces, current, length = [*pieces, current], "", 0
        current, length = current + character, length + width
    return [piece for piece in [*pieces, current] if piece.strip()]
