"""Which press does aiogram hand to a handler? One of its kind, read into `callback_data`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery

from bot.dialogue.press import Press


@dataclass(frozen=True, slots=True)
class FilteredPress(Press):
    """A press that aiogram's routers can be asked for."""

    @classmethod
    def filter(cls, rule: Any = None) -> PressFilter:
        return PressFilter(cls, rule)


class PressFilter(BaseFilter):
    """A press of this kind, and one that the rule fits."""

    def __init__(self, kind: type[Press], rule: Any) -> None:
        self._kind = kind
        self._rule = rule

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Press]:
        press = self._kind.unpack(query.data or "")
        if press is None or not (self._rule is None or self._rule.resolve(press)):
            return False
        return {"callback_data": press}
