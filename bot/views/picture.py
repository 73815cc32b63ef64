"""Draws a chart of bars as a PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.domain.chart import Bar, Chart, Panel
from bot.domain.frozen import frozen

WIDTH = 1080  # pixels: a phone's screen, as are all numbers below
LEFT, BARS_LEFT, BARS_RIGHT = 44, 368, 950
ROW, BAR = 66, 40
HEAD, GAP, LINE = 92, 44, 30  # a title with its bars' distance; what separates panels; one line of a note
TITLE, HEADING, LABEL, NOTE = 38, 28, 25, 21  # sizes of letters
FULL, REST, INK, GREY, PAPER = "#2f6f9f", "#dfe8ef", "#1b1f23", "#57606a", "white"
FONTS = Path(__file__).parent / "fonts"


@frozen
class Piece:
    """A text; `anchor` says which of its points stands at `x`, `y`, as Pillow names them (left and middle: `lm`)."""

    text: str
    x: int
    y: int
    anchor: str
    size: int
    colour: str = INK
    bold: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return ImageDraw.Draw(Image.new("1", (1, 1))).multiline_textbbox(
            (self.x, self.y), self.text, font(self.size, self.bold), self.anchor, align=_align(self)
        )


@frozen
class Stripe:
    """A bar from the left edge of all bars to `right`, its middle at `y`."""

    right: int
    y: int
    colour: str


@frozen
class Drawing:
    height: int
    stripes: tuple[Stripe, ...]
    pieces: tuple[Piece, ...]


@lru_cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans with the letters of Latin, Greek and Cyrillic, so also Ә Ғ Қ Ң Ө Ұ Ү Һ І."""
    file = FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
    # Read here: if the file were missing, the library would take one of the machine's.
    return ImageFont.truetype(io.BytesIO(file.read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)


def lay_out(chart: Chart) -> Drawing:
    """Where everything stands. A panel without bars is left out."""
    stripes, pieces = list[Stripe](), [Piece(chart.title, LEFT, 50, "lm", TITLE, bold=True)]
    top = 110
    for panel in chart.panels:
        if panel.bars:
            pieces.append(Piece(panel.title, LEFT, top + HEAD // 2, "lm", HEADING, FULL, bold=True))
            stripes += _stripes(panel, top + HEAD)
            for row, bar in enumerate(panel.bars):
                pieces += _beside(bar, top + HEAD + ROW * row)
            top += HEAD + ROW * len(panel.bars) + GAP
    note = [line for said in chart.note.split("\n") for line in fold(said, font(NOTE), WIDTH - 2 * LEFT)]
    pieces += [Piece(line, LEFT, top + LINE * row + LINE // 2, "lm", NOTE, GREY) for row, line in enumerate(note)]
    return Drawing(top + LINE * len(note) + GAP // 2, tuple(stripes), tuple(pieces))


def _stripes(panel: Panel, top: int) -> Iterator[Stripe]:
    longest = max(1, *(bar.length for bar in panel.bars))
    for row, bar in enumerate(panel.bars):
        y = top + ROW * row + ROW // 2
        yield Stripe(BARS_RIGHT, y, REST)
        if bar.length:
            yield Stripe(BARS_LEFT + (BARS_RIGHT - BARS_LEFT) * bar.length // longest, y, FULL)


def _beside(bar: Bar, top: int) -> Sequence[Piece]:
    """The label to the left of a bar, in two lines if need be, and its figure to the right."""
    label, y = "\n".join(fold(bar.label, font(LABEL), BARS_LEFT - LEFT - 10)), top + ROW // 2
    return Piece(label, BARS_LEFT - 10, y, "rm", LABEL), Piece(bar.figure, BARS_RIGHT + 16, y, "lm", LABEL, bold=True)


def fold(text: str, letters: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines of whole words that are at most so many pixels wide, if no single word is wider."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if letters.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def _align(piece: Piece) -> str:
    return "right" if piece.anchor.startswith("r") else "left"


def render(chart: Chart) -> bytes:
    """The PNG."""
    drawing = lay_out(chart)
    image = Image.new("RGB", (WIDTH, drawing.height), PAPER)
    canvas = ImageDraw.Draw(image)
    for stripe in drawing.stripes:
        top = stripe.y - BAR // 2
        canvas.rectangle((BARS_LEFT, top, stripe.right - 1, top + BAR - 1), fill=stripe.colour)
    for piece in drawing.pieces:
        letters = font(piece.size, piece.bold)
        canvas.multiline_text((piece.x, piece.y), piece.text, piece.colour, letters, piece.anchor, align=_align(piece))
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()
