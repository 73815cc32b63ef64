"""The buttons under a message, and what a message does to the keyboard of the phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.dialogue.press import Press

Style = Literal["success", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """Sends the press to the bot. ValueError for one that does not fit, while nothing is committed yet."""

    text: str
    press: Press
    style: Style | None = None

    def __post_init__(self) -> None:
        self.press.pack()


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address."""

    text: str
    url: str


Row = tuple[Button | Link, ...]


@dataclass(frozen=True, slots=True)
class Inline:
    """Buttons that stay under their message and can be changed with it."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ContactRequest:
    """Instead of the letters, until one is pressed: a button that sends the own number, and words to be said.

    `placeholder` stands in the empty input field. A message with it can never be edited: no personal data in it.
    """

    share: str
    words: tuple[str, ...]
    placeholder: str


@dataclass(frozen=True, slots=True)
class RemoveKeyboard:
    """Takes the ContactRequest away."""


@dataclass(frozen=True, slots=True)
class ForceReply:
    """Whoever the message answers finds a reply to it begun; everybody else's input field stays as it is."""

    placeholder: str


Keyboard = Inline | ContactRequest | RemoveKeyboard | ForceReply
