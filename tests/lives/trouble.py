"""What befalls an installation? The network, Telegram, the disk and the clock of its machine."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.state import faults
from simulator.state.faults import Fault, Faults
from simulator.state.updates import Update, UpdateQueue
from tests.lives.life import HOUR, MINUTE, Life

KINDS = {
    "the network: a call fails": 40, "the network: calls fail for a while": 10, "the network: Telegram lies": 10,
    "the network: an update comes again": 12, "the network: updates come twice": 3,
    "the network: updates are out of order": 5, "the network: an update is unreadable": 6,
    "the network: the group shuts the bot out": 3,
    "the disk: fails": 16, "the clock: leaps": 6,
}  # fmt: skip
"""How often each."""
METHODS = (
    "*", "*", "sendMessage", "sendMessage", "editMessageText", "editMessageText", "deleteMessages", "deleteMessage",
    "answerCallbackQuery", "getUpdates", "getChatMember", "sendDocument",
)  # fmt: skip
UNDECODABLE = faults.proxy_answer(200, b"\xff\xfe<html>login</html>")
FAULTS: Mapping[str, Fault] = {
    "429": faults.too_many_requests(3),
    "429 for long": faults.too_many_requests(40),
    "500": faults.server_error("json", 500),
    "502 as a page": faults.server_error("html"),
    "502 after the effect": faults.server_error("html", after=True),
    "undecodable": UNDECODABLE,
    "undecodable after the effect": faults.proxy_answer(200, b"\xff\xfe<html>", after=True),
    "reset before": faults.reset_before_effect(),
    "reset after": faults.reset_after_effect(),
    "late": faults.late_effect(2),
    "slow": faults.slow(20),
}
LIES = {
    "editMessageText": faults.bad_request("message to edit not found"),
    "deleteMessage": faults.bad_request("message to delete not found"),
    "deleteMessages": faults.bad_request("message to delete not found"),
    "answerCallbackQuery": faults.bad_request("query is too old and response timeout expired or query ID is invalid"),
    "sendMessage": faults.bad_request("something new that nobody knows"),
}
ABSENT = (LIES["editMessageText"], LIES["deleteMessage"])
UNREADABLE = (
    faults.damaged(b'"date":', b'"date":"x","was":'),
    faults.damaged(b'"chat":', b'"chat":{{'),
    faults.damaged(b'"first_name":', b'"first_name":7,"was":'),
)

LOST = ("502 after the effect", "reset after", "undecodable after the effect")
KEPT = int(2.5 * HOUR * 1000)  # as long as a damaged update stays; a whole day of it would be a day of calls
LOGGED_OUT = faults.bad_request("logged out")


@dataclass
class Storm:
    until_ms: int
    fault: Fault
    probability: float
    chance: Random
    methods: Collection[str] = ()
    """None for all."""
    chat: int | None = None
    """None for any."""

    def strikes(self, method: str, params: Mapping[str, Any]) -> bool:
        """Whether it is over this call; chance says whether it is hit."""
        is_here = self.chat is None or str(params.get("chat_id")) == str(self.chat)
        return is_here and (not self.methods or method in self.methods)


@dataclass
class Weather(Faults):
    """The world's faults, with storms that pass, and a list of what struck."""

    now_ms: Any = None
    storms: list[Storm] = field(default_factory=list)
    struck: list[tuple[int, str, str]] = field(default_factory=list)
    """When, which method, which fault."""
    denied: dict[tuple[str, str], str] = field(default_factory=dict)
    """Messages that were denied untruly, and whether an edit or a deletion was told so."""

    def take(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        fault = super().take(method, params) or self._of_storm(method, params)
        if fault in ABSENT and not self._may_deny(method, params):
            fault = None
        if fault:
            self.struck.append((self.now_ms(), method, _name(fault)))
        return fault

    def _may_deny(self, method: str, params: Mapping[str, Any]) -> bool:
        """One message is denied to one way only, as far as is known (docs/decisions/proof-of-absence.md)."""
        way, chat = method[:4], str(params.get("chat_id"))
        numbers = re.findall(r"\d+", str(params.get("message_ids", params.get("message_id", ""))))
        return all(self.denied.setdefault((chat, number), way) == way for number in numbers)

    def _of_storm(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        self.storms = [storm for storm in self.storms if storm.until_ms > self.now_ms()]
        here = [storm for storm in self.storms if storm.strikes(method, params)]
        return next((one.fault for one in here if one.chance.random() < one.probability), None)

    def clear(self) -> None:
        super().clear()
        self.storms.clear()


async def befall(life: Life, weather: Weather, what: str, chance: Random) -> str:
    """Begins this trouble; what it is, in words."""
    world = life.world
    match what:
        case "a call fails":
            name, method, times = chance.choice(list(FAULTS)), chance.choice(METHODS), chance.choice((1, 1, 1, 2, 4))
            weather.script(method, FAULTS[name], times=times)
            return f" {times} x {method}: {name}"
        case "calls fail for a while":
            name, minutes = chance.choice(list(FAULTS)), chance.choice((1, 5, 30))
            until = world.clock.now_ms() + int(minutes * MINUTE * 1000)
            weather.storms.append(Storm(until, FAULTS[name], chance.choice((0.2, 0.5, 1.0)), Random(chance.random())))
            return f" {minutes} minutes of {name}"
        case "answers are slow for a while":
            until = world.clock.now_ms() + int(chance.choice((2, 10)) * MINUTE * 1000)
            weather.storms.append(Storm(until, faults.slow(20), 0.7, Random(chance.random())))
        case "Telegram lies":
            method = chance.choice(list(LIES))
            weather.script(method, LIES[method], times=chance.choice((1, 1, 2)))
            if method == "deleteMessage":  # comes only where many could not be deleted together
                weather.script("deleteMessages", LIES["deleteMessages"])
            return f" to {method}"
        case "an update comes again":
            recent = list(world.updates.recent)[-6:]
            world.redeliver(chance.choice(recent))
        case "updates come twice":
            world.duplicate_updates(2)
        case "updates are out of order":
            world.reorder_updates(chance.getrandbits(32))
        case "an update is unreadable":
            weather.script("getUpdates", chance.choice(UNREADABLE), times=chance.choice((1, 1, 4)))
        case "the group shuts the bot out":
            life.group.kick_bot()
            await asyncio.sleep(chance.choice((10.0, 10 * MINUTE, HOUR)))
            life.group.invite_bot()
        case "answers are lost for hours":
            until = world.clock.now_ms() + int(chance.uniform(0.2, 20) * HOUR * 1000)
            fault, likely = FAULTS[chance.choice(LOST)], chance.choice((0.5, 1.0, 1.0))
            weather.storms.append(Storm(until, fault, likely, Random(chance.random()), ("sendMessage", "sendDocument")))
        case "a call about the group fails":
            name, method = chance.choice(list(FAULTS)), chance.choice(("sendMessage", "editMessageText"))
            weather.script(method, FAULTS[name], times=chance.choice((1, 1, 2)), chat=life.group)
            return f" {method}: {name}"
        case "answers about cards are slow":
            until = world.clock.now_ms() + int(20 * MINUTE * 1000)
            weather.storms.append(Storm(until, faults.slow(6), 1.0, Random(chance.random()), ("editMessageText",)))
        case "answers about new cards are slow":
            until, slow = world.clock.now_ms() + int(MINUTE * 1000), faults.slow(8)
            weather.storms.append(Storm(until, slow, 1.0, Random(chance.random()), ("sendMessage",), life.group.id))
        case "what is shown comes late":
            until = world.clock.now_ms() + int(chance.uniform(2, 8) * 1000)
            weather.storms.append(Storm(until, FAULTS["429"], 1.0, Random(chance.random()), ("editMessageText",)))
        case "messages are denied":
            until, denial = world.clock.now_ms() + int(MINUTE * 1000), LIES["deleteMessage"]
            methods = ("deleteMessages", "deleteMessage")
            weather.storms.append(Storm(until, denial, 0.5, Random(chance.random()), methods))
        case "a card is denied":
            weather.script("editMessageText", LIES["editMessageText"], chat=life.group)
        case "an update stays damaged":
            damage_next(world.updates, world.clock.now_ms)
        case "the bot is logged out at a write":
            with suppress(TimeoutError):
                async with asyncio.timeout(MINUTE):
                    await life.disk.comes("a write of momu.db waits")
                until = world.clock.now_ms() + int(MINUTE * 1000)
                weather.storms.append(Storm(until, LOGGED_OUT, 1.0, Random(chance.random())))
        case "the bot is logged out":
            until = world.clock.now_ms() + int(chance.choice((1, 11)) * MINUTE * 1000)
            weather.storms.append(Storm(until, LOGGED_OUT, 1.0, Random(chance.random())))
        case "fails":
            life.disk.badness = chance.choice((0.2, 0.5, 1.0))
            await asyncio.sleep(chance.choice((10.0, 30.0, 5 * MINUTE)))
            life.disk.badness = 0.0
        case "is slow":
            life.disk.slowness = chance.choice((0.3, 1.0, 2.0))
            await asyncio.sleep(chance.choice((HOUR, 2 * HOUR)))
            life.disk.slowness = 0.0
        case "leaps":
            life.clock_error = int(chance.choice((-30 * HOUR, -HOUR, HOUR, 50 * HOUR)) * 1000)
            await asyncio.sleep(chance.choice((MINUTE, HOUR, 5 * HOUR)))
            life.clock_error = 0
    return ""


def damage_next(updates: UpdateQueue, now_ms: Callable[[], int]) -> None:
    """The next update fits no model, however often it comes."""
    put = updates.put

    def put_damaged(kind: str, content: dict[str, Any], lane: int, expires_ms: int) -> Update | None:
        vars(updates)["put"] = put
        wrong = {"date": "x"} if "date" in content else {"from": {**content["from"], "first_name": 7}}
        return put(kind, {**content, **wrong}, lane, min(expires_ms, now_ms() + KEPT))

    vars(updates)["put"] = put_damaged


def end(life: Life, weather: Weather) -> None:
    """From now on all is well."""
    weather.clear()
    life.disk.badness, life.disk.slowness, life.clock_error = 0.0, 0.0, 0
    life.world.updates.copies = 1


def _name(fault: Fault) -> str:
    known = [name for name, one in FAULTS.items() if one == fault]
    if fault.answer_delay and not known:
        return f"answers in {fault.answer_delay:g} s"
    return known[0] if known else fault.error.description if fault.error else "damaged"
