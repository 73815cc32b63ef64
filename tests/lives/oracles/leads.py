"""Is every confirmed application exactly one lead with one card?"""

from __future__ import annotations

import re
from collections import defaultdict

from simulator.actors.user import User
from simulator.state.message import Message
from tests.lives.moments import MINUTE, ends_of, label_of, was_restored
from tests.lives.played import Played
from tests.lives.refused import could_not_be_said, is_beyond_reach
from tests.lives.said import people
from tests.lives.sentences import label, says

IN_TURN = 5_000  # milliseconds that a card may wait for the cards of others, on a machine that is busy
WRITTEN = 1_000  # milliseconds in which the number of a card is known and written; with a slow answer:
SLOWEST = 15_000
GROUP_LIMIT = 20  # messages and edits a minute
LEAD = re.compile(r"\bM-[0-9A-Z]{6}\b")


def check(played: Played) -> list[str]:
    everybody = people(played.life.world.users)
    told = {user: thanked_for(user) for user in everybody}
    found = _told_to_two(told)
    for user, references in told.items():
        confirmed = len(confirmations(played, user))
        if len(references) > confirmed:
            found.append(f"{user.first_name} confirmed {confirmed} times and has {len(references)} applications")
        found += [f"{one} of {user.first_name} has no card{_since(user)}" for one in references
                  if not _has_card(played, one) and not _was_erased_first(played, user, one)]  # fmt: skip
    if was_restored(played):
        return found
    return found + _lost(played, told) + _of_nobody(played)


def thanked_for(user: User) -> set[str]:
    """The references in the thanks for applications that arrived."""
    return {
        reference
        for message in user.chat.history
        if message.by_bot and says(message.text, "application.sent")
        for reference in LEAD.findall(message.text)
    }


def confirmations(played: Played, user: User) -> set[object]:
    """Messages whose «Confirm» was pressed, but for corrections, and times that it, or yes, was typed."""
    labels = label("button.confirm")
    pressed: set[object] = {
        query.message
        for query in played.life.world.queries.values()
        if query.user is user and label_of(query) in labels and not _is_correction(query.message)
    }
    affirmed = {word.strip().lower() for words in label("typed.yes") for word in words.split(",")}
    affirmed |= {one.lower() for one in labels | label("button.yes")}
    typed = {one for one in user.chat.history if one.sender is user and _as_sent(one).strip(" .!").lower() in affirmed}
    return pressed | typed


def _as_sent(message: Message) -> str:
    """Before it was edited."""
    return (*message.edits, message.version)[0].text


def _is_correction(review: Message) -> bool:
    return any(says(one.text, "correction.review", "correction.choose") for one in (*review.edits, review.version))


def _told_to_two(told: dict[User, set[str]]) -> list[str]:
    owners = defaultdict(list)
    for user, references in told.items():
        for reference in references:
            owners[reference].append(user.first_name)
    return [f"{reference} was told to {names}" for reference, names in owners.items() if len(names) > 1]


def _has_card(played: Played, reference: str) -> bool:
    """A colleague may have deleted it, and what is destroyed may be where Telegram refuses an edit."""
    if not played.seen.books.read("SELECT 1 FROM leads WHERE reference = ?", reference):
        return any(one.by_bot and one.text.startswith(reference) for one in played.life.group.history)
    cards = [one for one in played.life.group.history if one.by_bot and one.text.startswith(reference)]
    return any(not one.deleted or not _was_taken_back(played, one) for one in cards)


def _was_taken_back(played: Played, card: Message) -> bool:
    return any(
        call.method == "deleteMessage" and call.status == 200 and call.params.get("message_id") == card.id
        for call in played.life.world.calls
    )


def _was_erased_first(played: Played, user: User, reference: str) -> bool:
    """Between the thanks and the end the group was as full as Telegram lets it be, the process died, or hardly any
    time passed: the cards of others go first."""
    said = [(state.since, state.version.text) for one in user.chat.history for state in played.seen.states(one)]
    thanks = [at for at, text in said if reference in text and says(text, "application.sent")]
    ends = [at for at, text in said if thanks and at >= thanks[0] and says(text, *ENDS)]
    if not ends:
        return False
    since, until = thanks[0], ends[0]
    if until - since < IN_TURN:
        return True
    told = [one.at_ms for one in played.life.world.calls if one.params.get("chat_id") == played.life.group.id]
    is_full = sum(since - MINUTE <= at <= until for at in told) >= GROUP_LIMIT
    return is_full or any(since <= at <= until for at in ends_of(played))


def _since(user: User) -> str:
    """How the story ended, for whoever reads of it."""
    ended = any(one.by_bot and says(one.text, *ENDS) for one in user.chat.history)
    return " and was erased" if ended else ""


def _lost(played: Played, told: dict[User, set[str]]) -> list[str]:
    """Thanked for, its person never told of an end, and not there."""
    stored = {reference for (reference,) in played.seen.books.read("SELECT reference FROM leads")}
    found = []
    for user, references in told.items():
        ends = [one for one in user.chat.history if one.by_bot and says(one.text, *ENDS)]
        named = {reference for one in ends for reference in LEAD.findall(one.text)}
        last_end = max((one.id for one in ends if not LEAD.search(one.text)), default=0)
        since = {
            reference
            for message in user.chat.history
            if message.by_bot and message.id > last_end and says(message.text, "application.sent")
            for reference in LEAD.findall(message.text)
        }
        if not (user.chat.bot_blocked or user.deactivated):
            gone = sorted((references & since) - named - stored)
            found += [f"{one} of {user.first_name} is lost" for one in gone if not _ended_in_vain(played, user, one)]
    return found


def _ended_in_vain(played: Played, user: User, reference: str) -> bool:
    """Its end, or that of all that is known of the person, was said and could not be heard."""

    def is_its_end(text: str) -> bool:
        return says(text, *ENDS) and reference in (LEAD.findall(text) or [reference])

    return could_not_be_said(played, user, "sendMessage", is_its_end)


def _of_nobody(played: Played) -> list[str]:
    """Cards with buttons, of an application that is not there. One whose number the bot never learned stays: it is
    empty, and whoever presses on it is told of the newest."""
    stored = {reference for (reference,) in played.seen.books.read("SELECT reference FROM leads")}
    heads = [(one, LEAD.match(one.text)) for one in played.life.group.messages if one.by_bot and one.inline_buttons]
    left = [(head[0], one) for one, head in heads if head and head[0] not in stored]
    return [
        f"a card with buttons is of nobody: {reference}"
        for reference, one in left
        if not is_beyond_reach(played, one, 0) and not _has_no_number(played, one)
    ]


def _has_no_number(played: Played, card: Message) -> bool:
    """The answer was lost, or the process that would have got it had ended, or came when its call had failed."""
    came = played.seen.states(card)[0].since
    late = any(call.at_ms == came and call.description == "late effect" for call in played.life.world.calls)
    struck = [fault for at, method, fault in played.weather.struck if (at, method) == (came, "sendMessage")]
    lost = any("after" in fault or fault == "slow" for fault in struck)
    patience = SLOWEST if struck else WRITTEN
    return late or lost or any(came <= at <= came + patience for at in ends_of(played))


ENDS = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished", "erased.ended")
