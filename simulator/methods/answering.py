"""answerCallbackQuery: works once, and only soon after the press (docs/facts/telegram.md 1.4)."""

from __future__ import annotations

from simulator.errors import bad_request
from simulator.schema.check import Args
from simulator.schema.parameters import WHEN_MISSING
from simulator.state.press import Answer
from simulator.state.world_state import WorldState
from simulator.text import utf16

MAX_ANSWER_LENGTH = 200


def answer_callback_query(world: WorldState, args: Args) -> bool:
    """A second answer, a late answer and an answer to an unknown id fail with the same error."""
    query = world.queries.get(args["callback_query_id"])
    if query is None or not query.is_open(world.clock.now_ms()):
        raise bad_request(WHEN_MISSING["callback_query_id"])
    text = args.get("text")
    if text is not None and utf16.length(text) > MAX_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = Answer(text, args.get("show_alert", False))
    world.feed.emit("query_answered", query=query)
    return True
