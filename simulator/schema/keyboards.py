"""Reads and checks the keyboard of a message (docs/facts/telegram.md 1.3)."""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.schema import buttons
from simulator.schema.buttons import Button
from simulator.schema.frozen import frozen
from simulator.schema.objects import read_object

MAX_INLINE_BUTTONS_IN_ROW, MAX_INLINE_BUTTONS = 8, 100
MAX_REPLY_BUTTONS_IN_ROW, MAX_REPLY_BUTTONS = 10, 300
MAX_PLACEHOLDER_LENGTH = 64

Rows = tuple[tuple[Button, ...], ...]


@frozen
class InlineKeyboard:
    rows: Rows
    force_reply: bool = False

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"inline_keyboard": [[button.to_json() for button in row] for row in self.rows]}
        return shown | ({"force_reply": True} if self.force_reply else {})


@frozen
class ReplyKeyboard:
    rows: Rows
    one_time: bool = False
    persistent: bool = False
    placeholder: str | None = None
    force_reply: bool = False

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]


@frozen
class RemoveKeyboard:
    """Removes the reply keyboard; the message that carries it can never be edited."""


@frozen
class ForceReply:
    placeholder: str | None = None


Markup = InlineKeyboard | ReplyKeyboard | RemoveKeyboard | ForceReply
_KINDS = {
    "inline_keyboard": "InlineKeyboardMarkup", "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove", "force_reply": "ForceReply",
}  # fmt: skip


def parse(raw: Any) -> Markup | None:
    """A keyboard without buttons counts as no keyboard, as in Telegram."""
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    kind = _kind(raw)
    given = read_object(_KINDS[kind], raw, "")
    if kind == "inline_keyboard":
        rows = _rows(raw["inline_keyboard"], "inline_keyboard", MAX_INLINE_BUTTONS_IN_ROW, MAX_INLINE_BUTTONS)
        return InlineKeyboard(rows, given.get("force_reply", False)) if rows else None
    if kind == "keyboard":
        return _reply_keyboard(given)
    if given[kind] is not True:
        raise refused_by_simulator(f"{kind} has to be true")
    return RemoveKeyboard() if kind == "remove_keyboard" else ForceReply(_placeholder(given))


def _kind(raw: dict[str, Any]) -> str:
    """The field that names the kind. Keyboards may have force_reply as well."""
    kinds = [kind for kind in _KINDS if kind in raw]
    if kinds[1:] == ["force_reply"] and kinds[0] in ("inline_keyboard", "keyboard"):
        kinds.pop()
    if len(kinds) != 1:
        raise refused_by_simulator(f"reply_markup has to be of one kind: {sorted(raw)}")
    return kinds[0]


def _reply_keyboard(given: dict[str, Any]) -> ReplyKeyboard | None:
    rows = _rows(given["keyboard"], "keyboard", MAX_REPLY_BUTTONS_IN_ROW, MAX_REPLY_BUTTONS)
    one_time, persistent = given.get("one_time_keyboard", False), given.get("is_persistent", False)
    forced = given.get("force_reply", False)
    return ReplyKeyboard(rows, one_time, persistent, _placeholder(given), forced) if rows else None


def _placeholder(given: dict[str, Any]) -> str | None:
    placeholder = given.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= MAX_PLACEHOLDER_LENGTH:
        raise refused_by_simulator(f"input_field_placeholder has to be 1-{MAX_PLACEHOLDER_LENGTH} characters")
    return placeholder


def _rows(raw: Any, field: str, longest: int, most: int) -> Rows:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        place = " of the InlineKeyboardMarkup" if field == "inline_keyboard" else ""
        raise bad_request(f'field "{field}"{place} must be an Array of Arrays')
    if any(len(row) > longest for row in raw) or sum(map(len, raw)) > most:
        raise bad_request("reply markup is too long")
    read = buttons.inline if field == "inline_keyboard" else buttons.reply
    return tuple(tuple(read(button) for button in row) for row in raw if row)
