"""The command `doctor`, which examines whether all is well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from zoneinfo import ZoneInfo

import typer

from bot.cli.process import REFUSED, run_until_stopped, say
from bot.config.setting_hints import NO_POLICY_DATE
from bot.config.settings import InvalidSettings, Settings, load_settings, misspelt_in_environment
from bot.domain.wall_clock import local
from bot.health.finding import Finding, Level, ok, problem, warning
from bot.machine import system_clock, system_monotonic
from bot.operator.doctor import examine_disk, find_group


def doctor() -> None:
    """Look at settings, files, erasures, Telegram and the policy; exit 0 only without a PROBLEM. The bot may go on."""
    found: list[Finding] = []
    run_until_stopped(_tell(found), unfinished="interrupted; the rest was not looked at")
    if any(finding.level is Level.PROBLEM for finding in found):
        raise typer.Exit(REFUSED)


async def _tell(found: list[Finding]) -> None:
    async for finding in _examine():
        found.append(finding)
        say(str(finding))


async def _examine() -> AsyncIterator[Finding]:
    try:
        settings = load_settings(need_token=False)
    except InvalidSettings as error:
        for line in error.lines:
            name, _, text = line.partition(": ")
            yield problem(name, text)
        return
    for finding in _examine_settings(settings):
        yield finding
    async for finding in examine_disk(settings, system_clock):
        yield finding
    async for finding in _examine_telegram(settings):
        yield finding
    yield await _examine_policy(settings)


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
    async for finding in examine_telegram(url, token, group, topic, profiles, check.on_request, clock):
        yield finding


async def _examine_policy(settings: Settings) -> Finding:
    from bot.operator.doctor_policy import examine_policy

    return await examine_policy(settings)


def _examine_settings(settings: Settings) -> list[Finding]:
    here = local(system_clock(), ZoneInfo(settings.timezone))
    found = [ok("settings", f"all are valid; it is {here:%H:%M} in {settings.timezone} ({here:%z})")]
    for line in misspelt_in_environment():
        name, _, text = line.partition(": ")
        found.append(warning(name, text))
    if settings.operator_bin is None:
        text = "is not set; the bot does not start without it: the law wants it in the consent (94-V, art. 8(4)(1))"
        found.append(problem("OPERATOR_BIN", text))
    if not settings.privacy_policy_date:
        found.append(warning("PRIVACY_POLICY_DATE", NO_POLICY_DATE))
    return found
