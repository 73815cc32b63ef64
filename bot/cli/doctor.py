"""The command `doctor`, which examines whether all is well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC
from functools import partial
from json import dumps
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.process import REFUSED, run_until_stopped, say, while_showing
from bot.cli.version import VERSION
from bot.config.setting_hints import NO_POLICY_DATE
from bot.config.settings import InvalidSettings, Settings, load_settings, misspelt_in_environment
from bot.config.throwaway_disk import find_throwaway_files
from bot.domain.time import Moment
from bot.domain.wall_clock import local
from bot.health.finding import Finding, Level, ok, problem, warning
from bot.machine import system_clock, system_monotonic
from bot.operator.doctor import examine_disk, find_group

UNFINISHED = "interrupted; the rest was not looked at"
FORMAT = 1
"""The number of the shape of the JSON document. It grows when a name in it goes or changes its meaning."""


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")] = False,
) -> None:
    """Look at settings, files, erasures, Telegram and the policy; exit 0 only without a PROBLEM. The bot may go on."""
    found: list[Finding] = []
    is_complete = False
    try:
        run_until_stopped(_collect(found, None if json else say), unfinished=UNFINISHED)
        is_complete = True
    finally:
        if json:
            say(compose_json(found, system_clock(), is_complete=is_complete))
    if any(finding.level is Level.PROBLEM for finding in found):
        raise typer.Exit(REFUSED)


def compose_json(found: list[Finding], at: Moment, *, is_complete: bool) -> str:
    """The document that docs/operator/doctor.md describes, in ASCII, whatever the terminal can show."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "at": local(at, UTC).isoformat(timespec="seconds"),
        "complete": is_complete,
        "findings": [finding.as_json() for finding in found],
    }
    return dumps(document, indent=2)


async def _collect(found: list[Finding], tell: Callable[[str], None] | None) -> None:
    """A terminal shows what is looked at, until its next finding is told."""
    for what, findings in _examine().items():
        while finding := await while_showing(what, anext(findings, None)):
            found.append(finding)
            if tell:
                tell(str(finding))


def _examine() -> dict[str, AsyncIterator[Finding]]:
    """Each examination: the name of what it looks at, and its findings."""
    try:
        settings = load_settings(need_token=False)
    except InvalidSettings as error:
        return {"looking at the settings": _refuse_settings(error)}
    return {what: examine(settings) for what, examine in EXAMINATIONS.items()}


async def _refuse_settings(error: InvalidSettings) -> AsyncIterator[Finding]:
    for line in error.lines:
        name, _, text = line.partition(": ")
        yield problem(name, text)


async def _examine_disk(settings: Settings) -> AsyncIterator[Finding]:
    async for finding in examine_disk(settings, system_clock):
        yield finding


async def _examine_telegram(settings: Settings) -> AsyncIterator[Finding]:
    if settings.bot_token is None:
        yield warning("BOT_TOKEN", "is not set; nothing was asked of Telegram")
        return
    from bot.channels.telegram.doctor import examine_telegram
    from bot.health.time_check import TimeCheck
    from bot.i18n import load_words
    from bot.operator.doctor_clock import examine_clock
    from bot.views.profile import compose_profiles

    token, group = settings.bot_token.get_secret_value(), await find_group(settings)
    check = TimeCheck(system_clock, system_monotonic)
    url, topic = settings.telegram_api_url, settings.staff_topic_id
    profiles = compose_profiles(load_words(), settings.operator, settings.default_language)
    clock = partial(examine_clock, check)
    hook = settings.webhook_url
    async for finding in examine_telegram(url, token, group, topic, profiles, check.on_request, clock, hook):
        yield finding


async def _examine_policy(settings: Settings) -> AsyncIterator[Finding]:
    from bot.operator.doctor_policy import examine_policy

    yield await examine_policy(settings)


async def _examine_settings(settings: Settings) -> AsyncIterator[Finding]:
    here = local(system_clock(), ZoneInfo(settings.timezone))
    yield ok("settings", f"all are valid; it is {here:%H:%M} in {settings.timezone} ({here:%z})")
    for line in misspelt_in_environment():
        name, _, text = line.partition(": ")
        yield warning(name, text)
    if settings.operator_bin is None:
        text = "is not set; the bot does not start without it: the law wants it in the consent (94-V, art. 8(4)(1))"
        yield problem("OPERATOR_BIN", text)
    for name, text in find_throwaway_files(settings).items():
        yield problem(name, text)
    if not settings.privacy_policy_date:
        yield warning("PRIVACY_POLICY_DATE", NO_POLICY_DATE)


EXAMINATIONS: dict[str, Callable[[Settings], AsyncIterator[Finding]]] = {
    "looking at the settings": _examine_settings,
    "looking at what is stored": _examine_disk,
    "asking Telegram": _examine_telegram,
    "reading the privacy policy": _examine_policy,
}
"""By what they look at, in the order of their lines. A new one is a function here, or, if it reads the store, in
bot/operator/doctor_content.py."""
