"""The statistics of the funnel, in words and as a chart."""

from __future__ import annotations

from datetime import date

from bot.domain.chart import Bar, Chart, Panel
from bot.domain.funnel import LONGER, Stage
from bot.domain.small_cells import MIN_PEOPLE
from bot.domain.statistics import Report, Row, Share, Weeks
from bot.domain.time import MINUTE
from bot.i18n import Markup, Text, Words, exact_duration, strip_markup

FEW = f"<{MIN_PEOPLE}"


def in_words(text: Text, words: Words, found: Report) -> str:
    """Everything that the chart shows, and each stage by week and by language. Of few people only that."""
    if not found.is_worth_telling:
        return text("stats.few", title=text("stats.title"), fewest=MIN_PEOPLE)
    stages = [text("stats.line", what=_stage(text, row.stage), figures=_figure(row)) for row in found.rows]
    weeks = [_line(text, row, [f"{week(span)}: {span.count}" for span in row.weeks]) for row in found.rows if row.weeks]
    languages = [
        _line(text, row, [f"{_names(words, share)}: {share.count}" for share in row.languages])
        for row in found.rows
        if row.languages
    ]
    return text(
        "stats.card",
        title=text("stats.title"),
        stages=Markup("\n".join(stages)),
        wait=wait(text, found),
        weeks=Markup("\n".join(weeks) or "—"),
        languages=Markup("\n".join(languages) or "—"),
        note=text("stats.note", fewest=MIN_PEOPLE),
    )


def chart(text: Text, words: Words, found: Report) -> Chart | None:
    """All stages, and the sent applications by week and by language. None while there is no number to draw."""
    if not found.is_worth_telling:
        return None
    sent = next(row for row in found.rows if row.stage is Stage.SENT)
    way = tuple(Bar(strip_markup(_stage(text, row.stage)), row.total or 0, _figure(row)) for row in found.rows)
    weeks = tuple(Bar(week(span), span.count, str(span.count)) for span in sent.weeks if not span.since_ever)
    languages = tuple(Bar(_names(words, share), share.count, str(share.count)) for share in sent.languages)
    panels = (
        Panel(strip_markup(text("stats.way")), way),
        Panel(strip_markup(text("stats.weeks")), weeks),
        Panel(strip_markup(text("stats.languages")), languages),
    )
    note = f"{wait(text, found)}\n{text('stats.note', fewest=MIN_PEOPLE)}"
    return Chart(strip_markup(text("stats.title")), panels, strip_markup(note))


def wait(text: Text, found: Report) -> str:
    """The median time until an application is taken; a dash while too few have been taken."""
    if found.wait is None:
        return text("stats.wait", span="—")
    start, end = found.wait
    if end == LONGER:
        return text("stats.wait", span=text("stats.wait_longer", start=_span(text, start)))
    return text("stats.wait", span=text("stats.wait_between", start=_span(text, start), end=_span(text, end)))


def week(span: Weeks) -> str:
    start = "…" if span.since_ever else _day(span.first)
    return f"{start}–{_day(span.last)}"


def _line(text: Text, row: Row, figures: list[str]) -> str:
    return text("stats.line", what=_stage(text, row.stage), figures=" · ".join(figures))


def _figure(row: Row) -> str:
    return FEW if row.total is None else str(row.total)


def _stage(text: Text, stage: Stage) -> str:
    return text(f"stage.{stage.value}")


def _names(words: Words, share: Share) -> str:
    """A language without a catalogue is named by its code."""
    known = words.languages
    return " + ".join(words.text_in(name)("language.name") if name in known else name for name in share.languages)


def _span(text: Text, minutes: int) -> str:
    return exact_duration(text, minutes * MINUTE) if minutes else text("time.minutes", count=0)


def _day(day: date) -> str:
    return day.strftime("%d.%m")
