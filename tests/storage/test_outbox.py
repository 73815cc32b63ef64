"""Is no change missed while an earlier one is being told, and does one lane keep its order?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.domain.facts import Fact
from bot.domain.time import MINUTE, Moment, Span
from storage import outbox, outbox_lanes, strays
from storage.engine import Engine
from storage.news import News
from storage.outbox import STAFF, OutboxRow, Urgency
from storage.statements import Statement
from tests.databases import open_main
from tests.examples import examples

NOW = Moment(1_000)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    opened = await open_main(tmp_path)
    yield opened
    await opened.close()


async def first(engine: Engine, lane: str = STAFF, now: Moment = NOW) -> OutboxRow:
    found = await outbox_lanes.first_due(engine, lane, now)
    assert found
    return found


async def look(engine: Engine, now: Moment = NOW, limit: int = 3) -> outbox_lanes.Look:
    return await outbox_lanes.look(engine, now, limit)


async def served(engine: Engine) -> list[bytes]:
    """Subjects of the group's lane, in the order in which they are told."""
    found = []
    while row := await outbox_lanes.first_due(engine, STAFF, NOW):
        found.append(row.subject)
        await engine.write([outbox.delivered(row)])
    return found


async def test_a_change_during_a_delivery_is_delivered_again(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    under_way = await first(engine)
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    await engine.write([outbox.delivered(under_way)])
    again = await first(engine)
    assert (again.id, again.version) == (under_way.id, under_way.version + 1)
    await engine.write([outbox.delivered(again)])
    assert await outbox_lanes.first_due(engine, STAFF, NOW) is None


async def test_a_retry_after_a_change_does_not_hold_the_change_up(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    under_way = await first(engine)
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    await engine.write([outbox.retry(under_way, NOW + MINUTE)])
    assert (await first(engine)).attempts == 0


async def test_a_lane_waits_for_its_first_and_other_lanes_do_not(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, bytes([number]), NOW) for number in (1, 2)])
    await engine.write([outbox.tell("aa", Fact.SENT, b"lead", NOW)])
    await engine.write([outbox.retry(await first(engine), NOW + Span(500))])
    found = await look(engine)
    assert ([row.lane for row in found.due], found.next_due) == (["aa"], NOW + Span(500))
    assert await outbox_lanes.first_due(engine, STAFF, NOW) is None
    await engine.write([outbox.resume_lane(STAFF, NOW)])
    assert (await first(engine)).subject == b"\x01"


async def test_a_deferred_row_holds_up_no_other_and_takes_its_old_place_again(engine: Engine) -> None:
    """However long another row is deferred, and whatever comes meanwhile."""
    erasure, *cards = b"erasure", b"\x01", b"\x02", b"\x03"
    await engine.write([outbox.tell(STAFF, Fact.CARD, card, NOW) for card in cards])
    await engine.write([outbox.defer(await first(engine), NOW + Span(300))])
    await engine.write([outbox.tell(STAFF, Fact.ERASED_CARDS, erasure, NOW, Urgency.ERASURE)])
    await engine.write([outbox.defer(await first(engine), NOW + Span(60))])
    assert (await first(engine)).subject == cards[1]
    assert (await look(engine)).next_due == NOW + Span(60)
    assert not (await look(engine, NOW + Span(59))).is_deferred_due
    assert (await look(engine, NOW + Span(60))).is_deferred_due
    await engine.write([outbox.resume_deferred(NOW + Span(60))])
    back = await first(engine, now=NOW + Span(60))
    assert (back.subject, back.urgency, back.attempts) == (erasure, Urgency.ERASURE, 0)
    await engine.write([outbox.resume_deferred(NOW + Span(300)), outbox.delivered(back)])
    assert (await first(engine, now=NOW + Span(300))).subject == cards[0]


async def test_what_is_told_later_holds_up_no_other_and_takes_its_place_then(engine: Engine) -> None:
    later = NOW + MINUTE
    await engine.write(
        [outbox.tell_later(STAFF, Fact.TAKEN, b"lead", later), outbox.tell(STAFF, Fact.SENT, b"next", NOW)]
    )
    assert (await first(engine)).subject == b"next"
    assert (await look(engine)).next_due == later
    await engine.write([outbox.resume_deferred(later)])
    assert (await first(engine, now=later)).subject == b"lead"


async def test_what_has_failed_stands_behind_all_others(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, bytes([number]), NOW) for number in (1, 2)])
    await engine.write([outbox.defer(await first(engine), NOW, failed=True), outbox.resume_deferred(NOW)])
    second = await first(engine)
    await engine.write([outbox.delivered(second)])
    last = await first(engine)
    assert (second.subject, last.subject, last.attempts) == (b"\x02", b"\x01", 1)


async def test_what_is_told_anew_waits_no_longer_by_itself(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    await engine.write([outbox.defer(await first(engine), NOW + Span(300))])
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW, Urgency.PRESS)])
    assert (await first(engine)).urgency == Urgency.PRESS


async def test_a_person_who_waits_for_an_answer_is_not_behind_a_thousand_others(engine: Engine) -> None:
    await engine.write([outbox.tell(f"p{number}", Fact.POLICY, b"%d" % number, NOW) for number in range(1000)])
    await engine.write([outbox.tell("me", Fact.SENT, b"lead", NOW + Span(1))])
    await engine.write([outbox.tell(STAFF, Fact.NUDGE, b"lead", NOW + Span(1))])
    found = [row.lane for row in (await look(engine, NOW + Span(1))).due]
    assert found[:2] == [STAFF, "me"]
    assert len(found) == 5
    await engine.write([outbox.tell("p0", Fact.SENT, b"another", NOW + Span(1))])
    assert "p0" in [row.lane for row in (await look(engine, NOW + Span(1))).due][:3]


async def test_a_new_card_goes_before_what_only_time_has_brought(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.NUDGE, b"%d" % number, NOW) for number in range(10)])
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"new", NOW)])
    assert (await first(engine)).fact is Fact.CARD


@examples(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from(Urgency), st.integers(0, 255)), unique_by=lambda row: row[1]))
async def test_a_lane_is_served_by_urgency_and_then_by_age(tmp_path: Path, rows: list[tuple[Urgency, int]]) -> None:
    engine = await open_main(tmp_path)
    await engine.run_script("DELETE FROM outbox")
    await engine.write([outbox.tell(STAFF, Fact.CARD, bytes([lead]), NOW, urgency) for urgency, lead in rows])
    assert await served(engine) == [bytes([lead]) for _, lead in sorted(rows, key=lambda row: row[0])]
    await engine.close()


async def test_told_anew_while_it_waits_it_keeps_its_place(engine: Engine) -> None:
    for lead in (b"a", b"b", b"a", b"c"):
        await engine.write([outbox.tell(STAFF, Fact.CARD, lead, NOW)])
    assert await served(engine) == [b"a", b"b", b"c"]


async def test_no_number_is_given_twice(engine: Engine) -> None:
    """What ends the first delivery must not end the second."""
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    under_way = await first(engine)
    await engine.write([outbox.cancel(Fact.CARD, b"lead"), outbox.tell(STAFF, Fact.CARD, b"lead", NOW)])
    await engine.write([outbox.delivered(under_way)])
    assert (await first(engine)).id > under_way.id


async def test_a_stray_that_waits_for_a_day_does_not_hold_up_what_is_refused_later(engine: Engine) -> None:
    await engine.write([strays.tell(-1, 7, NOW)])
    await engine.write([outbox.defer(await first(engine), NOW + Span(1))])
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"lead", NOW, Urgency.LAST)])
    assert (await first(engine)).fact is Fact.CARD


async def test_what_a_query_finds_is_told_as_though_each_were_told_by_itself(engine: Engine) -> None:
    for subject in (b"a", b"b"):
        await engine.write([outbox.tell(STAFF, Fact.NUDGE, subject, NOW)])
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"a", NOW, Urgency.PRESS)])
    row = await outbox_lanes.first_due(engine, STAFF, NOW)
    assert row
    await engine.write([outbox.add_unconfirmed(row, 1)])
    found = Statement("SELECT subject FROM outbox WHERE kind = $1", (Fact.NUDGE,))
    await engine.write([outbox.tell_each(STAFF, Fact.CARD, found, NOW - Span(1), Urgency.ERASURE)])
    rows = await engine.read("SELECT lane, subject, urgency, version, due_at, doubts FROM outbox WHERE kind = 'card'")
    assert rows == [("staff", b"a", 0, 2, NOW - Span(1), 0), ("staff", b"b", 0, 1, NOW - Span(1), 0)]


async def test_only_what_waits_is_renewed_and_only_what_is_less_urgent_promoted(engine: Engine) -> None:
    await engine.write([outbox.tell("aa", Fact.EXPORT, b"a", NOW + Span(9), Urgency.PRESS)])
    found = Statement("SELECT $1 AS subject UNION SELECT $2", (b"a", b"b"))
    await engine.write([outbox.renew(Fact.EXPORT, found, NOW)])
    await engine.write([outbox.promote(Fact.EXPORT, b"a", Urgency.USUAL, NOW + Span(5))])
    every = "SELECT subject, version, due_at, urgency FROM outbox"
    assert await engine.read(every) == [(b"a", 2, NOW, 1)]
    await engine.write([outbox.promote(Fact.EXPORT, b"a", Urgency.ERASURE, NOW + Span(5))])
    assert await engine.read(every) == [(b"a", 2, NOW + Span(5), 0)]


async def test_a_waiting_fact_says_its_version_and_how_often_it_was_sent_without_an_answer(
    engine: Engine,
) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"a", NOW), outbox.tell(STAFF, Fact.NUDGE, b"a", NOW)])
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"a", NOW)])
    row = await outbox_lanes.first_due(engine, STAFF, NOW)
    assert row
    assert (row.subject, row.version, row.doubts) == (b"a", 2, 0)
    await engine.write([outbox.add_unconfirmed(row, 4)])
    await engine.write([outbox.add_unconfirmed(row, -1)])
    row = await outbox_lanes.first_due(engine, STAFF, NOW)
    assert row
    assert (row.subject, row.version, row.doubts) == (b"a", 2, 3)
    told = [(fact, subject) for fact in (Fact.CARD, Fact.NUDGE) for subject in (b"a", b"b")]
    assert [await outbox.version_of(engine, *one) for one in told] == [2, None, 1, None]
    assert [await outbox.is_waiting(engine, *one) for one in told] == [True, False, True, False]


async def test_only_the_fact_that_no_longer_has_to_be_told_goes(engine: Engine) -> None:
    for subject in (b"a", b"b"):
        await engine.write([outbox.tell(STAFF, fact, subject, NOW) for fact in (Fact.CARD, Fact.NUDGE)])
    await engine.write([outbox.cancel(Fact.CARD, b"a")])
    left = "SELECT kind, subject FROM outbox ORDER BY kind, subject"
    assert await engine.read(left) == [("card", b"b"), ("nudge", b"a"), ("nudge", b"b")]
    await engine.write([outbox.forget_lead(b"b")])
    assert await engine.read(left) == [("nudge", b"a")]


async def test_what_only_a_newer_version_can_tell_is_left_as_it_is_and_counted(engine: Engine) -> None:
    await engine.write([outbox.tell(STAFF, Fact.CARD, number, NOW) for number in (b"a", b"b", b"c")])
    await engine.write([Statement("UPDATE outbox SET kind = 'weather' WHERE subject <> $1", (b"a",))])
    later = NOW + MINUTE
    await engine.write([outbox.pause_lane(STAFF, later)])
    due = "SELECT kind, due_at FROM outbox ORDER BY id"
    assert await engine.read(due) == [("card", later), ("weather", NOW), ("weather", NOW)]
    assert await outbox.count_unknown_kinds(engine) == {"weather": 2}


def test_whatever_makes_a_fact_due_now_wakes_who_tells_it() -> None:
    one = Statement("SELECT $1 AS subject", (b"a",))
    changes = [
        outbox.tell(STAFF, Fact.CARD, b"a", NOW),
        outbox.tell_each(STAFF, Fact.CARD, one, NOW, Urgency.USUAL),
        outbox.promote(Fact.CARD, b"a", Urgency.ERASURE, NOW),
        outbox.hasten(Fact.CARD, b"a", NOW),
        outbox.renew(Fact.CARD, one, NOW),
        outbox.resume_lane(STAFF, NOW),
    ]
    assert [change.brings for change in changes] == [(News.FACT_TO_TELL,)] * len(changes)


async def test_what_is_hastened_is_first_and_due_and_an_attempt_under_way_does_not_put_it_off(
    engine: Engine,
) -> None:
    await engine.write([outbox.tell(STAFF, fact, b"a", NOW) for fact in (Fact.NUDGE, Fact.CARD)])
    await engine.write([outbox.tell(STAFF, Fact.CARD, b"b", NOW, Urgency.PRESS)])
    under_way = await first(engine)
    hastened = outbox.hasten(Fact.CARD, b"a", NOW + Span(7))
    assert hastened.brings == (News.FACT_TO_TELL,)
    await engine.write([outbox.retry(under_way, NOW + MINUTE), hastened])
    found = await first(engine, now=NOW + Span(7))
    assert (found.fact, found.subject, found.version, found.attempts) == (Fact.CARD, b"a", 2, 0)
    assert (found.urgency, found.due_at) == (Urgency.ERASURE, NOW + Span(7))
    await engine.write([outbox.hasten(Fact.POLICY, b"a", NOW)])
    assert await outbox.version_of(engine, Fact.NUDGE, b"a") == 1
