"""A person: does everything a phone with Telegram can, and a few things only a forged client can."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.actors import actions
from simulator.actors.actor import Actor
from simulator.state.chat import Chat
from simulator.state.content import Document
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.state.people import Account
from simulator.state.press import Query
from simulator.text.formatted import format_typed_text


@dataclass(slots=True, eq=False)
class User(Actor):
    """A person with a phone. Without `chat` a method acts in the private chat with the bot."""

    def write(
        self, text: str, chat: Chat | None = None, reply_to: Message | None = None, topic: int | None = None
    ) -> Message:
        return actions.say(self, chat, format_typed_text(text), reply_to=reply_to, topic=topic)

    def paste(self, text: str) -> list[Message]:
        """Sends a text of any length: the client splits it and sends the pieces at once."""
        return [actions.say(self, None, format_typed_text(piece)) for piece in actions.split_text(text)]

    def start(self, payload: str | None = None) -> Message:
        """Presses Start, or opens a deep link t.me/bot?start=payload; this also unblocks the bot."""
        actions.check_deep_link(payload)
        self.unblock_bot()
        return self.write(f"/start {payload}" if payload else "/start")

    def tap(self, label: str, chat: Chat | None = None, message: Message | None = None) -> Query:
        """Presses an inline button by its label, on the newest visible message that has it, or on `message`."""
        return actions.tap(self, label, chat or self.chat, message)

    def tap_data(self, data: str, message: Message) -> Query:
        """Sends a forged or replayed press: any data, on any message, even a deleted one."""
        return actions.press_button(self, message, data)

    def press(self, label: str, chat: Chat | None = None) -> Message:
        """Presses a button of the reply keyboard shown now."""
        return actions.press_reply_button(self, label, chat or self.chat)

    def share_contact(self, of: Account | None = None, phone: str | None = None, with_id: bool = True) -> Message:
        """Sends one's own contact card, or another's. Without `with_id` the card has no `user_id`."""
        return actions.share_contact(self, of or self, phone, with_id)

    def send_sticker(self, chat: Chat | None = None) -> Message:
        return actions.send_media(self, chat, "sticker")

    def send_photo(self, caption: str | None = None, chat: Chat | None = None) -> Message:
        return actions.send_media(self, chat, "photo", caption)

    def send_voice(self, chat: Chat | None = None) -> Message:
        return actions.send_media(self, chat, "voice")

    def send_video_note(self, chat: Chat | None = None) -> Message:
        return actions.send_media(self, chat, "video_note")

    def send_dice(self, chat: Chat | None = None) -> Message:
        return actions.send_media(self, chat, "dice")

    def send_location(self, chat: Chat | None = None) -> Message:
        return actions.send_media(self, chat, "location")

    def send_document(
        self, caption: str | None = None, name: str = "scan.pdf", content: bytes = b"%PDF-", chat: Chat | None = None
    ) -> Message:
        document = Document(self.world.new_file_id(), name, "application/pdf", content)
        return actions.say(self, chat, format_typed_text(caption or ""), attachment=document)

    def send_album(self, n: int = 3, chat: Chat | None = None) -> list[Message]:
        """Sends several photos at once: separate messages with one media_group_id."""
        group = str(self.world.chance.getrandbits(60))
        return [actions.send_media(self, chat, "photo", media_group_id=group) for _ in range(n)]

    def edit(self, message: Message, new_text: str) -> None:
        """Edits one's own message; the bot gets edited_message."""
        actions.edit(self, message, format_typed_text(new_text))

    def forward(self, what: Message | str, chat: Chat | None = None) -> Message:
        """Forwards a message, or a text by an account that hides itself in forwards."""
        return actions.forward(self, what, chat)

    def delete(self, message: Message) -> None:
        """Deletes a message; bots are not told."""
        actions.delete(self, message)

    def clear_chat(self) -> None:
        """Deletes the whole private chat for both sides, at any age (docs/facts/telegram.md 1.1)."""
        for message in self.chat.messages:
            self.world.feed.forget_message(message)

    def commands_shown(self, chat: Chat | None = None) -> list[tuple[str, str]]:
        """The commands behind the menu button, and after typing «/»: names and descriptions."""
        shown = self.world.profile.commands_shown(chat or self.chat, self)
        return [(command.name, command.description) for command in shown]

    def seen_alone(self, group: Group) -> list[str]:
        """The texts that this member of a group sees and nobody else does."""
        theirs = [one for one in self.world.ephemeral if one.chat is group and one.receiver is self]
        return [one.on_device for one in theirs if one.on_device is not None and group.membership(self.id).is_in]

    def block_bot(self) -> None:
        self.chat.set_blocked(True)

    def unblock_bot(self) -> None:
        self.chat.set_blocked(False)

    def deactivate(self) -> None:
        """Deletes the account: sends and edits then fail with 403."""
        self.deactivated = True
