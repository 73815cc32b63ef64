"""Draws a chart: a program (`python -m bot.views.picture`) that reads JSON and writes a PNG.

It runs in a process of its own because the plotting library needs a second of computing and 60 MB. So conversations
are not held up, and the memory is released at the end.
"""

from __future__ import annotations

import io
import json
import sys
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH, DPI = 6.0, 180  # inches, and dots in each: 1,080 dots are a phone's screen
ROW, HEAD = 0.36, 0.75  # inches: the height of one bar, and of a panel's title with its margins
LABEL_LINE_LENGTH = 20  # characters in one line beside a bar; two lines fit
COLOUR, PALE, INK, GREY = "#2f6f9f", "#dfe8ef", "#1b1f23", "#57606a"
FONT = "DejaVu Sans"
"""Comes with the library, and has the letters Ә Ғ Қ Ң Ө Ұ Ү Һ І."""


def draw(chart: dict[str, Any]) -> Figure:
    """`bot.domain.chart.Chart` as plain data. A panel without bars is left out."""
    panels = [panel for panel in chart["panels"] if panel["bars"]]
    heights = [HEAD + ROW * len(panel["bars"]) for panel in panels]
    top, bottom = 0.55, 0.35 + 0.22 * (chart["note"].count("\n") + 2)
    total = sum(heights) + top + bottom
    with rc_context({"font.family": FONT, "font.size": 10, "text.color": INK}):
        figure = Figure(figsize=(WIDTH, total), dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(0.04, 1 - 0.36 / total, chart["title"], fontsize=15, fontweight="bold")
        used = top
        for panel, height in zip(panels, heights, strict=True):
            used += height
            axes = figure.add_axes((0.34, 1 - (used - 0.12) / total, 0.54, (height - HEAD + 0.12) / total))
            _bars(axes, panel, figure)
        figure.text(0.04, 0.12 / total, chart["note"], fontsize=8.5, color=GREY, va="bottom", wrap=True)
    return figure


def _bars(axes: Axes, panel: dict[str, Any], figure: Figure) -> None:
    bars = panel["bars"]
    places, longest = range(len(bars)), max(*(bar["length"] for bar in bars), 1)
    axes.barh(places, [longest] * len(bars), color=PALE, height=0.62)
    axes.barh(places, [bar["length"] for bar in bars], color=COLOUR, height=0.62)
    axes.set_yticks(places, labels=[fill(bar["label"], LABEL_LINE_LENGTH) for bar in bars])
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlim(0, longest)
    axes.set_xticks([])
    axes.tick_params(length=0, colors=INK)
    for place, bar in zip(places, bars, strict=True):
        axes.annotate(bar["figure"], (longest, place), (6, 0), textcoords="offset points", va="center", weight="bold")
    for side in axes.spines.values():
        side.set_visible(False)
    box = axes.get_position()
    height = figure.get_size_inches()[1]
    figure.text(0.04, box.y1 + 0.1 / height, panel["title"], fontsize=11, fontweight="bold", color=COLOUR)


def render(chart: dict[str, Any]) -> bytes:
    """The PNG."""
    picture = io.BytesIO()
    draw(chart).savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(render(json.load(sys.stdin)))
