"""Every request is checked against the table: missing and wrong parameters are refused, unknown ones ignored."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.errors import ApiError
from simulator.methods.table import IMPLEMENTATIONS
from simulator.schema.parameters import METHODS, WHEN_MISSING
from simulator.schema.upload import FormText, Upload
from simulator.state import faults
from simulator.world import World
from tests.simulator.asking import refused


def test_every_method_in_the_table_has_a_handler() -> None:
    assert set(METHODS) == set(IMPLEMENTATIONS)


def test_every_required_parameter_has_its_error() -> None:
    assert {name for method in METHODS.values() for name in method.required} == set(WHEN_MISSING)


@pytest.mark.parametrize("method", ["sendPigeon", "sendmessage", ""])
def test_unknown_method_is_404(world: World, method: str) -> None:
    with refused("Not Found: method not found", code=404):
        world.call(method)


@pytest.mark.parametrize("unknown", [{"silent": True}, {"hide": {"x": 1}}, {"Text": "y"}])
def test_unknown_parameter_is_ignored_as_telegram_does(world: World, aigul: User, unknown: dict[str, Any]) -> None:
    world.call("sendMessage", chat_id=aigul.id, text="x", **unknown)
    assert aigul.chat.last.text == "x"
    assert world.calls[-1].params == {"chat_id": aigul.id, "text": "x", **unknown}


@pytest.mark.parametrize("method", ["sendDice", "sendMediaGroup", "banChatMember"])
def test_method_that_is_not_simulated_says_so(world: World, method: str) -> None:
    with pytest.raises(ApiError, match=f"^501 SIMULATOR: {method} exists in the Bot API") as refusal:
        world.call(method, chat_id=5)
    assert (refusal.value.code, refusal.value.description[:9]) == (501, "SIMULATOR")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *((word, True) for word in (True, 1, "true", "True", "TRUE", "1", "yes", "Yes ", FormText("True"))),
        *((word, False) for word in (False, 0, "false", "False", "0", "no", FormText("False"))),
    ],
)
def test_booleans_are_read_as_telegrams_server_reads_them(
    world: World, aigul: User, raw: object, expected: bool
) -> None:
    world.call("sendMessage", chat_id=aigul.id, text="x", protect_content=raw)
    assert aigul.chat.last.protected is expected


def test_numbers_may_be_text_and_text_numbers(world: World, aigul: User) -> None:
    message = world.call("sendMessage", chat_id=str(aigul.id), text=7, link_preview_options={"url": 5})
    assert message["text"] == "7"
    world.call("deleteMessages", chat_id=aigul.id, message_ids=[str(message["message_id"])])
    assert aigul.chat.message(message["message_id"]) is None


def test_object_may_be_text_in_a_json_body(world: World, aigul: User) -> None:
    world.call("sendMessage", chat_id=aigul.id, text="x", reply_markup='{"remove_keyboard":true}')
    assert aigul.chat.last.removes_keyboard


@pytest.mark.parametrize("name", ["business_connection_id", "reply_to_message_id", "allow_paid_broadcast"])
def test_deprecated_and_not_simulated_parameters_are_refused(world: World, aigul: User, name: str) -> None:
    with refused(f'parameter "{name}" exists in the Bot API but is deprecated or not simulated'):
        world.call("sendMessage", {"chat_id": aigul.id, "text": "x", name: 1})


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 5}, "message text is empty"),
        ("sendMessage", {"chat_id": 5, "text": ""}, "message text is empty"),
        ("editMessageText", {"chat_id": 5, "text": "x"}, "message identifier is not specified"),
        ("deleteMessages", {"chat_id": 5}, "message identifiers are not specified"),
        ("getChatMember", {"chat_id": 5}, "invalid user_id specified"),
        ("answerCallbackQuery", {}, "query is too old and response timeout expired or query ID is invalid"),
        ("sendDocument", {"chat_id": 5}, "there is no document in the request"),
        ("copyMessage", {"chat_id": 5, "message_id": 1}, "chat_id is empty"),
    ],
)
def test_missing_parameter_is_refused(world: World, method: str, params: dict[str, Any], reason: str) -> None:
    with refused(f"Bad Request: {reason}"):
        world.call(method, params)


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendMessage", {"chat_id": 5, "text": {"x": 1}}, 'parameter "text" must be a String'),
        ("sendMessage", {"chat_id": 5, "text": True}, 'parameter "text" must be a String'),
        ("sendMessage", {"chat_id": 5, "text": "x", "protect_content": "да"}, '"protect_content" must be a Boolean'),
        ("sendMessage", {"chat_id": 5, "text": "x", "protect_content": 2}, '"protect_content" must be a Boolean'),
        ("sendMessage", {"chat_id": 5.0, "text": "x"}, 'parameter "chat_id" must be an Integer'),
        ("sendMessage", {"chat_id": "five", "text": "x"}, "chat not found"),
        ("deleteMessage", {"chat_id": 5, "message_id": True}, 'parameter "message_id" must be an Integer'),
        ("deleteMessage", {"chat_id": 5, "message_id": FormText("1.5")}, 'parameter "message_id" must be an Integer'),
        ("sendMessage", {"chat_id": FormText("abc"), "text": "x"}, "chat not found"),
        (
            "sendMessage",
            {"chat_id": 5, "text": "x", "reply_markup": FormText("{")},
            "can't parse reply keyboard markup",
        ),
        ("sendMessage", {"chat_id": 5, "text": "x", "reply_parameters": {"message_id": "x"}}, '"message_id" must be'),
        ("sendMessage", {"chat_id": 5, "text": "x", "reply_parameters": {"quote": True}}, 'Field "quote" must be'),
        ("sendMessage", {"chat_id": 5, "text": "x", "reply_parameters": {"poll_option_id": "1"}}, "is not simulated"),
        ("getUpdates", {"limit": 0}, 'parameter "limit" must be between 1 and 100'),
        ("getUpdates", {"limit": 101}, 'parameter "limit" must be between 1 and 100'),
        ("getUpdates", {"allowed_updates": [5]}, 'parameter "allowed_updates" must be an Array of String'),
        ("getUpdates", {"allowed_updates": "message"}, "can't parse allowed updates JSON object"),
        ("deleteMessages", {"chat_id": 5, "message_ids": []}, 'parameter "message_ids" must have 1-100 items'),
        ("deleteMessages", {"chat_id": 5, "message_ids": list(range(101))}, "must have 1-100 items, not 101"),
        ("getChatMember", {"chat_id": 5, "user_id": -5}, "invalid user_id specified"),
        ("setMyName", {"language_code": "kaz"}, "invalid language code specified"),
        ("setMyName", {"language_code": "KK"}, "invalid language code specified"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "can't parse BotCommandScope"),
        ("setMyCommands", {"commands": [], "scope": {"type": "room"}}, "BotCommandScope: unsupported type specified"),
        ("setMyCommands", {"commands": [{"command": "x"}]}, "BotCommand: Can't find field \"description\""),
        ("setMyCommands", {"commands": [{"command": "x", "description": "x", "is_ephemeral": 1}]}, "of type Boolean"),
        ("sendDocument", {"chat_id": 5, "document": "https://momu.kz/x.pdf"}, "URLs are not simulated"),
        ("sendDocument", {"chat_id": 5, "document": "attach://x"}, "nothing is attached as attach://x"),
        ("sendMessage", {"chat_id": 5, "text": "x", "link_preview_options": []}, "link preview options: expected"),
        ("sendMessage", {"chat_id": 5, "text": "x", "link_preview_options": {"url": [5]}}, 'Field "url" must be'),
        ("editMessageMedia", {"chat_id": 5, "message_id": 1, "media": {"type": "video"}}, "InputMedia of type 'video'"),
        ("editMessageMedia", {"chat_id": 5, "message_id": 1, "media": {"type": "photo"}}, "media not found"),
    ],
)  # fmt: skip
def test_wrong_type_is_refused(world: World, method: str, params: dict[str, Any], reason: str) -> None:
    with refused(reason):
        world.call(method, params)


def test_form_values_are_read_by_their_type(world: World, aigul: User) -> None:
    form = {"chat_id": aigul.id, "text": "x", "protect_content": "true", "reply_markup": '{"remove_keyboard":true}'}
    world.call("sendMessage", {name: FormText(value) for name, value in form.items()})
    assert aigul.chat.last.protected
    assert aigul.chat.last.removes_keyboard


def test_attached_file_nobody_uses_is_refused(world: World, aigul: User) -> None:
    part = Upload("a.pdf", "application/pdf", b"x")
    with refused("the file part 'lost' is not used"):
        world.call("sendMessage", {"chat_id": aigul.id, "text": "x", "lost": part})


def test_bug_of_the_simulator_is_loud(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "bot", None)
    with pytest.raises(AttributeError):
        world.call("getMe")
    assert (world.calls[0].status, world.calls[0].description[:17]) == (500, "SIMULATOR crashed")


def test_calls_show_numbers_and_objects_even_when_they_failed(world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.server_error())
    form = {"chat_id": str(aigul.id), "text": "5", "reply_markup": '{"remove_keyboard":true}'}
    with refused("Bad Gateway", code=502):
        world.call("sendMessage", {name: FormText(value) for name, value in form.items()})
    assert world.calls[0].params == {"chat_id": aigul.id, "text": "5", "reply_markup": {"remove_keyboard": True}}


def test_calls_are_kept_as_received(world: World, aigul: User) -> None:
    world.call("sendMessage", chat_id=aigul.id, text="x")
    with refused("chat not found"):
        world.call("sendMessage", chat_id=77, text="y")
    assert [(call.method, call.params["text"], call.status, call.description) for call in world.calls] == [
        ("sendMessage", "x", 200, ""),
        ("sendMessage", "y", 400, "Bad Request: chat not found"),
    ]
