"""Does the bot stand whatever Telegram brings, and answer nothing twice? `benchmarks/fuzz_door.py` is the long form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.events import KINDS
from bot.channels.telegram.incoming import read_updates
from bot.dialogue.event import Event, Unreadable
from tests.cases import cases
from tests.door.fuzz import Fuzz
from tests.examples import examples
from tests.lives.virtual_loop import run

ANSWERS_OF_TWO = {"sendMessage+sendMessage", "sendMessage+sendDocument", "sendMessage+sendPhoto"}
"""A question after the message that takes a keyboard away; a document or a picture with what it is about."""

scalars: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = """update_id message edited_message callback_query my_chat_member from chat id type date text data contact
    phone_number user_id message_id first_name language_code new_chat_member status reply_to_message caption
    message_thread_id is_topic_message is_bot sender_chat document media_group_id dice forward_origin"""
anything = st.recursive(
    scalars | st.sampled_from(["private", "supergroup", "member", "\ud800", "/start x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=8),
    max_leaves=40,
)


@examples(200)
@given(raws=st.lists(anything, max_size=4), offset=st.none() | st.integers(1, 2**40), is_intact=st.booleans())
def test_any_json_is_an_update_or_is_set_aside(raws: list[Any], offset: int | None, is_intact: bool) -> None:
    for one in read_updates(raws, offset, "momu_bot", is_intact=is_intact):
        assert one.update_id > 0
        assert one.content is None or isinstance(one.content, Event | Unreadable)


@cases("odd", [[], {}, [[]], 7, None, True])
@cases("kind", KINDS)
def test_a_chat_of_no_kind_ends_nothing_where_nobody_is_named(kind: str, odd: Any) -> None:
    """It ended the polling, and came again at every start."""
    raw = {"update_id": 7, kind: {"message_id": 1, "date": 1, "id": "1", "chat": {"id": 5, "type": odd}}}
    [one] = read_updates([raw], None, "momu_bot", is_intact=True)
    assert isinstance(one.content, Unreadable)


def test_a_crowd_of_updates_meets_no_bug_and_no_second_answer(tmp_path: Path) -> None:
    """One crowd after the other, until somebody is erased, which is rarer than anything else."""
    erased, seeds = 0, iter(range(2, 12))
    while not erased:
        seed = next(seeds)
        figures = run(Fuzz(seed, 500, regulars=12).run(tmp_path / str(seed)))
        assert (figures.bugs, figures.too_much, figures.wrong) == ([], [], [])
        assert figures.pairs.keys() <= ANSWERS_OF_TWO
        assert min(figures.unreadable, figures.answered - 250) > 0
        erased = figures.erasures
