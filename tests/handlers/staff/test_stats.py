"""A colleague asks for the statistics of the funnel, in words and as a picture."""

from __future__ import annotations

from bot.dialogue.decision import Draw, Say
from bot.domain.funnel import Stage
from bot.domain.small_cells import MIN_PEOPLE
from storage import daily_counts
from tests.handlers.cases import OUTSIDE, Case, Line, each, heard, in_group
from tests.handlers.scene import Scene
from tests.handlers.somebody import sent
from tests.handlers.turns import SAY
from tests.people import AIGERIM

STATS = in_group("/stats")
NOTHING = SAY("stats.few", title=SAY("stats.title"), fewest=MIN_PEOPLE)
PICTURE = Line(Draw, SAY("stats.title"))

CASES = [
    Case("stats.show_stats", STATS, [Line(Say, NOTHING)]),
    Case("stats.show_stats", STATS, [Line(Say, NOTHING)], [], sent()),
    Case("permissions.ignore", STATS, [], [], sent(), turn=OUTSIDE),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_a_few_are_told_in_words_and_five_in_numbers(scene: Scene) -> None:
    """Whether nobody came or four did is not told, nor how far they came."""
    few = [daily_counts.count("2026-11-20", stage, MIN_PEOPLE - 1) for stage in Stage]
    await scene.store.commit(few)
    assert heard(await scene.play(STATS)) == [Line(Say, NOTHING)]
    await scene.store.commit([daily_counts.count("2026-11-21", Stage.STARTED, 1)])
    words, drawn = (await scene.play(STATS)).replies
    assert isinstance(words, Say)
    assert isinstance(drawn, Draw)
    assert SAY("stats.line", what=SAY("stage.started"), figures=str(MIN_PEOPLE)) in words.text
    assert words.text != NOTHING


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
