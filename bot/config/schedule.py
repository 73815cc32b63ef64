"""Makes the schedule from the settings."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.config.settings import Settings
from bot.domain.schedule import Schedule
from bot.domain.working_calendar import WorkingCalendar


def make_schedule(settings: Settings) -> Schedule:
    """The periods and hours that the operator has set."""
    return Schedule(
        settings.retention,
        WorkingCalendar(
            ZoneInfo(settings.timezone), settings.working_hours, settings.extra_holidays, settings.extra_workdays
        ),
        settings.quiet_hours,
        settings.draft_reminders,
        settings.lead_escalations,
    )
