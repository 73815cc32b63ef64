"""Entities given explicitly are checked in UTF-16 units; others Telegram finds by itself."""

from __future__ import annotations

from typing import Any

from aiogram.utils.formatting import Bold, Code, Text, TextLink

from simulator.text.formatted import format_request_text, format_typed_text
from tests.cases import cases
from tests.simulator.asking import refused


def _bold(offset: int, length: int) -> list[dict[str, Any]]:
    return [{"type": "bold", "offset": offset, "length": length}]


def test_explicit_entities_are_kept() -> None:
    text = format_request_text("👍 ия", None, _bold(3, 2))
    assert [entity.to_json() for entity in text.entities] == _bold(3, 2)
    assert text.html == "👍 <b>ия</b>"


@cases(("offset", "length"), [(0, 6), (-1, 2), (0, 0), (5, 1)])
def test_entities_outside_of_the_text_are_refused(offset: int, length: int) -> None:
    with refused("SIMULATOR: entity bold"):
        format_request_text("👍 ия", None, _bold(offset, length))


def test_entity_that_cuts_a_surrogate_pair_is_refused() -> None:
    with refused("cuts a surrogate pair"):
        format_request_text("👍 ия", None, _bold(1, 2))


def test_unknown_entity_type_is_refused() -> None:
    with refused("can't parse MessageEntity: unsupported type specified: blink"):
        format_request_text("ия", None, [{"type": "blink", "offset": 0, "length": 1}])


@cases(
    ("entity", "reason"),
    [
        ("bold", "can't parse MessageEntity: MessageEntity must be an Object"),
        ({"type": "bold", "offset": "x", "length": 1}, 'Field "offset" must be a valid Number'),
        ({"type": "bold", "offset": 0, "length": True}, 'Field "length" must be a valid Number'),
        ({"type": "bold", "offset": 0}, 'Can\'t find field "length"'),
        ({"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 1}}, 'field "user" of MessageEntity exists'),
        ({"type": "date_time", "offset": 0, "length": 1}, "Invalid date specified"),
    ],
)
def test_malformed_entity_is_refused(entity: Any, reason: str) -> None:
    with refused(reason):
        format_request_text("ия", None, [entity])


def test_link_without_url_is_refused() -> None:
    with refused('Can\'t find field "url"'):
        format_request_text("ия", None, [{"type": "text_link", "offset": 0, "length": 1}])


@cases("entity", [{"offset": "1", "length": 1}, {"offset": 1, "length": 1, "colour": "red"}])
def test_numbers_of_an_entity_may_be_text_and_unknown_fields_are_ignored(entity: dict[str, Any]) -> None:
    text = format_request_text("ия", None, [{"type": "bold", **entity}])
    assert [entity.to_json() for entity in text.entities] == _bold(1, 1)


def test_parse_mode_and_entities_together_are_refused() -> None:
    with refused("both parse_mode and entities"):
        format_request_text("ия", "HTML", _bold(0, 1))


def test_what_aiogram_formats_is_accepted() -> None:
    content = Text("👍 ", Bold("қою ", Code("x")), TextLink("сілтеме", url="https://momu.kz/"))
    text, entities = content.render()
    read_text = format_request_text(text, None, [entity.model_dump(exclude_none=True) for entity in entities])
    assert read_text.html == '👍 <b>қою </b><code>x</code><a href="https://momu.kz/">сілтеме</a>'


@cases(
    ("written", "expected"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/start@momu_bot abc", [("bot_command", "/start@momu_bot")]),
        ("a/b мен 1/2", []),
        ("жазыңыз: a.b@momu.kz!", [("email", "a.b@momu.kz")]),
        ("https://momu.kz/x?y=1.", [("url", "https://momu.kz/x?y=1")]),
        ("momu.kz сайты", [("url", "momu.kz")]),
        ("@momu_support #музыка", [("mention", "@momu_support"), ("hashtag", "#музыка")]),
        ("+7 701 123 45 67", [("phone_number", "+7 701 123 45 67")]),
        ("жай мәтін", []),
    ],
)
def test_telegram_finds_these_by_itself(written: str, expected: list[tuple[str, str]]) -> None:
    text = format_typed_text(written)
    found = [(entity.type, text.text[entity.offset : entity.offset + entity.length]) for entity in text.entities]
    assert found == expected


def test_the_text_of_a_link_is_no_second_link() -> None:
    assert [
        entity.type for entity in format_request_text('<a href="https://momu.kz/x">momu.kz</a>', "HTML", None).entities
    ] == ["text_link"]


def test_nothing_is_found_inside_code() -> None:
    assert [entity.type for entity in format_request_text("<code>a@momu.kz</code>", "HTML", None).entities] == ["code"]
