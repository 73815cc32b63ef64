"""Do buttons stand in the rows they were given, and does a row without any leave no gap?"""

import pytest

from bot.dialogue.keyboard import Button, Inline, Link
from bot.dialogue.presses import LeadPress, StopOffersPress
from bot.views.keyboards import rows

STOP = Button("Тоқтату", StopOffersPress())
POLICY = Link("Саясат ↗", "https://momu.kz/p")


def test_rows_stand_as_given() -> None:
    assert rows([STOP, POLICY], [POLICY]) == Inline(((STOP, POLICY), (POLICY,)))


def test_an_empty_row_is_none() -> None:
    assert rows([], [STOP], []) == Inline(((STOP,),))
    assert rows([], []) == Inline(())
    assert rows() == Inline(())


def test_a_button_that_cannot_be_sent_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        Button("Ашу", LeadPress("ә" * 32))
