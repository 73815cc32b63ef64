"""Is each thing due when it should be, also after the bot was down?"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lead import Outcome, Status
from bot.domain.retention import RULES, Retention, rule_of_lead
from bot.domain.schedule import Schedule
from bot.domain.time import DAY, HOUR, MINUTE, Span
from bot.domain.working_calendar import Hours, WorkingCalendar
from tests.cases import cases
from tests.domain.test_working_calendar import at

SCHEDULE = Schedule(
    Retention({}),
    WorkingCalendar(ZoneInfo("Asia/Almaty"), Hours(9 * 60, 18 * 60)),
    Hours(21 * 60, 9 * 60),
    (HOUR, 24 * HOUR),
    (15 * MINUTE, HOUR),
)
MORNING = at("2026-11-23T10:00")


def test_reminders_come_after_an_hour_and_a_day_and_no_more() -> None:
    due = [SCHEDULE.remind_at(MORNING, number, MORNING) for number in range(3)]
    assert due == [MORNING + HOUR, MORNING + 24 * HOUR, None]


@given(st.integers(0, int(40 * DAY)).map(Span))
def test_two_reminders_never_come_close_together(slept: Span) -> None:
    late = MORNING + HOUR + slept
    second = SCHEDULE.remind_at(MORNING, 1, late)
    assert second is not None
    assert second == late + 23 * HOUR


@given(
    st.integers(0, int(400 * DAY)).map(Span),
    st.sampled_from([Status.NEW, Status.TAKEN, Status.CONTACTED]),
    st.integers(0, 1),
)
def test_staff_are_nudged_in_working_time_only(after: Span, status: Status, nudges: int) -> None:
    due = SCHEDULE.nudge_at(status, MORNING + after, nudges, MORNING + after)
    assert due is not None
    assert due > MORNING + after
    assert SCHEDULE.calendar.is_open(due)


@cases("status", Status)
def test_every_nudge_ends(status: Status) -> None:
    assert SCHEDULE.nudge_at(status, MORNING, 2, MORNING) is None


def test_a_closed_lead_has_nothing_to_expect_but_its_end() -> None:
    due = SCHEDULE.of_lead(Status.CLOSED, Outcome.WON, MORNING)
    end = MORNING + rule_of_lead(Status.CLOSED, Outcome.WON).default
    assert (due.destroy_at, due.nudge_at, due.warn_at, due.gather_at) == (end, None, None, None)


def test_an_open_lead_ends_when_it_was_promised_and_staff_are_warned_before() -> None:
    due = SCHEDULE.of_lead(Status.NEW, None, MORNING, {rule_of_lead(Status.NEW, None).name: 30 * DAY})
    assert (due.destroy_at, due.warn_at) == (MORNING + 30 * DAY, MORNING + 23 * DAY)


def test_a_lead_of_working_time_is_not_gathered_and_one_of_the_night_is() -> None:
    assert SCHEDULE.of_lead(Status.NEW, None, MORNING).gather_at is None
    assert SCHEDULE.of_lead(Status.NEW, None, at("2026-11-22T23:00")).gather_at == at("2026-11-23T09:00")
    assert SCHEDULE.of_lead(Status.TAKEN, None, at("2026-11-22T23:00")).gather_at is None


def test_where_leads_live_a_week_nobody_is_warned_of_their_end() -> None:
    short = Schedule(Retention(dict.fromkeys(RULES, 7 * DAY)), SCHEDULE.calendar, SCHEDULE.quiet, (), ())
    assert short.of_lead(Status.NEW, None, MORNING).warn_at is None
    assert SCHEDULE.of_lead(Status.NEW, None, MORNING).warn_at == MORNING + 358 * DAY


def test_nothing_is_due_where_it_is_switched_off() -> None:
    silent = Schedule(SCHEDULE.retention, SCHEDULE.calendar, SCHEDULE.quiet, (), ())
    assert silent.remind_at(MORNING, 0, MORNING) is None
    assert silent.nudge_at(Status.NEW, MORNING, 0, MORNING) is None


def test_at_night_a_message_waits_for_the_morning_and_by_day_it_does_not() -> None:
    night, morning = at("2026-11-22T23:00"), at("2026-11-23T09:00")
    assert (SCHEDULE.after_quiet_hours(night), SCHEDULE.is_quiet(night)) == (morning, True)
    assert (SCHEDULE.after_quiet_hours(morning), SCHEDULE.is_quiet(morning)) == (morning, False)


def test_the_owner_of_a_lead_is_reminded_at_the_same_time_of_later_working_days() -> None:
    taken = at("2026-12-14T10:20")
    due = [SCHEDULE.nudge_at(Status.TAKEN, taken, nudges, taken) for nudges in range(3)]
    assert due == [at("2026-12-15T10:20"), at("2026-12-18T10:20"), None]  # 16 December is Independence Day


def test_a_first_reminder_that_is_overdue_is_due_since_its_time() -> None:
    assert SCHEDULE.remind_at(MORNING, 0, MORNING + 5 * HOUR) == MORNING + HOUR


def test_a_new_lead_is_told_of_again_and_again_with_the_same_gaps_after_a_stop() -> None:
    three = replace(SCHEDULE, escalations=(15 * MINUTE, HOUR, 3 * HOUR))
    late = MORNING + 5 * HOUR
    assert three.of_lead(Status.NEW, None, MORNING).nudge_at == MORNING + 15 * MINUTE
    on_time = [three.nudge_at(Status.NEW, MORNING, nudges, MORNING) for nudges in range(4)]
    assert on_time == [MORNING + 15 * MINUTE, MORNING + HOUR, MORNING + 3 * HOUR, None]
    delayed = [three.nudge_at(Status.NEW, MORNING, nudges, late) for nudges in range(3)]
    assert delayed == [MORNING + 15 * MINUTE, late + 45 * MINUTE, late + 2 * HOUR]


def test_a_closed_lead_ends_by_its_outcome() -> None:
    assert SCHEDULE.of_lead(Status.CLOSED, Outcome.SPAM, MORNING).destroy_at == MORNING + 7 * DAY


@cases(
    ("applied", "opens", "closes"),
    [
        ("2026-11-23T10:00", "2026-11-23T09:00", "2026-11-23T18:00"),
        ("2026-11-23T16:59", "2026-11-23T09:00", "2026-11-23T18:00"),
        ("2026-11-23T17:01", "2026-11-24T09:00", "2026-11-24T18:00"),  # less than an hour is left
        ("2026-11-21T12:00", "2026-11-23T09:00", "2026-11-23T18:00"),  # a Saturday
    ],
)
def test_who_applies_is_contacted_on_a_day_with_an_hour_left(applied: str, opens: str, closes: str) -> None:
    assert SCHEDULE.contact_hours(at(applied)) == (at(opens), at(closes))


def test_of_a_short_day_half_is_enough() -> None:
    short = replace(SCHEDULE, calendar=WorkingCalendar(ZoneInfo("Asia/Almaty"), Hours(10 * 60, 11 * 60)))
    assert short.contact_hours(at("2026-11-23T10:29"))[0] == at("2026-11-23T10:00")
    assert short.contact_hours(at("2026-11-23T10:31"))[0] == at("2026-11-24T10:00")


def test_who_did_not_answer_is_called_again_at_the_opening_of_the_next_working_day() -> None:
    friday = at("2026-11-20T17:40")
    assert SCHEDULE.retry_day(friday) == date(2026, 11, 23)
    assert SCHEDULE.retry_at(friday) == at("2026-11-23T09:00")
