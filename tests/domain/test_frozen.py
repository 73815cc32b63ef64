"""Does a class that is marked as frozen behave as a value?"""

from __future__ import annotations

import copy
import pickle
from dataclasses import field, replace

import pytest

from bot.domain.frozen import frozen


@frozen
class Point:
    x: int
    y: int = 0
    name: str = field(default="", compare=False)


def test_values_are_equal_and_hashed_by_their_fields() -> None:
    assert Point(1) == Point(1, 0, "another")
    assert {Point(1), Point(1, 0), Point(2)} == {Point(1), Point(2)}
    assert replace(Point(1), y=5) == Point(1, 5)


def test_a_value_has_no_other_fields() -> None:
    with pytest.raises(AttributeError):
        Point(1).z = 3  # type: ignore[attr-defined]


def test_the_type_checker_refuses_to_assign() -> None:
    point = Point(1)
    point.x = 2  # type: ignore[misc]  # mypy would call this comment unused if it did not refuse


def test_a_value_outlives_a_copy() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2))) == copy.deepcopy(Point(1, 2)) == Point(1, 2)  # noqa: S301
