"""A colleague asks for the statistics of the funnel, in words and as a picture."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Draw, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.statistics import report
from bot.views import statistics
from handlers.conditions import command
from storage import daily_counts


def routes() -> Routes:
    return (Route(show_stats, command("stats")),)


async def show_stats(event: Event, turn: Turn) -> Decision:
    """The words are sent at once, the picture once it is drawn."""
    found = report(await daily_counts.load_all(turn.store.engine), turn.words.languages)
    said = Say(statistics.in_words(turn.text, turn.words, found))
    drawn = statistics.chart(turn.text, turn.words, found)
    return Decision([said, Draw(drawn, turn.text("stats.title"))] if drawn else [said])
