"""setMessageReaction: the bot's emoji under a message, which is no message (docs/facts/telegram.md 1.5)."""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request
from simulator.methods.access import Access, reach
from simulator.schema.check import Args
from simulator.state.world_state import WorldState

EMOJI = frozenset(
    "👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🤡🥱🥴😍🐳🌚🌭💯🤣🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝🤗🫡🎅🎄💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)
"""Those of one character that a bot may use (Bot API, ReactionTypeEmoji)."""
MOST = 1  # reactions of a bot on a message


def set_message_reaction(world: WorldState, args: Args) -> bool:
    """Replaces the bot's reaction; an empty list takes it away."""
    chat = reach(world, args["chat_id"], Access.WRITE)
    message = chat.message(args["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    given: list[dict[str, Any]] = args.get("reaction") or []
    emoji = [one["emoji"] for one in given if one.get("type") == "emoji" and one.get("emoji") in EMOJI]
    if len(given) > MOST or len(emoji) < len(given) or (emoji and not chat.takes_reactions) or message.service:
        raise bad_request("REACTION_INVALID")
    message.reactions = emoji
    world.feed.emit("message_edited", message=message)
    return True
