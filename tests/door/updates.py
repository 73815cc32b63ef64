"""Updates as Telegram sends them, at random from a seed: a crowd that writes, presses and wanders about."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.dialogue.wordbook import Word, spell_all
from bot.i18n import load_words
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY
from tests.form import NAMES, progress
from tests.people import AIGERIM, EVERYBODY, MADINA

Content = dict[str, Any]
Button = tuple[int, str]
"""The number of the message it stands under, and its data."""
FIRST_REGULAR, FIRST_STRANGER = 100_000, 1_000_000
NEWEST = 4  # buttons
REMEMBERED = 40
"""Buttons that somebody still sees, of old messages too."""
SINCE = 1_795_000_000  # seconds; only has to be a date
WORDS = load_words()
LABELS = [label for label, _ in spell_all(WORDS)]
ANSWERS = [answer for who in EVERYBODY for answer in who.answers.values()]
COMMANDS = ("start", "help", "language", "privacy", "my_data", "consents", "forget_me", "cancel", "connect")
STAFF = (*MEMBERS_MAY, *ADMINISTRATORS_MAY)
HOSTILE = (
    "<b>", "</a>", "&amp;", "&lt;i&gt;", "{name}", "{0}", "%s", "'; DROP TABLE leads; --", "\x00", "\u202e", "\u200d",
    "\n" * 50, "я" * 4096, "💥" * 2048, "٣٣٣", "ﷺ" * 200, "=1+1", "http://a.kz/?q=<x>", "tg://user?id=1", "@momu_bot",
    "950101300123", "4111 1111 1111 1111", "/start /start", "/", "//", "/start@other_bot", "/start@momu_bot  ",
)  # fmt: skip
PAYLOADS = ("", "x", "a" * 64, "ref_<b>", "M-7K3F9Q", "../../etc", "lang_kk", "kk", "0", "-1", "٣", "%00", "ә" * 32)
DATA = ("", "o", "f:confirm:1:", "f:back:1:", "g:1:0", "n:0", "c:1:kk:0123456789abcdef:0", "zz", ":", "f:fly:1:", "p:1")
FILES = ("photo", "voice", "document", "sticker", "location", "video_note", "poll", "story", "dice", "checklist")
SERVICE = ("pinned_message", "new_chat_title", "boost_added", "successful_payment", "write_access_allowed")


@dataclass
class Crowd:
    """`regulars` come again and again; half of what happens comes from strangers, who write once. `hear` is told what
    somebody has got. Numbers of updates and messages grow by one."""

    chance: Random
    staff_chat: int
    colleagues: tuple[int, ...]
    regulars: int
    buttons: dict[int, deque[Button]] = field(default_factory=dict)
    asked: dict[int, str] = field(default_factory=dict)
    number: int = 1_000
    message: int = 0
    strangers: int = 0

    def hear(self, chat_id: int, text: str, buttons: list[Button]) -> None:
        """The bot has said this in this chat, and from now on these stand there."""
        if chat_id < FIRST_STRANGER:
            self.asked[chat_id] = text
            self.buttons.setdefault(chat_id, deque(maxlen=REMEMBERED)).extend(buttons)

    def happen(self) -> Content:
        """The next update."""
        self.number += 1
        one = self.chance.random()
        if one < 0.01:
            return {"update_id": self.number, **self._of_the_group()}
        if one < 0.03:
            return {"update_id": self.number, **self._elsewhere()}
        who = self._somebody()
        acts: list[Callable[[int], Content]] = [self._presses, self._answers, self._says, self._commands, self._other]
        [act] = self.chance.choices(acts, [40, 25, 10, 15, 10])
        return {"update_id": self.number, **act(who)}

    def _somebody(self) -> int:
        if self.chance.random() < 0.5:
            self.strangers += 1
            return FIRST_STRANGER + self.strangers
        return FIRST_REGULAR + self.chance.randrange(self.regulars)

    def _user(self, who: int) -> Content:
        named: Content = {"id": who, "is_bot": False, "first_name": self.chance.choice([MADINA, "<b>", "\u202e", "李"])}
        if self.chance.random() < 0.8:
            named["language_code"] = self.chance.choice(["kk", "ru", "en", "de", "pt-br", "", "x" * 40])
        return named

    def _message(self, who: int, chat: Content | None = None, **more: Any) -> Content:
        self.message += 1
        place = chat or {"id": who, "type": "private"}
        return {"message_id": self.message, "date": SINCE, "chat": place, "from": self._user(who), **more}

    def _said(self, who: int, text: str) -> Content:
        return {"message": self._message(who, text=text)}

    def _presses(self, who: int) -> Content:
        seen = list(self.buttons.get(who, ())) or [(self.message, self.chance.choice(DATA))]
        under, data = self.chance.choice(seen[-NEWEST:] if self.chance.random() < 0.7 else seen)
        return self._press(who, {"id": who, "type": "private"}, under, data)

    def _press(self, who: int, chat: Content, under: int, data: str) -> Content:
        shown: Content = {"message_id": under, "chat": chat, "date": self.chance.choice([0, SINCE])}
        press: Content = {"id": str(self.number), "from": self._user(who), "chat_instance": "1", "data": data}
        if self.chance.random() < 0.95:
            press["message"] = shown
        if self.chance.random() < 0.05:
            press.update(data="".join(self.chance.sample(data, len(data))))
        return {"callback_query": press}

    def _answers(self, who: int) -> Content:
        if self.chance.random() < 0.2:
            owner = {"user_id": who} if self.chance.random() < 0.7 else {}
            return {"message": self._message(who, contact={"phone_number": AIGERIM.phone, "first_name": "x", **owner})}
        step = next((name for name in NAMES if progress(name) in self.asked.get(who, "")), None)
        if step is not None and self.chance.random() < 0.8:
            return self._said(who, AIGERIM.answers.get(step, self.chance.choice(WORDS.in_every_language(Word.SKIP))))
        return self._said(who, self.chance.choice(ANSWERS + LABELS))

    def _says(self, who: int) -> Content:
        return self._said(
            who, "".join(self.chance.choices([*HOSTILE, *ANSWERS, " ", "\n"], k=self.chance.randint(1, 3)))
        )

    def _commands(self, who: int) -> Content:
        name = self.chance.choice([*COMMANDS, "start", "start", *STAFF])
        return self._said(who, f"/{name} {self.chance.choice(PAYLOADS)}".rstrip() if name == "start" else f"/{name}")

    def _other(self, who: int) -> Content:
        kind = self.chance.choice([*FILES, *SERVICE, "edit", "my_chat_member", "forward", "album", "unasked", "bot"])
        match kind:
            case "edit":
                return {"edited_message": self._message(who, text=self.chance.choice(ANSWERS), edit_date=SINCE)}
            case "my_chat_member":
                status = self.chance.choice(["member", "kicked", "left", "restricted", "emperor"])
                change = {"new_chat_member": {"status": status}, "date": SINCE}
                return {kind: {"chat": {"id": who, "type": "private"}, "from": self._user(who), **change}}
            case "forward":
                origin = {"type": "hidden_user", "date": 1}
                return {"message": self._message(who, text=self.chance.choice(ANSWERS), forward_origin=origin)}
            case "album":
                return {"message": self._message(who, photo=[], media_group_id=str(self.number // 5))}
            case "unasked":
                return {
                    self.chance.choice(["poll", "inline_query", "message_reaction", "business_message"]): {"id": "1"}
                }
            case "bot":
                said = self._said(who, "сәлем")
                said["message"]["from"]["is_bot"] = True
                return said
            case _:
                return {"message": self._message(who, caption=self.chance.choice(ANSWERS), **{kind: {"file_id": "x"}})}

    def _of_the_group(self) -> Content:
        """What colleagues, and whoever else may be there, do in the staff group."""
        who = self.chance.choice([*self.colleagues, self._somebody()])
        chat: Content = {"id": self.staff_chat, "type": "supergroup", "title": "Лицензиялар"}
        if self.chance.random() < 0.7:
            seen = self.buttons.get(self.staff_chat)
            under, data = self.chance.choice(seen or [(1, self.chance.choice(DATA))])
            return self._press(who, chat, under, data)
        text = f"/{self.chance.choice(STAFF)} {self.chance.choice([*PAYLOADS, *ANSWERS])}"
        return {"message": self._message(who, chat, text=text)}

    def _elsewhere(self) -> Content:
        """In a group that is none of ours, in a channel, from nobody."""
        kind = self.chance.choice(["supergroup", "group", "channel", "galaxy"])
        said = self._message(self._somebody(), {"id": -1_009_999_999_999, "type": kind}, text="/start@momu_bot")
        if self.chance.random() < 0.3:
            del said["from"]
        return {"message": said}
