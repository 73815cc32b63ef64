"""Measures how long it takes to read an update and to find its handler, in microseconds.

`python -m benchmarks.find_handler` asks neither Telegram nor a database. The aim is that finding the handler of any
update takes at most 30 µs. The columns: reading the update, recognising its words, finding the handler.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from timeit import timeit
from typing import Any

from bot.channels.telegram.incoming import read_updates
from bot.dialogue.event import Event
from bot.dialogue.routes import find
from bot.dialogue.turn import Turn
from bot.dialogue.wordbook import Wordbook
from bot.domain.form import begin
from bot.i18n import load_words
from handlers import CANDIDATES
from tests.handlers.turns import STAFF_CHAT, make_turn, make_visitor

REPETITIONS = 2_000
AIM_MICROSECONDS = 30
BOOK = Wordbook(load_words())
GROUP = {"id": STAFF_CHAT, "type": "supergroup", "title": "x"}
PRIVATE = {"id": 5, "type": "private", "first_name": "A"}
SENDER = {"id": 5, "is_bot": False, "first_name": "A", "language_code": "ru"}


def message(text: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": chat, "from": SENDER, "text": text}}


def press(data: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    under = message("x", chat)["message"]
    content = {"id": "9", "from": SENDER, "chat_instance": "1", "data": data, "message": under}
    return {"update_id": 7, "callback_query": content}


CASES = {
    "an answer": message("Сериков Данияр Әлібекұлы"),
    "/start": message("/start"),
    "a word of a button": message("Артқа"),
    "a press in the form": press("f:back:7:"),
    "an unknown press": press("z:1"),
    "a press on a card": press("s:take:00:", GROUP),
    "/stats in the group": message("/stats", GROUP),
    "chatter in the group": message("hello everybody", GROUP),
}


async def main() -> None:
    draft = begin(b"12345678", 7)
    print(f"{'µs':24} read  hear  find   (at most {AIM_MICROSECONDS})")
    for name, raw in CASES.items():
        event = read(raw)
        turn = make_turn(event, make_visitor(draft=draft))
        reading, hearing = cost(partial(read, raw)), cost(partial(hear, event))
        print(f"{name:24}{reading:5.1f} {hearing:5.1f} {await cost_of_finding(event, turn):5.1f}")


def read(raw: dict[str, Any]) -> Event:
    event = read_updates([raw], None, "momu_bot", is_intact=True)[0].content
    assert isinstance(event, Event), json.dumps(raw)
    return event


def hear(event: Event) -> None:
    BOOK.recognise(event.own_words)


def cost(act: Callable[[], object]) -> float:
    """Microseconds of one call."""
    return timeit(act, number=REPETITIONS) / REPETITIONS * 1e6


async def cost_of_finding(event: Event, turn: Turn) -> float:
    """Microseconds."""
    clock = asyncio.get_running_loop().time
    began = clock()
    for _ in range(REPETITIONS):
        await find(CANDIDATES.of(event, turn), event, turn)
    return (clock() - began) / REPETITIONS * 1e6


if __name__ == "__main__":
    asyncio.run(main())
