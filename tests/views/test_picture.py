"""Does the picture say what the numbers say, and can it be read?"""

from __future__ import annotations

import struct
from itertools import combinations
from pathlib import Path

import pytest
from PIL import ImageFont

from bot.domain.chart import Chart
from bot.domain.funnel import Stage
from bot.domain.statistics import Daily, report
from bot.i18n import load_words
from bot.views import picture
from bot.views.drawing import draw
from bot.views.picture import BAR, BARS_LEFT, BARS_RIGHT, FULL, WIDTH, Drawing, font, lay_out
from bot.views.statistics import chart
from tests.cases import cases
from tests.same_thread import at_once

WORDS = load_words()
COUNTS = [
    *(Daily("2026-11-02", stage, "kk", 30 - 2 * stage.rank) for stage in Stage),
    *(Daily("2026-11-09", stage, "ru", 15) for stage in Stage),
    *(Daily("2026-11-16", stage, "en", 3) for stage in Stage),
]
FEW = [Daily("2026-11-02", stage, language, 2) for stage in Stage for language in ("kk", "ru", "en")]
MANY = [Daily("2026-11-02", stage, language, 98_765) for stage in Stage for language in ("kk", "ru", "en")]


def charted(language: str, counts: list[Daily]) -> Chart:
    found = chart(WORDS.text_in(language), WORDS, report(counts, WORDS.languages))
    assert found
    return found


CHART = charted("kk", COUNTS)


def drawing(language: str, counts: list[Daily] = COUNTS) -> Drawing:
    return lay_out(charted(language, counts))


@cases("language", WORDS.languages)
def test_every_stage_and_number_stands_in_the_picture(language: str) -> None:
    said = [piece.text for piece in drawing(language).pieces]
    for stage in Stage:
        assert WORDS.text_in(language)(f"stage.{stage.value}") in said
        assert str(30 - 2 * stage.rank + 15 + 3) in said
    assert "09.11–22.11" in said  # three people in a week are not told by themselves
    assert any("Русский" in one and "English" in one for one in said)  # nor are three of a language
    assert WORDS.text_in(language)("stats.title") in said


def test_a_bar_is_as_long_as_its_number() -> None:
    bars = [stripe.right - BARS_LEFT for stripe in drawing("kk").stripes if stripe.colour == FULL][: len(Stage)]
    longest = BARS_RIGHT - BARS_LEFT
    numbers = [bar.length for bar in CHART.panels[0].bars]
    assert len(set(numbers)) == len(bars)
    assert bars == [longest * number // max(numbers) for number in numbers]


@cases("counts", [COUNTS, FEW, MANY])
@cases("language", WORDS.languages)
def test_nothing_overlaps_and_nothing_leaves_the_picture(language: str, counts: list[Daily]) -> None:
    drawn = drawing(language, counts)
    boxes = [(piece.text, piece.box) for piece in drawn.pieces]
    boxes += [("a bar", (BARS_LEFT, stripe.y - BAR / 2, stripe.right, stripe.y + BAR / 2)) for stripe in drawn.stripes]
    for (one, first), (other, second) in combinations(boxes, 2):
        both_bars = one == other == "a bar"
        assert both_bars or not overlap(first, second), (one, other)
    for said, (left, top, right, bottom) in boxes:
        assert 0 <= left < right <= WIDTH, said
        assert 0 <= top < bottom <= drawn.height, said


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cases("bold", [False, True])
def test_the_font_has_every_letter_of_every_catalogue(bold: bool) -> None:
    texts = [WORDS.text_in(language)(f"stage.{stage.value}") for language in WORDS.languages for stage in Stage]
    letters = {letter for text in texts for letter in text} | set("ӘҒҚҢӨҰҮҺІәғқңөұүһіЁёЪъЫыЭэ0123456789<+–—…·")
    missing = glyph("\U0001f600", bold)
    assert sorted(letter for letter in letters if letter.strip() and glyph(letter, bold) == missing) == []
    assert glyph("漢", bold) == missing  # the negative twin


def glyph(letter: str, bold: bool) -> bytes:
    return bytes(font(40, bold).getmask(letter))


async def test_the_painter_gives_a_png_of_a_phone_s_width() -> None:
    content = await draw(CHART, at_once)
    assert content is not None
    assert content.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width == 1080
    assert width < height < 3 * width
    assert len(content) < 500_000


def test_with_nothing_to_tell_there_is_nothing_to_draw() -> None:
    assert chart(WORDS.text_in("ru"), WORDS, report([], WORDS.languages)) is None


async def test_without_its_fonts_there_is_no_picture_and_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    font.cache_clear()
    monkeypatch.setattr(picture, "FONTS", tmp_path)
    assert await draw(CHART, at_once) is None


def test_the_fonts_come_with_their_licence() -> None:
    assert {ImageFont.truetype(file).getname()[0] for file in picture.FONTS.glob("*.ttf")} == {"DejaVu Sans"}
    assert "Bitstream Vera" in (picture.FONTS / "LICENSE_DEJAVU").read_text("utf-8")
