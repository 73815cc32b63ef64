"""Is nobody answered, and nothing kept, when a chat only tells something of itself?"""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram.service_messages import FIELDS
from tests.cases import cases
from tests.form import NAMES
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.evidence import fingerprints, names_too_old
from tests.scenarios.stage import STEPS, Guest, Stage, words

KK = words("kk")
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 90, "height": 90}]
PLAUSIBLE: dict[str, Any] = {
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "boost_added": {"boost_count": 1},
    "new_chat_photo": PHOTO,
    "delete_chat_photo": True,
    "new_chat_title": "Музыка",
    "video_chat_started": {},
    "video_chat_ended": {"duration": 7},
    "chat_background_set": {"type": {"type": "pattern", "document": {"file_id": "a", "file_unique_id": "b"}}},
    "write_access_allowed": {"from_request": True},
    "forum_topic_created": {"name": "Музыка", "icon_color": 7322096},
    "gift": {"gift": {"id": "1"}},  # of which the library asks more
    "migrate_to_chat_id": -1001234567890,
}


def content(field: str, guest: Guest) -> dict[str, Any]:
    """As Telegram shapes it where that is known; nobody may look into it."""
    if field == "pinned_message":
        return {field: guest.chat.history[0].to_json()}
    return {field: PLAUSIBLE.get(field, {"text": AIGERIM.name})}


@cases("place", STEPS)
async def test_in_the_private_chat_they_are_neither_answered_nor_remembered(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    await stage.sweep()
    before = stage.rows("messages", "drafts", "persons", "seen_updates")
    said = await guest.hears(
        *(lambda field=field: guest.chat.announce(content(field, guest), by=guest.user) for field in sorted(FIELDS))
    )
    assert said == []
    assert stage.rows("messages", "drafts", "persons", "seen_updates") == before
    if place in NAMES:
        await guest.go_on(place)
        assert AIGERIM.email in guest.chat.last.text


async def test_a_stranger_s_leave_no_trace(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.hears(guest.user.start)  # the start is over: the bot answers
    before = fingerprints(stage.folder)
    acts = (lambda field=field: guest.chat.announce({field: PLAUSIBLE[field]}, by=guest.user) for field in PLAUSIBLE)
    assert await guest.hears(*acts) == []
    assert fingerprints(stage.folder) == before


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_the_receipt_counts_no_service_message_as_the_person_s_own(stage: Stage, who: Applicant) -> None:
    """Some of them can never be deleted, and none holds anything of theirs."""
    guest = stage.guest(who)
    await guest.reach("phone")
    await guest.hears(lambda: guest.chat.announce({"supergroup_chat_created": True}, by=guest.user))
    await guest.hears(lambda: guest.chat.announce(content("pinned_message", guest), by=guest.user))
    receipt = await guest.forget()
    assert not names_too_old(guest.text, receipt)


@pytest.mark.parametrize("by", ["a colleague", "the bot"])
async def test_in_the_group_there_is_silence(stage: Stage, by: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.card("M-")
    before = list(stage.group.history)
    sender = stage.madina if by == "a colleague" else stage.world.bot
    announced = [stage.group.announce(content(field, guest), by=sender) for field in sorted(FIELDS)]
    await stage.world.until(lambda: not stage.world.updates.pending)
    await stage.sweep()
    assert stage.group.history == [*before, *announced]
    stage.madina.tap(KK("button.take"), chat=stage.group)
    await stage.card(AIGERIM.email)
