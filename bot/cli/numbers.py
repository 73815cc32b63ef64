"""The commands `stats` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.process import REFUSED, complain, run_until_stopped, say, settings_or_exit, showing_progress
from bot.config.settings import Settings
from bot.domain.disclosure import HOME, Format, Recipient
from bot.domain.statistics import report
from bot.domain.wall_clock import local, minute
from bot.i18n import load_words, strip_markup
from bot.machine import SYSTEM, system_clock, system_entropy, system_thread
from bot.operator.existing_store import open_existing_store
from bot.refusal import PathUnusable
from storage import daily_counts
from storage.files import write_private

if TYPE_CHECKING:
    from bot.operator.export import Order


def stats(
    picture: Annotated[Path | None, typer.Option(help="Also draw a picture (PNG) into this file.")] = None,
) -> None:
    """How far people came, by week and by language; never about fewer than five. The bot must be stopped."""
    run_until_stopped(_stats(settings_or_exit(need_token=False), picture))


async def _stats(settings: Settings, picture: Path | None) -> None:
    from bot.views import statistics
    from bot.views.drawing import draw

    words = load_words()
    text = words.text_in("en")
    async with open_existing_store(settings) as store:
        found = report(await daily_counts.load_all(store.engine), words.languages)
    say(strip_markup(statistics.in_words(text, words, found)))
    if picture is None:
        return
    chart = statistics.chart(text, words, found)
    if chart is None:
        say("\npicture: none, there is no number to draw yet")
        return
    drawn = await draw(chart, system_thread)
    if drawn is None:
        complain("the picture could not be drawn; the numbers are complete")
        raise typer.Exit(REFUSED)
    try:
        write_private(picture, drawn)
    except OSError as error:
        raise PathUnusable(f"--picture: {picture} cannot be written ({type(error).__name__})") from None
    say(f"\npicture: {picture}")


def export(
    to: Annotated[Recipient, typer.Option("--to", help="Who receives it: your own staff, a state body, or another.")],
    recipient: Annotated[str, typer.Option("--recipient", help="Who exactly; people see it in /my_data.")],
    reason: Annotated[str, typer.Option("--reason", help="For staff: what the file is for.")] = "",
    country: Annotated[str, typer.Option("--country", help="For staff: where the file will be; ISO 3166-1.")] = HOME,
    document: Annotated[str, typer.Option("--document", help="For a state body: the document that demands it.")] = "",
    dated: Annotated[str, typer.Option("--dated", help="For a state body: the day of that document, ISO.")] = "",
    form: Annotated[Format, typer.Option("--format", help="Which kind of file.")] = Format.XLSX,
    lead: Annotated[list[str] | None, typer.Option("--lead", help="Only this application; may be repeated.")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="The file; default: beside the database.")] = None,
) -> None:
    """Write applications into a file for a day, and into the disclosure register that you did. The bot must be
    stopped."""
    from bot.operator.export import Order

    order = Order(to, form, recipient, reason, country.upper(), document, dated, tuple(lead or ()), output)
    run_until_stopped(_export(settings_or_exit(need_token=False), order))


async def _export(settings: Settings, order: Order) -> None:
    from bot.operator.export import export as export_file
    from bot.views.export_file import ExportFileMaker

    zone = ZoneInfo(settings.timezone)
    async with open_existing_store(settings) as store:
        files = ExportFileMaker(store, load_words(), settings.staff_language, zone, SYSTEM)
        today = local(system_clock(), zone).date()
        with showing_progress() as begin:
            done = await export_file(store, files, order, today, system_clock, system_entropy, begin)
    number = f"{done.applications} application{'s' if done.applications > 1 else ''}"
    say(f"{done.reference}: {number} in {done.path}, readable by its owner only")
    say(
        f"it is in the disclosure register; the bot destroys the file at {minute(done.until, zone)}, "
        "or as soon as anybody in it is erased"
    )
