"""What can a person do? Everything a phone with Telegram can, and a few things only a forged client can."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.actors import acting
from simulator.actors.actor import Actor
from simulator.state.chat import Chat
from simulator.state.content import Document
from simulator.state.message import Message
from simulator.state.people import Account
from simulator.state.press import Query
from simulator.text.formatted import written_by_person


@dataclass(slots=True, eq=False)
class User(Actor):
    """A person with a phone. Without `chat` everything happens in the private chat with the bot."""

    def write(
        self, text: str, chat: Chat | None = None, reply_to: Message | None = None, topic: int | None = None
    ) -> Message:
        return acting.say(self, chat, written_by_person(text), reply_to=reply_to, topic=topic)

    def paste(self, text: str) -> list[Message]:
        """A text of any length: the client cuts what is too long and sends the pieces at once."""
        return [acting.say(self, None, written_by_person(piece)) for piece in acting.cut(text)]

    def start(self, payload: str | None = None) -> Message:
        """The Start button, or a deep link t.me/bot?start=payload; it also unblocks."""
        acting.check_deep_link(payload)
        self.unblock_bot()
        return self.write(f"/start {payload}" if payload else "/start")

    def tap(self, label: str, chat: Chat | None = None, message: Message | None = None) -> Query:
        """Presses an inline button by its label, on the newest visible message that has it."""
        return acting.tap(self, label, chat or self.chat, message)

    def tap_data(self, data: str, message: Message) -> Query:
        """A forged or replayed press: any data, on any message, even a deleted one."""
        return acting.press_button(self, message, data)

    def press(self, label: str, chat: Chat | None = None) -> Message:
        """Presses a button of the reply keyboard shown now."""
        return acting.press_reply_button(self, label, chat or self.chat)

    def share_contact(self, of: Account | None = None, phone: str | None = None, with_id: bool = True) -> Message:
        """One's own card; or somebody else's, whose `user_id` is another or missing (`with_id=False`)."""
        return acting.share_contact(self, of or self, phone, with_id)

    def send_sticker(self, chat: Chat | None = None) -> Message:
        return acting.send_media(self, chat, "sticker")

    def send_photo(self, caption: str | None = None, chat: Chat | None = None) -> Message:
        return acting.send_media(self, chat, "photo", caption)

    def send_voice(self, chat: Chat | None = None) -> Message:
        return acting.send_media(self, chat, "voice")

    def send_video_note(self, chat: Chat | None = None) -> Message:
        return acting.send_media(self, chat, "video_note")

    def send_dice(self, chat: Chat | None = None) -> Message:
        return acting.send_media(self, chat, "dice")

    def send_location(self, chat: Chat | None = None) -> Message:
        return acting.send_media(self, chat, "location")

    def send_document(
        self, caption: str | None = None, name: str = "scan.pdf", content: bytes = b"%PDF-", chat: Chat | None = None
    ) -> Message:
        document = Document(self.world.new_file_id(), name, "application/pdf", content)
        return acting.say(self, chat, written_by_person(caption or ""), attachment=document)

    def send_album(self, n: int = 3, chat: Chat | None = None) -> list[Message]:
        """Several photos at once: separate messages with one media_group_id."""
        group = str(self.world.chance.getrandbits(60))
        return [acting.send_media(self, chat, "photo", media_group_id=group) for _ in range(n)]

    def edit(self, message: Message, new_text: str) -> None:
        """Edits one's own message; the bot gets edited_message."""
        acting.edit(self, message, written_by_person(new_text))

    def forward(self, what: Message | str, chat: Chat | None = None) -> Message:
        """Forwards a message, or a text of somebody who hides the account."""
        return acting.forward(self, what, chat)

    def delete(self, message: Message) -> None:
        """Bots are not told."""
        acting.delete(self, message)

    def clear_chat(self) -> None:
        """Deletes the whole private chat for both sides, at any age (docs/facts/telegram.md 1.1)."""
        for message in self.chat.messages:
            self.world.feed.forget_message(message)

    def commands_shown(self, chat: Chat | None = None) -> list[tuple[str, str]]:
        """What stands behind the menu button or appears after typing «/»."""
        shown = self.world.profile.commands_shown(chat or self.chat, self)
        return [(command.name, command.description) for command in shown]

    def block_bot(self) -> None:
        self.chat.set_blocked(True)

    def unblock_bot(self) -> None:
        self.chat.set_blocked(False)

    def deactivate(self) -> None:
        """Deletes the account: sends and edits then fail with 403."""
        self.deactivated = True
