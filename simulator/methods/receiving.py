"""How the bot receives updates: getUpdates and the webhook methods (docs/facts/telegram.md 1.6, 1.7)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import bad_request, conflict, too_many_requests
from simulator.schema.check import Args
from simulator.state.webhook import Webhook
from simulator.state.world_state import WorldState

PORTS = frozenset({80, 88, 443, 8443})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WEBHOOK_IS_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def get_updates(world: WorldState, args: Args) -> list[dict[str, Any]]:
    """The updates that wait now; `http/polling.py` does the long wait. Confirms everything below the offset."""
    if world.webhook.url:
        raise conflict(WEBHOOK_IS_SET)
    remember_allowed(world, args)
    confirm(world, args.get("offset", 0))
    batch = world.updates.take(args.get("limit", 100), world.clock.now_ms())
    return [update.to_json() for update in batch]


def confirm(world: WorldState, offset: int) -> None:
    waiting = len(world.updates.pending)
    world.updates.confirm(offset)
    if len(world.updates.pending) != waiting:
        world.feed.emit("updates_confirmed")


def remember_allowed(world: WorldState, args: Args) -> None:
    """Stores allowed_updates until they are given again; an empty list restores the default."""
    if "allowed_updates" in args:
        world.updates.allowed = frozenset(args["allowed_updates"]) or None


def set_webhook(world: WorldState, args: Args) -> bool:
    """An empty URL deletes the webhook. Takes HTTPS on Telegram's ports, or HTTP on loopback as a local server does."""
    url = args.get("url", "")
    if url:
        _check_url(url)
        _check_secret(args.get("secret_token"))
        _check_pace(world)
    remember_allowed(world, args)
    if args.get("drop_pending_updates"):
        world.updates.drop_all()
    before = world.webhook
    wanted = Webhook(url, before.set_at_ms, args.get("secret_token"), args.get("max_connections", 40))
    if url:
        before.set_at_ms = wanted.set_at_ms = world.clock.now_ms()
    if wanted.settings != before.settings:
        world.webhook = wanted
        world.feed.emit("webhook")
    return True


def delete_webhook(world: WorldState, args: Args) -> bool:
    return set_webhook(world, {"drop_pending_updates": args.get("drop_pending_updates", False)})


def get_webhook_info(world: WorldState, _args: Args) -> dict[str, Any]:
    world.updates.forget_expired(world.clock.now_ms())
    return world.webhook.to_json(len(world.updates.pending), world.updates.allowed)


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK and parts.scheme == "http":
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _check_pace(world: WorldState) -> None:
    """At most one setWebhook a second (docs/facts/telegram.md 1.5)."""
    if world.clock.now_ms() - world.webhook.set_at_ms < 1000:
        raise too_many_requests(1)


def _check_secret(secret: str | None) -> None:
    if secret is not None and len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
