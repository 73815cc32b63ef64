"""Which messages does an erasure reach, in the chat and in the staff group, and what is said of the rest?"""

import pytest

from simulator.state.message import Message
from tests.form import NAMES, progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.evidence import names_too_old
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.stopped import command
from tests.scenarios.test_forget_me import shown

KK = words("kk")
DAYS = 86_400


def press_on_card(stage: Stage, label: str) -> None:
    stage.madina.tap(label, chat=stage.group)


async def forget(guest: Guest) -> Message:
    """All the way to the receipt."""
    question = next(one for one in await guest.say("/forget_me") if one.html == guest.text("forget.ask"))
    await guest.hears(lambda: guest.user.tap(guest.text("button.forget"), message=question))
    return await guest.sees("E-")


@pytest.mark.parametrize("state", ["new", "taken", "contacted", "closed"])
async def test_the_staff_card_says_that_the_person_withdrew(stage: Stage, state: str) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    for label in {"taken": ["take"], "contacted": ["take", "contacted"], "closed": ["take", "close"]}.get(state, []):
        before = card.version
        press_on_card(stage, KK(f"button.{label}"))
        await stage.world.until(lambda: card.version is not before)  # noqa: B023
    if state == "closed":
        press_on_card(stage, KK("outcome.spam"))
        await stage.card(KK("outcome.spam"), "✅")
    await forget(guest)
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))
    assert card.labels == []
    assert [secret for secret in AIGERIM.secrets if secret in card.text] == []
    assert KK("erased.card_unreachable") not in guest.chat.last.text


async def test_every_card_of_several_applications_is_rewritten(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await close_work(stage)
    await guest.say("/start")
    await guest.tap(KK("button.new_application"), AIGERIM.email)
    await guest.say("Растау")
    await stage.card(KK("card.repeated"))
    await guest.sees(stage.group.last.text.split()[0])
    await forget(guest)
    cards = [message for message in stage.group.history if message.by_bot]
    await stage.world.until(lambda: all(KK("card.withdrawn", reference="")[-30:] in card.html for card in cards))
    assert len(cards) == 2


async def test_answers_and_the_contact_card_are_deleted_at_both_ends(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    guest.user.press(KK("button.share_contact"))
    await guest.sees(progress("email"))
    for said in ("850101300007", AIGERIM.email):
        await guest.say(said)
    await guest.hears(lambda: guest.user.send_photo("Сейтқалиева"), lambda: guest.user.forward(AIGERIM.phone))
    own = [
        message for message in guest.chat.history if message.sender is guest.user and not message.text.startswith("/")
    ]
    await forget(guest)
    assert [message.text for message in own if not message.deleted] == []
    assert shown(guest, AIGERIM.secrets) == []


async def test_after_two_days_the_bot_s_messages_are_rewritten_and_the_rest_is_named(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    stage.world.clock.advance(2 * DAYS + 60)
    receipt = await forget(guest)
    assert KK("erased.left", count=len(NAMES), hours=48) in receipt.text
    assert KK("erased.clear_chat") in receipt.text
    bot_says = "\n".join(message.text for message in guest.chat.messages if message.by_bot)
    assert [secret for secret in AIGERIM.secrets if secret in bot_says] == []
    assert KK("message.erased") in bot_says
    assert all(not message.labels for message in guest.chat.messages if KK("message.erased") in message.text)


async def test_before_two_days_nothing_is_left_and_nothing_named(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    stage.world.clock.advance(2 * DAYS - 60)
    receipt = await forget(guest)
    assert not names_too_old(guest.text, receipt)
    assert shown(guest, AIGERIM.secrets) == []


async def test_old_and_young_messages_are_told_apart(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    stage.world.clock.advance(2 * DAYS + 60)
    await guest.say(AIGERIM.phone)
    await guest.say(AIGERIM.email)
    receipt = await forget(guest)
    assert KK("erased.left", count=1, hours=48) in receipt.text
    assert names_too_old(guest.text, receipt)
    assert shown(guest, [AIGERIM.phone, AIGERIM.email]) == []


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_a_dice_that_is_too_young_is_not_called_too_old(stage: Stage, who: Applicant) -> None:
    """Any emoji that Telegram throws: a bot can delete it on its second day only, and everything else on both."""
    guest = stage.guest(who)
    await guest.reach("phone")
    dice = [guest.user.send_dice(), guest.user.send_dice()]
    await guest.hears()
    receipt = await forget(guest)
    assert guest.text("erased.dice", number=2) in receipt.text
    assert not names_too_old(guest.text, receipt)
    assert not any(one.deleted for one in dice)
    assert shown(guest, who.secrets) == []
    await stage.stop()
    found = (await command(stage.folder, "doctor", MASTER_KEY="")).output
    assert "2 messages of the person's own are older than 48 hours, or dice younger than 24 hours" in found


async def test_a_dice_of_the_second_day_goes_and_an_older_one_is_named_with_the_rest(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    oldest = guest.user.send_dice()
    await guest.hears()
    stage.world.clock.advance(DAYS + 60)
    middle = guest.user.send_dice()
    await guest.hears()
    stage.world.clock.advance(DAYS)
    youngest = guest.user.send_dice()
    await guest.hears()
    stage.world.clock.advance(600)
    receipt = await forget(guest)
    assert [one.deleted for one in (oldest, middle, youngest)] == [False, True, False]
    assert KK("erased.dice", number=1) in receipt.text
    assert KK("erased.left", count=1, hours=48) in receipt.text


async def test_a_dice_of_the_second_day_is_deleted_with_everything_else(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    dice = guest.user.send_dice()
    await guest.hears()
    stage.world.clock.advance(DAYS + 60)
    receipt = await forget(guest)
    assert dice.deleted
    assert "🎲" not in receipt.text
    assert shown(guest, AIGERIM.secrets) == []


async def test_an_old_card_is_rewritten_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    card = await stage.card(await guest.apply())
    stage.world.clock.advance(60 * DAYS)
    await forget(guest)
    await stage.world.until(lambda: "M-" in card.text and KK("card.withdrawn", reference="")[-30:] in card.html)
