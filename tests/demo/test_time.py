"""The clock of the demo lands where its buttons say."""

from datetime import datetime

import pytest
from playwright.async_api import expect

from simulator.page.leaps import ZONE, seconds_of
from tests.demo.browser import Tab


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23 08:59:30", "2026-11-23 09:00:00"),  # a Monday
        ("2026-11-23 09:00:00", "2026-11-24 09:00:00"),
        ("2026-11-27 12:00:00", "2026-11-30 09:00:00"),  # Friday to Monday
        ("2026-11-28 07:00:00", "2026-11-30 09:00:00"),
        ("2026-11-29 23:00:00", "2026-11-30 09:00:00"),
    ],
)
def test_the_next_working_morning(now: str, then: str) -> None:
    begin, end = (datetime.fromisoformat(moment).replace(tzinfo=ZONE) for moment in (now, then))
    assert seconds_of("morning", int(begin.timestamp() * 1000)) == (end - begin).total_seconds()


@pytest.mark.parametrize(("leap", "days"), [("hour", 1 / 24), ("day", 1), ("year", 365)])
def test_the_other_leaps(leap: str, days: float) -> None:
    assert seconds_of(leap, 0) == days * 86_400


async def test_each_second_the_clock_is_drawn_again_and_not_the_button_below(bare_tab: Tab) -> None:
    outage, clock = bare_tab.controls.get_by_role("button", name="Telegram down"), bare_tab.page.locator("#clock")
    drawn, before = await outage.evaluate_handle("node => node.firstChild"), await clock.inner_text()
    await expect(clock).not_to_have_text(before)
    assert await outage.evaluate("(node, drawn) => node.firstChild === drawn", drawn)
