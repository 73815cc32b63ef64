"""Handles one request to the Bot API: checks it, applies a fault, does it, records it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from simulator.errors import ApiError
from simulator.methods.table import IMPLEMENTATIONS
from simulator.schema.check import Args, check_parameters
from simulator.schema.frozen import frozen
from simulator.schema.upload import FormText
from simulator.state.calls import Call
from simulator.state.faults import Fault
from simulator.state.limits import COUNTED
from simulator.state.world_state import WorldState


@frozen
class Outcome:
    """The answer to a request: a result or an error. `fault` says how the connection spoils it."""

    result: Any = None
    error: ApiError | None = None
    fault: Fault | None = None

    @property
    def refusal(self) -> ApiError | None:
        """The error that the caller sees instead of the result; a proxy may lie about the effect."""
        if self.fault and self.fault.proxy_answer:
            return ApiError(self.fault.proxy_answer.status, "SIMULATOR: somebody between answered with a page")
        return self.error or (self.fault.error if self.fault else None)

    @property
    def status(self) -> int:
        return self.refusal.code if self.refusal else 200

    def to_json(self) -> dict[str, Any]:
        return self.refusal.to_json() if self.refusal else {"ok": True, "result": self.result}


def call(world: WorldState, method: str, params: Mapping[str, Any]) -> Any:
    """The result of one call. Raises ApiError, or ConnectionResetError if a fault cuts the connection."""
    outcome = attempt(world, method, params)
    if outcome.fault and outcome.fault.reset:
        raise ConnectionResetError(f"{method}: reset {outcome.fault.reset} the effect")
    if outcome.refusal:
        raise outcome.refusal
    return outcome.result


def attempt(world: WorldState, method: str, params: Mapping[str, Any]) -> Outcome:
    """Performs a call, or fails it by a fault, and records it."""
    fault = world.faults.take(method, params)
    args: Args = {}
    try:
        args = check_parameters(method, params)
        if fault and fault.effect_delay:
            world.late_calls.add(fault.effect_delay, partial(_perform_late, world, method, args))
        outcome = _failed(fault) or Outcome(_perform(world, method, args), fault=fault)
    except ApiError as error:
        outcome = _failed(fault) or Outcome(error=error, fault=fault)
    except Exception as bug:
        record(world, method, params, Outcome(error=ApiError(500, f"SIMULATOR crashed: {bug!r}")))
        raise
    record(world, method, _as_received(params, args), outcome)
    return outcome


def _failed(fault: Fault | None) -> Outcome | None:
    """The outcome of a call that a fault prevents."""
    return Outcome(error=fault.error, fault=fault) if fault and fault.prevents else None


def _as_received(params: Mapping[str, Any], args: Args) -> dict[str, Any]:
    """Every parameter as it was sent, but with numbers and JSON text parsed."""
    return {name: _readable(value, args.get(name)) for name, value in params.items()}


def _readable(value: Any, read: Any) -> Any:
    if isinstance(read, int | str):
        return read
    if isinstance(value, FormText) and value[:1] in ("{", "["):
        with suppress(ValueError):
            return json.loads(value)
    return str(value) if isinstance(value, FormText) else value


def record(world: WorldState, method: str, params: Mapping[str, Any], outcome: Outcome) -> None:
    reset = outcome.fault.reset if outcome.fault else ""
    description = f"connection reset {reset} the effect" if reset else ""
    if outcome.refusal and not reset:
        description = outcome.refusal.description
    status = 0 if reset else outcome.status
    world.calls.append(Call(method, dict(params), world.clock.now_ms(), status, description))
    world.feed.emit("call")


def _perform_late(world: WorldState, method: str, args: Args) -> None:
    """Performs a call whose connection was cut; the record holds it as a call of its own."""
    with suppress(ApiError):
        _perform(world, method, args)
    world.calls.append(Call(method, dict(args), world.clock.now_ms(), 0, "late effect"))
    world.feed.emit("call")


def _perform(world: WorldState, method: str, args: Args) -> Any:
    if world.logged_out:
        raise ApiError(400, "Logged out")
    if world.limits and method in COUNTED and isinstance(args.get("chat_id"), int):
        world.limits.count(args["chat_id"], world.clock.now_ms())
    return IMPLEMENTATIONS[method](world, args)
