"""Reads and checks one button, which has exactly one action (docs/facts/telegram.md 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.schema.frozen import frozen
from simulator.schema.objects import read_object
from simulator.schema.web_address import find_problem

MAX_CALLBACK_DATA_BYTES = 64
MAX_COPY_TEXT_LENGTH = 256
MAX_LABEL_LENGTH = 64  # clients shorten longer labels; the real server refuses only much longer ones
STYLES = ("danger", "success", "primary")


@frozen
class Button:
    """`action` is the field that says what a press does; a plain reply button has the action "text"."""

    text: str
    action: str
    value: Any = None
    style: str | None = None

    @property
    def data(self) -> str | None:
        return self.value if self.action == "callback_data" else None

    def to_json(self) -> dict[str, Any]:
        shown = {"text": self.text}
        if self.action != "text":
            shown[self.action] = self.value
        return shown | ({"style": self.style} if self.style else {})


def inline(raw: Any) -> Button:
    """An InlineKeyboardButton: text and exactly one action."""
    button, actions = _read(raw, "inline keyboard button", "InlineKeyboardButton")
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise refused_by_simulator(f"inline button {button.text!r} has {len(actions)} actions: {sorted(actions)}")
    action, value = actions.popitem()
    check = _INLINE_ACTIONS.get(action)
    if check:
        check(value)
    return Button(button.text, action, value, button.style)


def reply(raw: Any) -> Button:
    """A KeyboardButton: text alone, or text and one request."""
    button, requests = _read({"text": raw} if isinstance(raw, str) else raw, "keyboard button", "KeyboardButton")
    wanted = [request for request, value in requests.items() if value]
    if len(wanted) > 1:
        raise refused_by_simulator(f"a keyboard button asks for one thing, not {sorted(wanted)}")
    return Button(button.text, wanted[0], value=True, style=button.style) if wanted else button


def _read(raw: Any, what: str, kind: str) -> tuple[Button, dict[str, Any]]:
    if isinstance(raw, dict) and "icon_custom_emoji_id" in raw:
        raise refused_by_simulator("icon_custom_emoji_id needs a bot with Premium")
    given = read_object(kind, raw, f"can't parse {what}: ")
    if "text" not in given:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    text, style = given.pop("text"), given.pop("style", None)
    if not text.strip() or len(text) > MAX_LABEL_LENGTH:
        raise refused_by_simulator(f"a button's label has to be 1-{MAX_LABEL_LENGTH} characters: {text!r}")
    if style is not None and style not in STYLES:
        raise bad_request(f"can't parse {what}: invalid button style specified")
    return Button(text, "text", style=style), given


def _check_data(data: str) -> None:
    if not data:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: str) -> None:
    if url.startswith("tg://"):
        return
    if problem := find_problem(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")


def _check_copy_text(value: dict[str, Any]) -> None:
    text = read_object("CopyTextButton", value, "can't parse inline keyboard button: ").get("text", "")
    if not 1 <= len(text) <= MAX_COPY_TEXT_LENGTH:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


_INLINE_ACTIONS: dict[str, Callable[[Any], None]] = {
    "callback_data": _check_data, "url": _check_url, "copy_text": _check_copy_text,
}  # fmt: skip
