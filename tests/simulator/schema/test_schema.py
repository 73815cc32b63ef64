"""The simulator knows what Bot API 10.3 knows: every name is compared with aiogram, which mirrors it."""

from __future__ import annotations

import aiogram.methods
import aiogram.types
from aiogram.enums import ChatAction, MessageEntityType, UpdateType

from simulator.methods.sending import ACTIONS
from simulator.schema.bot_api import BOT_API_METHODS
from simulator.schema.kinds import UPDATE_KINDS
from simulator.schema.objects import OBJECTS
from simulator.schema.parameters import METHODS
from simulator.text.entities import DETAILS, TYPES_WITHOUT_DETAIL
from tests.cases import cases

OF_AIOGRAM = {
    method.__api_method__: method
    for name in aiogram.methods.__all__
    if isinstance(getattr(method := getattr(aiogram.methods, name), "__api_method__", None), str)
}


def test_every_method_of_the_bot_api_is_known() -> None:
    assert set(OF_AIOGRAM) == BOT_API_METHODS
    assert set(METHODS) < BOT_API_METHODS


@cases("method", METHODS)
def test_table_has_the_parameters_of_the_bot_api(method: str) -> None:
    fields = OF_AIOGRAM[method].model_fields
    assert set(METHODS[method].required) | set(METHODS[method].optional) == set(fields)
    assert {name for name, field in fields.items() if field.is_required()} - {"url"} <= set(METHODS[method].required)


@cases("kind", OBJECTS)
def test_table_has_the_fields_of_the_objects(kind: str) -> None:
    assert set(OBJECTS[kind]) == set(getattr(aiogram.types, kind).model_fields)


def test_every_kind_of_update_action_and_entity_is_known() -> None:
    assert {kind.value for kind in UpdateType} == UPDATE_KINDS
    assert {action.value for action in ChatAction} == ACTIONS
    assert {kind.value for kind in MessageEntityType} - {"text_mention"} == TYPES_WITHOUT_DETAIL | set(DETAILS) | {
        "date_time"
    }
