"""What setWebhook accepts, and how often."""

from __future__ import annotations

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.simulator.asking import refused


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://momu.kz/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://momu.kz:8080/hook", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
    ],
)
def test_webhook_needs_https_and_telegrams_ports(world: World, url: str, reason: str) -> None:
    with refused(f"Bad Request: {reason}"):
        world.call("setWebhook", url=url)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [("құпия", "secret token contains unallowed characters"), ("x" * 257, "secret token is too long")],
)
def test_secret_has_limits(world: World, secret: str, reason: str) -> None:
    with refused(f"Bad Request: {reason}"):
        world.call("setWebhook", url="https://momu.kz/hook", secret_token=secret)


def test_secret_of_256_characters_is_accepted(world: World) -> None:
    world.call("setWebhook", url="https://momu.kz/hook", secret_token="x" * 256)
    assert world.webhook.secret_token == "x" * 256


def test_webhook_is_set_once_a_second_at_most(world: World, clock: SimulatedClock) -> None:
    world.call("setWebhook", url="https://momu.kz/hook")
    with refused("Too Many Requests: retry after 1", code=429):
        world.call("setWebhook", url="https://momu.kz/hook")
    clock.advance(1)
    world.call("setWebhook", url="https://momu.kz/hook")


def test_pending_updates_are_dropped_on_demand_only(world: World, aigul: User) -> None:
    aigul.write("сәлем")
    world.call("deleteWebhook", drop_pending_updates=False)
    assert world.call("getWebhookInfo")["pending_update_count"] == 1
    world.call("deleteWebhook", drop_pending_updates=True)
    assert world.call("getWebhookInfo")["pending_update_count"] == 0
