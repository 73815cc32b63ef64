"""Ids of rows stand in the order of the seconds in which they were made, and are otherwise random."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.row_id import abbreviate, make_row_id
from bot.domain.time import EPOCH, SECOND, Moment
from bot.machine import system_entropy

MOMENTS = st.integers(-(10**12), 2**32 * 1000 - 1).map(Moment)


@given(st.lists(st.integers(0, 2**32 * 1000 - 1).map(Moment), min_size=2, max_size=9))
def test_later_ones_come_later(moments: list[Moment]) -> None:
    made = [make_row_id(8, one, system_entropy) for one in sorted(moments)]
    seconds = [id_[:4] for id_ in made]
    assert seconds == sorted(seconds)
    assert len(set(seconds)) == len({(one - EPOCH) // SECOND for one in moments})


@given(MOMENTS, st.sampled_from((8, 16)))
def test_it_is_as_long_as_asked_for_whatever_the_clock_says(moment: Moment, length: int) -> None:
    assert len(make_row_id(length, moment, system_entropy)) == length


def test_within_a_second_they_differ() -> None:
    assert len({make_row_id(8, EPOCH, system_entropy) for _ in range(100)}) == 100


def test_abbreviated_they_differ_too() -> None:
    for length in (8, 16):
        assert len({abbreviate(make_row_id(length, EPOCH, system_entropy)) for _ in range(100)}) == 100


def test_the_rest_is_what_was_drawn() -> None:
    assert make_row_id(8, EPOCH + SECOND, lambda length: b"x" * length) == b"\0\0\0\1xxxx"
