"""Is a call written as Telegram reads it?"""

import json
from inspect import getattr_static
from typing import Any

import aiogram.methods
import orjson
from aiogram.methods import SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, BotCommandScopeChat

from bot.channels.telegram.calls import Call, as_call, call
from bot.channels.telegram.gateway import COUNTED
from tests.cases import cases


def test_a_parameter_that_is_none_is_left_out_and_one_that_is_false_is_not() -> None:
    assert call("sendMessage", chat_id=1, text="", protect_content=None).params == {"chat_id": 1, "text": ""}
    assert call("m", drop=False).having(drop=None, more=0).params == {"more": 0}


def test_a_method_of_aiogram_is_written_with_the_kinds_of_what_it_holds() -> None:
    method = SetMyCommands(
        commands=[BotCommand(command="start", description="сәлем")], scope=BotCommandScopeChat(chat_id=-7)
    )
    assert json.loads(orjson.dumps(as_call(method).params)) == {
        "commands": [{"command": "start", "description": "сәлем"}],
        "scope": {"type": "chat", "chat_id": -7},
    }


def test_a_plain_call_stays_as_it_is() -> None:
    plain = Call("getMe", {})
    assert as_call(plain) is plain


@cases("name", sorted(COUNTED))
def test_the_methods_that_count_as_messages_exist(name: str) -> None:
    method: type[TelegramMethod[Any]] = getattr(aiogram.methods, name[0].upper() + name[1:])
    assert getattr_static(method, "__api_method__") == name
