"""The keyboards of a message: buttons under it, or in place of the phone's own keyboard."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from bot.dialogue.press import Press
from bot.domain.frozen import frozen

Style = Literal["success", "danger"]


@frozen
class Button:
    """A button that sends `press`. Raises ValueError if the press cannot be packed, before anything is committed."""

    text: str
    press: Press
    style: Style | None = None
    data: str = field(init=False, repr=False)  # what the button sends

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", self.press.pack())


@frozen
class Link:
    """A button that opens a web address."""

    text: str
    url: str


@frozen
class Copy:
    """A button that copies `copied` to the person's clipboard and sends nothing. At most 256 characters (Bot API)."""

    text: str
    copied: str


Row = tuple[Button | Link | Copy, ...]


@frozen
class Inline:
    """Buttons under a message, which can be changed with it."""

    rows: tuple[Row, ...]


@frozen
class ContactRequest:
    """Replaces the phone's keyboard: a button that sends the person's own number, and words to send as text.

    `placeholder` stands in the empty input field. A message with this keyboard can never be edited, so it contains no
    personal data.
    """

    share: str
    words: tuple[str, ...]
    placeholder: str


@frozen
class RemoveKeyboard:
    """Removes a ContactRequest."""


@frozen
class ForceReply:
    """Opens a reply to the message for the person it answers, and for nobody else in the group."""

    placeholder: str


Keyboard = Inline | ContactRequest | RemoveKeyboard | ForceReply
