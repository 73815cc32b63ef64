"""One message: what it shows now, and what it showed before its edits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from simulator.schema.buttons import Button
from simulator.schema.frozen import frozen
from simulator.schema.keyboards import InlineKeyboard, Markup, RemoveKeyboard, ReplyKeyboard
from simulator.state.abstract_chat import AbstractChat
from simulator.state.content import WITH_CAPTION, Attachment, Contact, Document, field_of, present
from simulator.state.people import Account, Bot
from simulator.state.updates import Update
from simulator.text.entities import Entity
from simulator.text.formatted import NO_TEXT, Formatted


@frozen
class Version:
    """The content of a message between two edits."""

    formatted: Formatted = NO_TEXT
    attachment: Attachment | None = None
    inline: InlineKeyboard | None = None
    edited_at: int | None = None

    @property
    def text(self) -> str:
        return self.formatted.text


@dataclass(slots=True, eq=False)
class Message:
    """A message in a chat; `edits` holds the earlier versions, oldest first."""

    id: int
    chat: AbstractChat
    sender: Account | Bot
    date: int
    version: Version
    markup: Markup | None = None
    sender_chat: AbstractChat | None = None
    reply_to: Message | None = None
    topic: int | None = None
    protected: bool = False
    media_group_id: str | None = None
    forward_origin: dict[str, Any] | None = None
    service: dict[str, Any] = field(default_factory=dict)
    edits: list[Version] = field(default_factory=list)
    deleted: bool = False
    reactions: list[str] = field(default_factory=list)  # of the bot
    out_of_sight: bool = (
        False  # people still see it, but the bot's server has forgotten it: a press on it carries no content
    )
    update: Update | None = None

    @property
    def text(self) -> str:
        """Plain text or caption, after parsing."""
        return self.version.formatted.text

    @property
    def html(self) -> str:
        return self.version.formatted.html

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.version.formatted.entities

    @property
    def inline_buttons(self) -> list[Button]:
        return self.version.inline.buttons if self.version.inline else []

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.inline_buttons]

    @property
    def reply_keyboard(self) -> ReplyKeyboard | None:
        return self.markup if isinstance(self.markup, ReplyKeyboard) else None

    @property
    def removes_keyboard(self) -> bool:
        return isinstance(self.markup, RemoveKeyboard)

    @property
    def contact(self) -> Contact | None:
        return self.version.attachment if isinstance(self.version.attachment, Contact) else None

    @property
    def document(self) -> Document | None:
        return self.version.attachment if isinstance(self.version.attachment, Document) else None

    @property
    def by_bot(self) -> bool:
        return self.sender is self.chat.bot

    def edit(self, now: int, **changes: Any) -> None:
        """Replaces the content, and keeps the earlier version. `now` is in Unix seconds."""
        self.edits.append(self.version)
        self.version = replace(self.version, edited_at=now, **changes)

    def to_json(self, nested: bool = False) -> dict[str, Any]:
        """The message as the bot sees it. `nested`: without the message that it replies to."""
        shown = self._envelope()
        attachment = self.version.attachment
        if attachment:
            shown[field_of(attachment)] = attachment.to_json()
        if attachment is None or field_of(attachment) in WITH_CAPTION:
            names = ("caption", "caption_entities") if attachment else ("text", "entities")
            shown |= self.version.formatted.json_fields(*names)
        if self.version.inline:
            shown["reply_markup"] = self.version.inline.to_json()
        if self.reply_to and not nested:
            shown["reply_to_message"] = self.reply_to.to_json(nested=True)
        return shown | self.service

    def _envelope(self) -> dict[str, Any]:
        shown = {"message_id": self.id, "from": self.sender.to_json(), "chat": self.chat.to_json(), "date": self.date}
        in_topic = self.topic is not None
        return shown | present(
            sender_chat=self.sender_chat.to_json() if self.sender_chat else None,
            edit_date=self.version.edited_at,
            message_thread_id=self.topic,
            is_topic_message=True if in_topic else None,
            has_protected_content=True if self.protected else None,
            media_group_id=self.media_group_id,
            forward_origin=self.forward_origin,
        )

    def inaccessible(self) -> dict[str, Any]:
        """The message as a press on it shows it once it is deleted (InaccessibleMessage: date 0)."""
        return {"message_id": self.id, "chat": self.chat.to_json(), "date": 0}
