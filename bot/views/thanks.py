"""The thanks for an application: its reference, who contacts the person and when, and what they can do."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogue.installation import Installation
from bot.dialogue.keyboard import Button, Copy, Inline
from bot.dialogue.presses import EditPress
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent
from bot.domain.lead import Lead
from bot.domain.schedule import Schedule
from bot.domain.time import Moment
from bot.domain.wall_clock import clock, day, local
from bot.i18n import Markup, Text
from bot.views import receipt
from bot.views.keyboards import rows
from bot.views.notice import name_of


def compose_thanks(installation: Installation, text: Text, lead: Lead, now: Moment) -> str:
    """It holds no personal data. `now` is when it is said."""
    return text(
        "application.sent",
        reference=lead.reference,
        operator=name_of(text, installation.operator),
        when=Markup(say_when(text, installation.schedule, now)),
    )


def say_when(text: Text, schedule: Schedule, now: Moment) -> str:
    """The working time in which somebody who has applied `now` is contacted, in words."""
    opens, closes = schedule.contact_hours(now)
    zone = schedule.calendar.zone
    today, date = local(now, zone).date(), local(opens, zone).date()
    ends_at_midnight = local(closes, zone).date() > date
    hours = {"opens": clock(opens, zone), "closes": "24:00" if ends_at_midnight else clock(closes, zone)}
    if opens <= now:
        return text("when.now", **hours)
    if date - today <= timedelta(days=1):
        return text("when.today" if date == today else "when.tomorrow", **hours)
    weekday = text("when.weekdays").split(",")[date.weekday()]
    return text("when.later", weekday=weekday, date=day(opens, zone), **hours)


def keyboard(text: Text, lead: Lead, consent: Consent | None) -> Inline:
    """Copies the reference, corrects the application, gives the receipt of `consent`."""
    edit = Button(text(Word.EDIT), EditPress(reference=lead.reference))
    proof = [receipt.button(text, consent)] if consent else []
    return rows([Copy(text("button.copy_reference"), lead.reference)], [edit, *proof])
