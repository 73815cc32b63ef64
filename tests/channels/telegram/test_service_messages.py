"""Which messages has nobody written?"""

import inspect
import re

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.channels.telegram.service_messages import FIELDS, is_service
from tests.cases import cases

WRITTEN = """text animation audio document live_photo paid_media photo sticker story video video_note voice checklist
    contact dice game poll venue location invoice giveaway giveaway_winners rich_message"""
"""What a person can send, or bring about as a message of their own."""
NO_KINDS = {"unknown", "any"}


def test_every_kind_of_message_the_library_knows_is_written_by_somebody_or_by_nobody() -> None:
    """A new version of the library brings new kinds: decide which they are."""
    known = {kind.value for kind in ContentType} - NO_KINDS
    assert known - set(WRITTEN.split()) == FIELDS


def test_whatever_is_described_as_a_service_message_is_one() -> None:
    described = re.findall(r'^    (\w+): .*?\n    """(.*?)"""', inspect.getsource(Message), re.DOTALL | re.MULTILINE)
    found = {name for name, text in described if "ervice message" in text}
    assert len(found) > 40
    assert found <= FIELDS


@cases("kind", [CallbackQuery, ChatMemberUpdated])
def test_no_other_update_has_such_a_field(kind: type[CallbackQuery] | type[ChatMemberUpdated]) -> None:
    assert FIELDS.isdisjoint(kind.model_fields)


@cases("name", WRITTEN.split())
def test_what_people_send_is_no_service_message(name: str) -> None:
    assert not is_service({"message_id": 1, "reply_to_message": {"pinned_message": {}}, name: {}})


@cases("content", [None, [], "pinned_message", 7])
def test_what_is_no_message_is_none(content: object) -> None:
    assert not is_service(content)
