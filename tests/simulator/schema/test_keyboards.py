"""Keyboards over a limit, and buttons without exactly one action, are refused."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.schema.keyboards import ForceReply, InlineKeyboard, RemoveKeyboard, ReplyKeyboard, parse
from simulator.state.group import Group
from simulator.world import World
from tests.cases import cases
from tests.simulator.asking import inline, keyboard, refused, sent


def _button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Қазақша", **fields}]]}


@cases("data", ["д" * 32, "x" * 64])
def test_callback_data_may_have_64_bytes(data: str) -> None:
    assert isinstance(parse(inline([("Иә", data)])), InlineKeyboard)


@cases("data", ["д" * 33, "x" * 65])
def test_callback_data_over_64_bytes_is_refused(data: str) -> None:
    with refused("Bad Request: BUTTON_DATA_INVALID"):
        parse(inline([("Иә", data)]))


@cases("fields", [{}, {"callback_data": ""}])
def test_button_without_action_is_refused(fields: dict[str, str]) -> None:
    with refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"):
        parse(_button(**fields))


def test_button_with_two_actions_is_refused() -> None:
    with refused("has 2 actions"):
        parse(_button(callback_data="x", url="https://momu.kz/"))


@cases("unknown", [{"hide": False}, {"colour": "red"}, {"extra": {"x": [1]}}])
def test_unknown_button_field_is_ignored_as_telegram_does(unknown: dict[str, Any]) -> None:
    """Telegraf's buttons carry `hide`."""
    found = parse(_button(callback_data="x", **unknown))
    assert isinstance(found, InlineKeyboard)
    assert found.buttons[0].to_json() == {"text": "Қазақша", "callback_data": "x"}
    assert parse({"keyboard": [[{"text": "x", **unknown}]], **unknown}) is not None


@cases("name", ["login_url", "web_app", "pay", "switch_inline_query"])
def test_button_field_that_is_not_simulated_is_refused(name: str) -> None:
    with refused(f'SIMULATOR: field "{name}" of InlineKeyboardButton exists in the Bot API but is not simulated'):
        parse(_button(**{name: "x"}))


def test_number_may_stand_for_text() -> None:
    found = parse({"inline_keyboard": [[{"text": 5, "callback_data": 7}]]})
    assert isinstance(found, InlineKeyboard)
    assert found.buttons[0].to_json() == {"text": "5", "callback_data": "7"}


def test_keyboards_may_force_a_reply(world: World, aigul: User) -> None:
    buttons = {**inline([("Иә", "y")]), "force_reply": True}
    message = sent(world, aigul.chat, reply_markup=buttons)
    assert message.to_json()["reply_markup"] == buttons
    with refused("SIMULATOR: force_reply of an inline keyboard can't be changed"):
        world.call(
            "editMessageReplyMarkup", chat_id=aigul.id, message_id=message.id, reply_markup=inline([("Жоқ", "n")])
        )
    found = parse(keyboard("Иә", force_reply=True))
    assert isinstance(found, ReplyKeyboard)
    assert found.force_reply
    with refused('field "force_reply" must be of type Boolean'):
        parse(keyboard("Иә", force_reply="yes"))


@cases("label", ["", "  ", "ә" * 65])
def test_label_has_to_be_there_and_fit(label: str) -> None:
    with refused("SIMULATOR: a button's label"):
        parse(inline([(label, "x")]))


@cases(
    ("button", "reason"),
    [
        ("Иә", "InlineKeyboardButton must be an Object"),
        ({"text": True, "callback_data": "x"}, 'Field "text" must be of type String'),
        ({"text": "Иә", "callback_data": None}, 'Field "callback_data" must be of type String'),
        ({"text": "Иә", "url": ["x"]}, 'Field "url" must be of type String'),
        ({"text": "Иә", "disabled": True}, 'Field "disabled" must be of type Object'),
        ({"text": "Иә", "callback_data": "x", "icon_custom_emoji_id": "5"}, "icon_custom_emoji_id needs"),
    ],
)
def test_fields_of_a_button_have_types(button: Any, reason: str) -> None:
    with refused(reason):
        parse({"inline_keyboard": [[button]]})


def test_flags_of_a_reply_keyboard_are_booleans() -> None:
    with refused('field "is_persistent" must be of type Boolean'):
        parse(keyboard("x", is_persistent="yes"))
    with refused('Field "request_contact" must be of type Boolean'):
        parse({"keyboard": [[{"text": "x", "request_contact": "yes"}]]})


def test_button_without_text_is_refused() -> None:
    with refused("can't parse inline keyboard button: Can't find field \"text\""):
        parse({"inline_keyboard": [[{"callback_data": "x"}]]})


@cases(
    ("url", "reason"),
    [
        ("ftp://momu.kz/x", "Unsupported URL protocol"),
        ("https://nowhere/", "Wrong HTTP URL"),
        ("http://localhost:8080/privacy", "Wrong HTTP URL"),
        ("nowhere", "Wrong HTTP URL"),
        ("https://momu.kz:0/", "Wrong port number specified in the URL"),
        ("https://momu.kz:65536/", "Wrong port number specified in the URL"),
        ("https://momu.kz:/", "Wrong port number specified in the URL"),
        ("https:///privacy", "URL host is empty"),
        ("https://./", "Host is invalid"),
        ("http://[::zz]/", "Wrong IPv6 address specified in the URL"),
        ("https://mo mu.kz/", "Wrong URL host"),
        ("https://momu%2.kz/", "Wrong percent-encoded symbol in URL host"),
    ],
)
def test_button_url_has_to_be_a_web_address(url: str, reason: str) -> None:
    with refused(f"inline keyboard button URL '{url}' is invalid: {reason}"):
        parse(_button(url=url))


@cases(
    "url",
    ["momu.kz", "HTTP://127.0.0.1:8080/x", "http://[::1]:8080/", "https://a:b@музыка.қаз:00443?x#y", "tg://user?id=1"],
)
def test_button_url_may_be_any_address_with_a_dot(url: str) -> None:
    assert parse(_button(url=url))


@cases("text", ["", "x" * 257])
def test_copy_text_has_1_to_256_characters(text: str) -> None:
    with refused("BUTTON_COPY_TEXT_INVALID"):
        parse(_button(copy_text={"text": text}))


def test_style_is_one_of_three() -> None:
    markup = parse(_button(callback_data="x", style="success"))
    assert isinstance(markup, InlineKeyboard)
    assert markup.to_json()["inline_keyboard"][0][0]["style"] == "success"
    with refused("invalid button style specified"):
        parse(_button(callback_data="x", style="green"))


@cases("rows", [[[("x", "x")] * 9], [[("x", "x")] * 8] * 13])
def test_inline_keyboard_over_8_in_a_row_or_100_is_refused(rows: list[list[tuple[str, str]]]) -> None:
    with refused("reply markup is too long"):
        parse(inline(*rows))


@cases("rows", [[["x"] * 11], [["x"] * 10] * 31])
def test_reply_keyboard_over_10_in_a_row_or_300_is_refused(rows: list[list[str]]) -> None:
    with refused("reply markup is too long"):
        parse({"keyboard": rows})


@cases("placeholder", ["", "x" * 65, True])
def test_placeholder_has_1_to_64_characters(placeholder: object) -> None:
    with refused("input_field_placeholder"):
        parse(keyboard("x", input_field_placeholder=placeholder))


def test_reply_button_asks_for_one_thing() -> None:
    with refused("a keyboard button asks for one thing"):
        parse({"keyboard": [[{"text": "x", "request_contact": True, "request_location": True}]]})


@pytest.mark.parametrize(("request_for", "named"), [("contact", "phone number"), ("location", "location")])
def test_contact_and_location_can_be_requested_in_private_chats_only(
    world: World, staff: Group, request_for: str, named: str
) -> None:
    markup = {"keyboard": [[{"text": "Жіберу", f"request_{request_for}": True}]]}
    with refused(f"Bad Request: {named} can be requested in private chats only"):
        sent(world, staff, reply_markup=markup)


@cases("raw", [[], "x", 5])
def test_markup_has_to_be_an_object(raw: object) -> None:
    with refused("object expected as reply markup"):
        parse(raw)


@cases("raw", [{}, {"inline_keyboard": [], "keyboard": []}, {"remove_keyboard": True, "force_reply": True}])
def test_markup_is_of_exactly_one_kind(raw: dict[str, Any]) -> None:
    with refused("reply_markup has to be of one kind"):
        parse(raw)


def test_rows_have_to_be_arrays() -> None:
    with refused('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'):
        parse({"inline_keyboard": [{"text": "x"}]})


@cases("name", ["remove_keyboard", "force_reply"])
def test_remove_and_force_have_to_be_true(name: str) -> None:
    assert isinstance(parse({name: True}), RemoveKeyboard | ForceReply)
    with refused(f"{name} has to be true"):
        parse({name: False})


def test_keyboard_without_buttons_is_no_keyboard() -> None:
    assert parse({"inline_keyboard": []}) is None
    assert parse({"keyboard": [[]]}) is None


def test_reply_keyboard_stays_until_removed(world: World, aigul: User) -> None:
    sent(world, aigul.chat, reply_markup=keyboard("Иә", "Жоқ"))
    sent(world, aigul.chat)
    assert aigul.chat.reply_keyboard_shown == ["Иә", "Жоқ"]
    message = sent(world, aigul.chat, reply_markup={"remove_keyboard": True})
    assert message.removes_keyboard
    assert aigul.chat.reply_keyboard_shown is None


def test_reply_keyboard_goes_with_its_message(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat, reply_markup=keyboard("Иә"))
    assert isinstance(message.reply_keyboard, ReplyKeyboard)
    world.call("deleteMessage", chat_id=aigul.id, message_id=message.id)
    assert aigul.chat.reply_keyboard_shown is None


def test_reply_keyboard_is_not_shown_to_the_bot(world: World, aigul: User) -> None:
    answer = world.call("sendMessage", chat_id=aigul.id, text="x", reply_markup=keyboard("Иә"))
    assert "reply_markup" not in answer
