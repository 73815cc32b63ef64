"""Which buttons may stand under a message? (facts: telegram.md 1.3)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator import buttons
from simulator.buttons import Button
from simulator.errors import bad_request, refused_by_simulator

INLINE_ROW, INLINE_TOTAL = 8, 100
REPLY_ROW, REPLY_TOTAL = 10, 300
PLACEHOLDER_LIMIT = 64

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    rows: Rows

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    def to_json(self) -> dict[str, Any]:
        return {"inline_keyboard": [[button.to_json() for button in row] for row in self.rows]}


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    rows: Rows
    one_time: bool = False
    persistent: bool = False
    placeholder: str | None = None

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]


@dataclass(frozen=True, slots=True)
class RemoveKeyboard:
    """Takes the reply keyboard away; the message that carries it can never be edited."""


@dataclass(frozen=True, slots=True)
class ForceReply:
    placeholder: str | None = None


Markup = InlineKeyboard | ReplyKeyboard | RemoveKeyboard | ForceReply
_FIELDS = {
    "inline_keyboard": {"inline_keyboard"},
    "keyboard": {
        "keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}  # fmt: skip


def parse(raw: Any) -> Markup | None:
    """A keyboard without buttons is none, as in Telegram; anything unknown is refused."""
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    kinds = [kind for kind in _FIELDS if kind in raw]
    if len(kinds) != 1 or set(raw) - _FIELDS[kinds[0]]:
        raise refused_by_simulator(f"reply_markup has to be of one kind, with known fields only: {sorted(raw)}")
    if kinds[0] == "inline_keyboard":
        rows = _rows(raw["inline_keyboard"], "inline_keyboard", INLINE_ROW, INLINE_TOTAL)
        return InlineKeyboard(rows) if rows else None
    if kinds[0] == "keyboard":
        return _reply_keyboard(raw)
    if raw[kinds[0]] is not True:
        raise refused_by_simulator(f"{kinds[0]} has to be true")
    return RemoveKeyboard() if kinds[0] == "remove_keyboard" else ForceReply(_placeholder(raw))


def _reply_keyboard(raw: dict[str, Any]) -> ReplyKeyboard | None:
    rows = _rows(raw["keyboard"], "keyboard", REPLY_ROW, REPLY_TOTAL)
    for flag in ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective"):
        if not isinstance(raw.get(flag, False), bool):
            raise bad_request(f'field "{flag}" must be of type Boolean')
    one_time, persistent = bool(raw.get("one_time_keyboard")), bool(raw.get("is_persistent"))
    return ReplyKeyboard(rows, one_time, persistent, _placeholder(raw)) if rows else None


def _placeholder(raw: dict[str, Any]) -> str | None:
    placeholder = raw.get("input_field_placeholder")
    if placeholder is not None and not (isinstance(placeholder, str) and 1 <= len(placeholder) <= PLACEHOLDER_LIMIT):
        raise refused_by_simulator(f"input_field_placeholder has to be 1-{PLACEHOLDER_LIMIT} characters")
    return placeholder


def _rows(raw: Any, field: str, longest: int, most: int) -> Rows:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        place = " of the InlineKeyboardMarkup" if field == "inline_keyboard" else ""
        raise bad_request(f'field "{field}"{place} must be an Array of Arrays')
    if any(len(row) > longest for row in raw) or sum(map(len, raw)) > most:
        raise bad_request("reply markup is too long")
    read = buttons.inline if field == "inline_keyboard" else buttons.reply
    return tuple(tuple(read(button) for button in row) for row in raw if row)
