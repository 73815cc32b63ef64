"""Is consent asked for before anything else, fully, and given only on purpose? (docs/promises.md 1, 2)"""

from collections.abc import Callable
from itertools import product

import pytest

from simulator.actors.user import User
from simulator.state.message import Message
from tests.form import progress
from tests.people import AIGERIM, ALICE
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
AGREE, DISAGREE = KK("button.agree"), KK("button.disagree")
NOTHING_KEPT = KK("privacy.nothing_stored")


def is_card(message: Message) -> bool:
    return AGREE in message.labels


async def has_agreed(guest: Guest) -> bool:
    await guest.say("/privacy")
    return NOTHING_KEPT not in guest.chat.last.text


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
async def test_who_declines_is_answered_kindly_and_may_come_back(stage: Stage, typed: bool) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    await aigerim.hears(lambda: aigerim.user.write(DISAGREE) if typed else aigerim.user.tap(DISAGREE))
    assert aigerim.chat.last.html.startswith(KK("consent.declined"))
    assert AGREE not in aigerim.chat.last.labels
    assert not await has_agreed(aigerim)
    await aigerim.hears(lambda: aigerim.user.tap(KK("button.read_consent")))
    aigerim.user.tap(AGREE)
    await aigerim.sees(progress("name"))


async def test_start_after_declining_shows_the_card_again(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    await aigerim.hears(lambda: aigerim.user.tap(DISAGREE))
    await aigerim.agree()


async def test_the_typed_label_counts_once_the_card_was_shown(stage: Stage) -> None:
    for typed in ("Келісемін", "даю согласие", "I AGREE!", " «Келісемін». "):
        aigerim = stage.guest(AIGERIM)
        (card,) = await aigerim.say(typed)
        assert is_card(card)
        await aigerim.write(typed, progress("name"))


async def test_the_typed_label_does_not_count_after_declining_or_in_a_new_process(stage: Stage) -> None:
    """What was shown has to be known for certain."""
    aigerim, alice = stage.guest(AIGERIM), stage.guest(ALICE)
    await aigerim.reach("consent")
    await alice.reach("consent")
    await aigerim.hears(lambda: aigerim.user.tap(DISAGREE))
    (card,) = await aigerim.say(AGREE)
    assert is_card(card)
    await stage.restart()
    (card,) = await alice.say("I agree")
    assert "I agree" in card.labels


async def test_no_other_word_counts_as_consent(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    for typed in ("иә", "ДА", "yes", "ok", "Растау", "Сейтқалиева Айгерім", "келісемін бе?"):
        (card,) = await aigerim.say(typed)
        assert is_card(card), typed
        assert not await has_agreed(aigerim)


async def test_somebody_else_s_words_are_no_consent(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    (card,) = await aigerim.hears(lambda: aigerim.user.forward(AGREE))
    assert is_card(card)
    assert not await has_agreed(aigerim)


NOISES: dict[str, Callable[[User], object]] = {
    "sticker": User.send_sticker,
    "voice": User.send_voice,
    "video note": User.send_video_note,
    "contact": User.share_contact,
    "photo": lambda user: user.send_photo("Келісемін"),
    "document": User.send_document,
    "location": User.send_location,
    "album": User.send_album,
    "unknown command": lambda user: user.write("/foo"),
}


async def test_whatever_comes_before_consent_gets_the_card_once(stage: Stage) -> None:
    for noise in NOISES.values():
        aigerim = stage.guest(AIGERIM)
        said = await aigerim.hears(lambda: noise(aigerim.user))  # noqa: B023
        assert [is_card(message) for message in said] == [True]
        helped, card = await aigerim.hears(lambda: aigerim.user.edit(aigerim.user.write("/help"), AGREE))  # noqa: B023
        assert (is_card(helped), is_card(card)) == (False, True)
        assert not await has_agreed(aigerim)


async def test_a_card_of_an_older_policy_cannot_be_agreed_to(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    card = aigerim.chat.last
    await stage.restart(privacy_policy_version="2")
    await aigerim.hears(lambda: aigerim.user.tap(AGREE))
    assert aigerim.pop_up == KK("consent.changed")
    assert "2-редакция" in card.text
    assert not await has_agreed(aigerim)
    aigerim.user.tap(AGREE, message=card)
    await aigerim.sees(progress("name"))


async def test_who_has_agreed_and_presses_no_on_an_old_card_is_taken_at_their_word(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    old = aigerim.chat.last
    await aigerim.hears(aigerim.user.start)
    await aigerim.hears(lambda: aigerim.user.tap(AGREE))
    await aigerim.hears(lambda: aigerim.user.tap(DISAGREE, message=old))
    await aigerim.sees("E-")
    assert not await has_agreed(aigerim)


async def test_a_forged_language_is_not_agreed_in(stage: Stage) -> None:
    """It would stand on the disk and on the staff card, whatever it says."""
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    card = aigerim.chat.last
    for button, forged in product(card.inline_buttons[:2], ("xx", "kz", "<b>", "", "call +7701")):
        data = (button.data or "").replace(":kk:", f":{forged}:")
        await aigerim.hears(lambda: aigerim.user.tap_data(data, card))  # noqa: B023
        assert is_card(card)
        assert aigerim.pop_up == KK("old_button")
    assert not await has_agreed(aigerim)
