"""Does the picture say what the numbers say, and can it be read?"""

from __future__ import annotations

import struct
import tempfile
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Drawn

from bot.domain.funnel import Stage
from bot.domain.statistics import Daily, report
from bot.i18n import load_words
from bot.machine import system_process
from bot.views.drawing import ChartPainter
from bot.views.picture import draw
from bot.views.statistics import chart

WORDS = load_words()
COUNTS = [
    *(Daily("2026-11-02", stage, "kk", 30 - 2 * stage.rank) for stage in Stage),
    *(Daily("2026-11-09", stage, "ru", 15) for stage in Stage),
    *(Daily("2026-11-16", stage, "en", 3) for stage in Stage),
]
CHART = chart(WORDS.text_in("kk"), WORDS, report(COUNTS, WORDS.languages))
FEW = [Daily("2026-11-02", stage, language, 2) for stage in Stage for language in ("kk", "ru", "en")]
MANY = [Daily("2026-11-02", stage, language, 98_765) for stage in Stage for language in ("kk", "ru", "en")]


def figure(language: str, counts: list[Daily] = COUNTS) -> Figure:
    return draw(asdict(chart(WORDS.text_in(language), WORDS, report(counts, WORDS.languages))))


def drawn(picture: Figure) -> list[Drawn]:
    return [text for text in picture.findobj(Drawn) if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_stage_and_number_stands_in_the_picture(language: str) -> None:
    said = [text.get_text() for text in drawn(figure(language))]
    for stage in Stage:
        assert WORDS.text_in(language)(f"stage.{stage.value}") in said
        assert str(30 - 2 * stage.rank + 15 + 3) in said
    assert "09.11–22.11" in said  # three people in a week are not told by themselves
    assert any("Русский" in one and "English" in one for one in said)  # nor are three of a language
    assert WORDS.text_in(language)("stats.title") in said


@pytest.mark.parametrize("counts", [COUNTS, FEW, MANY])
@pytest.mark.parametrize("language", WORDS.languages)
def test_nothing_overlaps_and_nothing_leaves_the_picture(language: str, counts: list[Daily]) -> None:
    picture = figure(language, counts)
    picture.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in drawn(picture)]
    for (one, first), (other, second) in combinations(boxes, 2):
        assert not first.overlaps(second), (one, other)
    for said, box in boxes:
        assert box.x0 >= 0, said
        assert box.x1 <= picture.bbox.width, said
        assert 0 <= box.y0 < box.y1 <= picture.bbox.height, said


async def test_the_painter_gives_a_png_of_a_phone_s_width() -> None:
    content = await ChartPainter(system_process).draw(CHART)
    assert content is not None
    assert content.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 1080
    assert width < height < 3 * width
    assert len(content) < 500_000


async def test_with_nothing_to_tell_a_picture_is_drawn_all_the_same() -> None:
    assert await ChartPainter(system_process).draw(chart(WORDS.text_in("ru"), WORDS, report([], WORDS.languages)))


async def test_without_a_folder_to_draw_in_there_is_no_picture_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    assert await ChartPainter(system_process).draw(CHART) is None
