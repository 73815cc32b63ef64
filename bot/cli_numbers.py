"""Which commands tell how it goes?"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Annotated

import typer

from bot.domain.statistics import report
from bot.drawing import Studio
from bot.i18n import load_words
from bot.operator.office import open_office
from bot.process import REFUSED, complain, run_until_stopped, say, settings_or_exit
from bot.settings import Settings
from handlers import stats as card
from storage import daily_counts
from storage.files import write_private


def stats(
    picture: Annotated[Path | None, typer.Option(help="Also draw a picture (PNG) into this file.")] = None,
) -> None:
    """How far people came, by week and by language; never about fewer than five. The bot must be stopped."""
    run_until_stopped(_stats(settings_or_exit(need_token=False), picture))


async def _stats(settings: Settings, picture: Path | None) -> None:
    words = load_words()
    text = words.speak("en")
    async with open_office(settings) as store:
        found = report(await daily_counts.everything(store.engine), words.languages)
    say(html.unescape(re.sub(r"<[^>]+>", "", card.in_words(text, words, found))))
    if picture is None:
        return
    drawn = await Studio().draw(card.chart(text, words, found))
    if drawn is None:
        complain("the picture could not be drawn; the numbers are complete")
        raise typer.Exit(REFUSED)
    write_private(picture, drawn)
    say(f"\npicture: {picture}")
