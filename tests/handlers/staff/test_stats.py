"""A colleague asks for the statistics of the funnel, in words and as a picture."""

from __future__ import annotations

from bot.dialogue.decision import Draw, Say
from bot.domain.funnel import Stage
from bot.domain.statistics import report
from bot.views import statistics
from storage import daily_counts
from tests.handlers.cases import OUTSIDE, Case, Line, each, heard, in_group
from tests.handlers.scene import Scene
from tests.handlers.somebody import sent
from tests.handlers.turns import SAY, WORDS
from tests.people import AIGERIM

STATS = in_group("/stats")
NOTHING = statistics.in_words(SAY, WORDS, report([], WORDS.languages))
PICTURE = Line(Draw, SAY("stats.title"))

CASES = [
    Case("stats.show_stats", STATS, [Line(Say, NOTHING), PICTURE]),
    Case("stats.show_stats", STATS, [Line(Say, NOTHING), PICTURE], [], sent()),
    Case("permissions.ignore", STATS, [], [], sent(), turn=OUTSIDE),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_what_was_counted_stands_in_the_words_and_in_the_picture(scene: Scene) -> None:
    await scene.admit(sent())
    rows = [daily_counts.count("2026-11-20", stage, 1000 + stage.rank) for stage in Stage]
    await scene.store.commit(rows)
    decision = await scene.play(STATS)
    words, drawn = decision.replies
    assert isinstance(words, Say)
    assert isinstance(drawn, Draw)
    assert "1001" in words.text
    assert [bar.length for bar in drawn.chart.panels[0].bars] == [1000 + stage.rank for stage in Stage]
    assert [secret for secret in AIGERIM.secrets if secret in words.text] == []
    assert heard(decision)[1] == PICTURE
