"""What may one button say and do? Exactly one thing (facts: telegram.md 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import bad_request, refused_by_simulator

CALLBACK_DATA_BYTES = 64
COPY_TEXT_LIMIT = 256
LABEL_LIMIT = 64  # clients cut longer labels; the real server only says «too long» much later
STYLES = ("danger", "success", "primary")
_DECORATION = {"text", "style", "icon_custom_emoji_id"}


@dataclass(frozen=True, slots=True)
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
    button, actions = _read(raw, "inline keyboard button")
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise refused_by_simulator(f"inline button {button.text!r} has {len(actions)} actions: {sorted(actions)}")
    action, value = actions.popitem()
    check = _INLINE_ACTIONS.get(action)
    if check is None:
        raise refused_by_simulator(f"unknown or not simulated field of an inline button: {action}")
    check(value)
    return Button(button.text, action, value, button.style)


def reply(raw: Any) -> Button:
    """A KeyboardButton: text alone, or text and one request."""
    if isinstance(raw, str):
        raw = {"text": raw}
    button, actions = _read(raw, "keyboard button")
    actions = {action: value for action, value in actions.items() if value is not False}
    if not actions:
        return button
    if set(actions) - {"request_contact", "request_location"} or len(actions) > 1:
        raise refused_by_simulator(f"unknown or not simulated fields of a keyboard button: {sorted(actions)}")
    action, value = actions.popitem()
    if value is not True:
        raise bad_request(f'can\'t parse keyboard button: Field "{action}" must be of type Boolean')
    return Button(button.text, action, value=True, style=button.style)


def _read(raw: Any, what: str) -> tuple[Button, dict[str, Any]]:
    if not isinstance(raw, dict):
        raise bad_request(
            f"can't parse {what}: {'InlineKeyboardButton' if 'inline' in what else 'KeyboardButton'} must be an Object"
        )
    text, style = raw.get("text"), raw.get("style")
    if "text" not in raw:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(text, str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not text.strip() or len(text) > LABEL_LIMIT:
        raise refused_by_simulator(f"a button's label has to be 1-{LABEL_LIMIT} characters: {text!r}")
    if style is not None and style not in STYLES:
        raise bad_request(f"can't parse {what}: invalid button style specified")
    if "icon_custom_emoji_id" in raw:
        raise refused_by_simulator("icon_custom_emoji_id needs a bot with Premium")
    return Button(text, "text", style=style), {name: raw[name] for name in raw if name not in _DECORATION}


def _check_data(data: Any) -> None:
    if not isinstance(data, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if not data:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(data.encode()) > CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    if not isinstance(url, str):
        raise bad_request('can\'t parse inline keyboard button: Field "url" must be of type String')
    if url.startswith("tg://"):
        return
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if "." not in (parts.hostname or ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_copy_text(value: Any) -> None:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or set(value) != {"text"} or not 1 <= len(text) <= COPY_TEXT_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_disabled(value: Any) -> None:
    if not isinstance(value, dict):
        raise bad_request('can\'t parse inline keyboard button: Field "disabled" must be of type Object')


_INLINE_ACTIONS: dict[str, Callable[[Any], None]] = {
    "callback_data": _check_data, "url": _check_url, "copy_text": _check_copy_text, "disabled": _check_disabled,
}  # fmt: skip
