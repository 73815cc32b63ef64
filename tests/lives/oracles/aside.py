"""With STAFF_CARD=private: does nobody but who took an application see its contacts, and only while they work?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from simulator.actors.user import User
from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from tests.lives.moments import DAY, MINUTE, clock_time, is_forgotten, label_of
from tests.lives.obstacles import obstacles, was_clock_wrong
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.said import Everybody, secrets_of_all
from tests.lives.sentences import label, says

PATIENCE = 10 * MINUTE
OVER = ("closed", "gone", "new")


@dataclass(frozen=True, slots=True)
class Sight:
    """A colleague alone saw contacts, in the group or in their private chat (`chat`)."""

    receiver: User
    reference: str
    chat: int
    since: int
    until: int | None


def check(played: Played) -> list[str]:
    secrets = secrets_of_all(played.life.world.users)
    seen = [*_in_group(played, secrets), *_in_private(played, secrets)]
    if played.life.options.get("staff_card") != "private":
        return [f"{one.receiver.first_name} alone was shown contacts of {one.reference}" for one in seen]
    return [*_on_cards(played, secrets), *(told for one in seen for told in _wrong(played, one))]


def _in_group(played: Played, secrets: Everybody) -> list[Sight]:
    return [
        Sight(played.life.world.users[message.receiver.id], LEAD.findall(text)[0], message.chat.id, since, until)
        for message in played.life.world.ephemeral
        for (since, text), (until, _) in pairwise([*message.shown, (None, None)])
        if text and since is not None and secrets.shown_in(text)
    ]


def _in_private(played: Played, secrets: Everybody) -> list[Sight]:
    staff = {played.life.madina.id: played.life.madina, played.life.timur.id: played.life.timur}
    return [
        Sight(
            staff[state.message.chat.id],
            LEAD.findall(state.version.text)[0],
            state.message.chat.id,
            state.since,
            state.until,
        )
        for state in played.seen.all_states()
        if state.message.chat.id in staff and says(state.version.text, "contacts.shown")
        if secrets.shown_in(state.version.text)
    ]


def _on_cards(played: Played, secrets: Everybody) -> list[str]:
    return [
        f"contacts stood before the whole group from {clock_time(state.since)} on"
        for state in played.seen.all_states()
        if not isinstance(state.message.chat, PrivateChat) and secrets.shown_in(state.version.text)
    ]


def _wrong(played: Played, one: Sight) -> list[str]:
    who = f"{one.receiver.first_name} saw contacts of {one.reference} from {clock_time(one.since)} on"
    found = [] if _has_asked(played, one) else [f"{who} and had not asked for them"]
    if is_forgotten(played, one.since) or one.receiver.chat.bot_blocked:
        return found
    until = one.until or played.seen.ended_at
    for end, why in _ends(played, one):
        hindered = max(
            [
                end,
                *(
                    at
                    for chat in {one.chat, played.life.group.id}
                    for at in obstacles(played, chat)
                    if end <= at <= until
                ),
            ]
        )
        if until > hindered + PATIENCE and not was_clock_wrong(played, end, until):
            found.append(f"{who} for {(until - end) // MINUTE} minutes after {why}")
    return found


def _ends(played: Played, one: Sight) -> list[tuple[int, str]]:
    """When it should have gone, and why."""
    statuses = played.seen.witness.statuses.get(one.reference, [])
    over = next((at for at, status in statuses if status in OVER and at >= one.since), None)
    day = one.since + DAY + int(played.life.settings().sweep_interval)
    return [(day, "a day"), *([(over, "the work ended")] if over is not None else [])]


def _has_asked(played: Played, one: Sight) -> bool:
    asks = label("button.take") | label("button.take_over") | label("button.show_contacts")
    return any(
        query.user is one.receiver and query.at_ms <= one.since and label_of(query) in asks
        for query in played.life.world.queries.values()
        if _was_card_of(query.message, one.reference)
    )


def _was_card_of(message: Message, reference: str) -> bool:
    return any(shown.text.startswith(reference) for shown in (*message.edits, message.version))
