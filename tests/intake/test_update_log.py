"""How many lines does an update leave that cannot be stored for hours?"""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.intake.update_log import UpdateLog
from tests.handlers.turns import make_event


def test_an_update_leaves_a_line_when_it_is_refused_first_and_one_when_it_is_stored(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "bot.intake.update_log")
    update, updates = replace(make_event("words"), number=7), UpdateLog()
    for _ in range(1_000):
        updates.note(update, 0.5, is_stored=False)
    updates.note(update, 0.5, is_stored=True)
    assert caplog.messages == ["update 7: words, not stored, 500.0 ms", "update 7: words, stored, 500.0 ms"]
    updates.note(update, 0.5, is_stored=False)
    assert len(caplog.messages) == 3


def test_at_debug_each_refusal_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot.intake.update_log")
    updates = UpdateLog()
    for _ in range(3):
        updates.note(make_event("words"), 0.5, is_stored=False)
    assert [record.levelname for record in caplog.records] == ["INFO", "DEBUG", "DEBUG"]
