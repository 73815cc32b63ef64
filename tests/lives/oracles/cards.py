"""Does the card of every application say in the end what has become of it?"""

from __future__ import annotations

from simulator.state.message import Message
from tests.lives.moments import was_restored
from tests.lives.played import Played
from tests.lives.sentences import says

SAYS = {
    "new": ("card.new", "card.new_full"),
    "taken": ("card.taken",),
    "contacted": ("card.contacted",),
    "closed": ("card.closed",),
}
STATES = tuple(name for names in SAYS.values() for name in names)
STORED = "SELECT reference, status FROM leads JOIN persons ON persons.person = leads.person WHERE erasing = 0"


def check(played: Played) -> list[str]:
    """Where Telegram let the bot change it, and did not change it once more by itself (a call that came late)."""
    if was_restored(played) or any(fault == "late" for _, _, fault in played.weather.struck):
        return []
    found = []
    for reference, status in played.seen.books.read(STORED):
        cards = [one for one in played.life.group.history if one.by_bot and one.text.startswith(reference)]
        shown = [one for one in cards if says(one.text, *STATES)]
        if not shown or shown[-1].deleted or was_refused(played, shown[-1]):
            continue
        if not says(shown[-1].text, *SAYS[status]):
            found.append(f"{reference} is {status}, and its card says «{shown[-1].text.splitlines()[-1]}»")
    return found


def was_refused(played: Played, card: Message) -> bool:
    return any(
        call.params.get("message_id") == card.id
        and call.status in (400, 403)
        and "not modified" not in call.description
        for call in played.life.world.calls
        if call.params.get("chat_id") == card.chat.id
    )
