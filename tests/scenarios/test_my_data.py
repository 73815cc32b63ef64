"""Does everybody get all that is stored about them, and does it leave the chat again (the job take_back_shown)?"""

import json
from typing import Any

import pytest

from bot.domain.retention import RULES
from simulator.state.message import Message
from tests.bytescan import scan_folder
from tests.cases import cases
from tests.people import AIGERIM, EVERYBODY, MADINA, Applicant
from tests.scenarios.colleagues import TAKE, press
from tests.scenarios.evidence import ever_showed, first_text, rows, shows, stored_rows
from tests.scenarios.stage import ANSWERED, Guest, Stage, words

KK = words("kk")
HOUR = 3_600


async def ask(guest: Guest) -> tuple[Message, Message]:
    """The message and the file, filled."""
    before = len(guest.chat.history)
    guest.user.write("/my_data")
    await guest.user.world.until(lambda: file_of(guest.chat.history[-1]) is not None and guest.chat.last.edits)
    _, card, file = guest.chat.history[before:]
    return card, file


def file_of(message: Message) -> dict[str, Any] | None:
    return json.loads(message.document.content) if message.document else None


async def test_with_nothing_stored_it_says_so_and_stores_nothing(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    before = stored_rows(stage.folder)
    (said,) = await aigerim.say("/my_data")
    assert said.html == KK("my_data.nothing")
    assert stored_rows(stage.folder) == before


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_all_of_it_is_told_in_words_and_in_a_file(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    reference = await guest.apply()
    card, file = await ask(guest)
    for fact in (reference, who.name, who.email, str(guest.user.id), guest.text("language.name"), "✓", "24"):
        assert fact in card.text
    found = file_of(file)
    assert found
    assert found["telegram_id"] == guest.user.id
    (application,) = found["applications"]
    assert application["answers"] == who.answers
    assert application["reference"] == reference
    assert application["destroyed_at"] == found["everything_destroyed_at"]
    assert [consent["purpose"] for consent in found["consents"]] == ["application"]
    assert "24" in file.text


@cases("place", ANSWERED)
async def test_it_works_in_every_state(stage: Stage, place: str) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach(place)
    card, file = await ask(aigerim)
    found = file_of(file)
    assert found
    assert (found["draft"] is None) == (place == "sent")
    assert (AIGERIM.name in card.text) == (place != "name")


async def test_it_is_sent_empty_and_filled_once_it_can_be_found_again(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    for message in await ask(aigerim):
        assert first_text(message) == KK("my_data.stub")
        assert message.reply_keyboard is None
        assert message.edits[0].inline is None
    file = aigerim.chat.last
    born = file.edits[0].attachment
    assert born is not None
    assert getattr(born, "content", None) == b"{}"


async def test_nothing_of_it_lies_readable_on_the_disk(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    await ask(aigerim)
    await stage.stop()
    assert scan_folder(stage.folder, [*AIGERIM.secrets, aigerim.user.id]) == []


async def test_it_leaves_the_chat_within_a_day_and_not_much_earlier(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    card, file = await ask(aigerim)
    stage.world.clock.advance(23 * HOUR)
    await aigerim.hears()
    assert not card.deleted
    stage.world.clock.advance(HOUR - 60)
    await stage.world.until(lambda: card.deleted and file.deleted)
    (said,) = await aigerim.say("/start")
    assert "M-" in said.text


async def test_it_leaves_the_chat_within_a_day_also_where_a_hold_postpones_the_destruction(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    stage.execute("UPDATE persons SET held_until = ?", stage.world.clock.now_ms() + 30 * 24 * HOUR * 1000)
    await stage.start()
    shown = await ask(guest)
    await guest.write("/forget_me")
    await guest.user.world.until(lambda: KK("button.forget") in guest.chat.last.labels)
    guest.user.tap(KK("button.forget"))
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM persons WHERE erasing = 1"))
    await stage.pass_time(24 * HOUR)
    await stage.world.until(lambda: all(message.deleted for message in shown))


async def test_what_is_too_old_to_delete_is_emptied(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    card, file = await ask(aigerim)
    await stage.stop()
    stage.world.clock.advance(49 * HOUR)
    await stage.start()
    await stage.world.until(lambda: file_of(file) == {} and not shows(card, AIGERIM))
    assert card.html == file.html == KK("message.retired")


@pytest.mark.parametrize("hours", [1, 49], ids=["young", "old"])
async def test_forget_me_takes_it_back(stage: Stage, hours: int) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    card, file = await ask(aigerim)
    await stage.stop()
    stage.world.clock.advance(hours * HOUR)
    await stage.restart(sweep_interval=3_600_000)  # what is due is due at once at start, and not again
    receipt = await aigerim.forget()
    assert receipt.text
    await stage.world.until(lambda: card.deleted or not shows(card, AIGERIM))
    assert file.deleted or file_of(file) == {}
    still = [message for message in aigerim.chat.messages if message.by_bot and shows(message, AIGERIM)]
    assert still == []


async def test_somebody_out_of_reach_is_not_pestered_and_loses_it_later(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    card, file = await ask(aigerim)
    aigerim.user.block_bot()
    stage.world.clock.advance(24 * HOUR)
    await stage.world.until(lambda: tried(stage) >= 2)
    stage.world.clock.advance(HOUR)
    await aigerim.hears()
    assert tried(stage) <= 4
    aigerim.user.unblock_bot()
    stage.world.clock.advance(24 * HOUR)
    await stage.world.until(
        lambda: (card.deleted or not shows(card, AIGERIM)) and (file.deleted or file_of(file) == {})
    )
    assert ever_showed(card, AIGERIM)


def tried(stage: Stage) -> int:
    return sum(call.method == "deleteMessage" for call in stage.world.calls)


@pytest.mark.parametrize("span", ["36500d", "876000h"])
async def test_the_longest_terms_that_can_be_set_can_be_told(stage: Stage, span: str) -> None:
    """A century. What is longer has no date, and the settings refuse it."""
    await stage.restart(**{rule.setting.lower(): span for rule in RULES})
    guest = stage.guest(AIGERIM)
    await guest.apply()
    card, file = await ask(guest)
    assert AIGERIM.email in card.text
    assert file_of(file)
    await guest.say("/consents")
    assert (await guest.forget()).text


async def test_who_handled_it_is_told_by_number_and_never_by_name(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await press(stage, stage.madina, TAKE)
    await guest.sees(KK("milestone.hint").removeprefix("<i>").removesuffix("</i>"))
    card, file = await ask(guest)
    found = file_of(file)
    assert found
    (application,) = found["applications"]
    specialist = {"role": "specialist", "number": 1}
    assert (application["handled_by"], application["steps"][0]["by"]) == (specialist, specialist)
    assert [(one["by"], one["how"]) for one in found["contacts_seen"]] == [(specialist, "take")]
    assert KK("my_data.specialist", number=1, time="").strip(", ") in card.text
    assert MADINA not in card.text + json.dumps(found, ensure_ascii=False)


async def test_each_thing_says_when_it_is_destroyed_and_each_column_why_it_is_missing(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    found = file_of((await ask(guest))[1])
    assert found
    assert found["consents"][0]["destroyed_at"] == found["everything_destroyed_at"]
    assert found["consents"][0]["proof_without_personal_data_destroyed_after"] > found["everything_destroyed_at"]
    assert "colleague" in found["not_in_this_file"]["leads.owner_name"]
