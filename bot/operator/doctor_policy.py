"""Examines whether people can read the privacy policy at its address."""

from __future__ import annotations

import aiohttp

from bot.config.settings import Settings
from bot.health.finding import Finding, ok, warning

REQUEST_TIMEOUT_SECONDS = 10


async def examine_policy(settings: Settings) -> Finding:
    """Whether the policy can be read, and is about one site only (docs/facts/privacy.md 1)."""
    name = "PRIVACY_POLICY_URL"
    url = settings.privacy_policy_url.replace("{lang}", settings.default_language)
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_SECONDS)) as session,
            session.get(url) as answer,
        ):
            status, text = (
                answer.status,
                (await answer.read()).decode("utf-8", "replace"),
            )  # whatever encoding it declares
    except (aiohttp.ClientError, OSError, TimeoutError):
        return warning(name, f"{url} cannot be reached from here; people have to be able to read it")
    if status != 200:
        return warning(name, f"{url} answers {status}; people have to be able to read it")
    if "tomu.kz" in text and "momu.kz" in text:
        return warning(name, "the policy names both tomu.kz and momu.kz; have its owner say which site it is about")
    return ok(name, "can be read")
