"""Does no oracle blame the bot for what it cannot help, and does an excuse excuse nothing else? Lives made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.state.faults import bad_request, too_many_requests
from tests.form import progress
from tests.lives.hand_made import REFERENCE, HandMade, receipt, sentence, thanks
from tests.lives.sentences import sentences
from tests.lives.test_oracles import AGREE, CONTACTS, NO_MORE, TAKE, answer, find, is_exported, stands_on_two_cards

HOUR = 3600.0  # seconds
ANOTHER = "M-ANTHER"
CONFIRM, ANEW = (sentences("kk")[f"button.{name}"] for name in ("confirm", "new_application"))
GRANT = "INSERT INTO consents VALUES (?, ?, 'application', 'h', 'kk', 'u', '1', 'd', 1, ?, NULL)"
CARD = f"{REFERENCE} · 12:00"


@pytest.fixture
def life(tmp_path: Path) -> Iterator[HandMade]:
    made = HandMade(tmp_path)
    yield made
    made.close()


def agrees(life: HandMade, number: int) -> None:
    life.sql(GRANT, bytes([number]), life.name_of(life.aigerim), life.seen.now)


def applies_again(life: HandMade) -> None:
    """And is thanked, without a button for the receipt."""
    life.later(HOUR)
    life.has_applied(life.aigerim, is_told=False, reference=ANOTHER)
    life.say(life.aigerim.chat.id, thanks(reference=ANOTHER))
    life.say(life.group.id, f"{ANOTHER} · 13:00", TAKE)


def test_each_thanks_gives_the_receipt(life: HandMade) -> None:
    agrees(life, 1)
    life.has_applied(life.aigerim)
    assert find("told", life) == []
    applies_again(life)
    assert find("told", life) == [f"Айгерім cannot get the receipt of the consent for {ANOTHER}"]


def test_a_review_may_become_the_thanks_when_it_is_pressed(life: HandMade) -> None:
    life.has_applied(life.aigerim, is_told=False)
    review = life.say(life.aigerim.chat.id, sentence("review.card"), CONFIRM)
    life.say(life.group.id, CARD, TAKE)
    life.later(HOUR)
    life.aigerim.tap(CONFIRM, message=review)
    life.later(1)
    life.edit(review, thanks(), "r:00")
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    assert find("told", life) == []
    assert any("after sending all" in one for one in find("reminders", life))


def test_who_has_changed_the_word_that_confirmed_has_confirmed(life: HandMade) -> None:
    word = life.aigerim.write(CONFIRM)
    life.has_applied(life.aigerim)
    life.say(life.group.id, CARD, TAKE)
    life.aigerim.edit(word, "Сейтқалиева Айгерім")
    assert find("leads", life) == []


def test_who_has_changed_another_word_into_a_confirmation_has_not(life: HandMade) -> None:
    word = life.aigerim.write("Сейтқалиева Айгерім")
    life.has_applied(life.aigerim)
    life.say(life.group.id, CARD, TAKE)
    life.aigerim.edit(word, CONFIRM)
    assert find("leads", life) == ["Айгерім confirmed 0 times and has 1 applications"]


def is_gone(life: HandMade) -> None:
    """An application that somebody confirmed, was thanked for, and that is not stored any more."""
    life.aigerim.write(CONFIRM)
    life.say(life.aigerim.chat.id, thanks())
    life.say(life.group.id, CARD)


@pytest.mark.parametrize("name", ["erased.wish", "erased.ended"])
def test_whose_end_telegram_refuses_to_tell_is_not_lost(life: HandMade, name: str) -> None:
    is_gone(life)
    life.world.faults.script("sendMessage", bad_request("something new that nobody knows"))
    with pytest.raises(Exception, match="new"):
        life.say(life.aigerim.chat.id, sentence(name, application=REFERENCE))
    assert find("leads", life) == []


@pytest.mark.parametrize(("times", "lost"), [(1, [f"{REFERENCE} of Айгерім is lost"]), (2, [])])
def test_whose_end_was_told_twice_without_an_answer_is_not_lost(life: HandMade, times: int, lost: list[str]) -> None:
    is_gone(life)
    for _ in range(times):
        life.fails_to_say(life.aigerim.chat.id, sentence("erased.wish"))
    assert find("leads", life) == lost


def test_whose_end_was_to_wait_is_lost_if_it_does_not_come(life: HandMade) -> None:
    is_gone(life)
    life.world.faults.script("sendMessage", too_many_requests(3))
    with pytest.raises(Exception, match="429"):
        life.say(life.aigerim.chat.id, sentence("erased.wish"))
    assert find("leads", life) == [f"{REFERENCE} of Айгерім is lost"]


def test_what_is_refused_about_another_is_no_excuse(life: HandMade) -> None:
    is_gone(life)
    life.world.faults.script("sendMessage", bad_request("something new that nobody knows"))
    with pytest.raises(Exception, match="new"):
        life.say(life.aigerim.chat.id, sentence("erased.ended", application=ANOTHER))
    assert find("leads", life) == [f"{REFERENCE} of Айгерім is lost"]


def test_a_card_whose_number_was_never_heard_stays(life: HandMade) -> None:
    life.loses_the_answer(life.say(life.group.id, CARD, TAKE))
    life.later(HOUR)
    assert find("leads", life) == []


def test_a_card_whose_process_died_before_it_heard_the_number_stays(life: HandMade) -> None:
    life.say(life.group.id, CARD, TAKE)
    life.dies()
    assert find("leads", life) == []


def test_a_card_of_nobody_is_not_excused_by_a_newer_one_nor_by_a_later_death(life: HandMade) -> None:
    life.say(life.group.id, CARD, TAKE)
    life.later(HOUR)
    life.dies()
    life.say(life.group.id, CARD)
    assert find("leads", life) == [f"a card with buttons is of nobody: {REFERENCE}"]


@pytest.mark.parametrize("stored", [True, False])
def test_whoever_began_anew_may_be_reminded_though_a_death_swallowed_the_question(life: HandMade, stored: bool) -> None:
    review = life.say(life.aigerim.chat.id, sentence("review.card"), CONFIRM)
    life.later(1)
    answer(life, life.aigerim.tap(CONFIRM, message=review))
    life.later(1)
    told = life.say(life.aigerim.chat.id, thanks(), ANEW)
    life.later(HOUR)
    life.aigerim.tap(ANEW, message=told)
    if stored:
        life.sql("INSERT INTO seen_updates VALUES (?, 0)", life.hands_over())
        life.say(life.daniyar.chat.id, REFERENCE)  # something at which the files are looked at again
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    assert any("after sending all" in one for one in find("reminders", life)) is not stored


def withdraws(life: HandMade) -> None:
    """Everything is destroyed but the last word to them."""
    life.sql(
        "INSERT INTO erasures (id, reference, reason, stage, requested_at, person) "
        "VALUES (x'01', 'E-1', 'ended', 'destroyed', ?, ?)",
        life.seen.now,
        life.name_of(life.aigerim),
    )
    life.sql(
        "INSERT INTO erasure_messages (erasure, place, chat_id, message_id, kind, sent_at) "
        "VALUES (x'01', 'private', 0, 1, 'answer', ?)",
        life.seen.now,
    )


def open_erasures(life: HandMade) -> list[str]:
    return [one for oracle in ("due", "left") for one in find(oracle, life) if "updates" not in one]


def test_whoever_keeps_the_bot_out_is_waited_for(life: HandMade) -> None:
    withdraws(life)
    life.aigerim.block_bot()
    life.later(47 * HOUR)
    assert open_erasures(life) == []


@pytest.mark.parametrize(("hours", "blocks"), [(47, False), (60, True)], ids=["they are here", "for two days only"])
def test_nobody_else_is_waited_for(life: HandMade, hours: int, blocks: bool) -> None:
    withdraws(life)
    if blocks:
        life.aigerim.block_bot()
    life.later(hours * HOUR)
    assert open_erasures(life) == [
        "1 erasures are not done: ['destroyed']",
        "1 messages of erased people are not taken back: ['answer']",
        "erasures.person knows Айгерім, who is not here",
        "1 rows of erasures belong to nobody",
    ]


def test_an_erasure_is_as_old_as_the_application_that_began_with_a_press(life: HandMade) -> None:
    """The first question was swallowed by a death, and asked again much later."""
    card = life.say(life.aigerim.chat.id, "?", AGREE)
    life.aigerim.tap(AGREE, message=card)
    life.sql("INSERT INTO seen_updates VALUES (?, 0)", life.hands_over())
    life.say(life.daniyar.chat.id, REFERENCE)
    life.later(70 * HOUR)
    life.say(life.aigerim.chat.id, sentence("field.name.ask", progress=progress("name")))
    life.later(3 * HOUR)
    life.say(life.aigerim.chat.id, sentence("erased.unfinished"))
    assert find("receipts", life) == []


def fails_in_the_group(life: HandMade) -> None:
    life.world.faults.script("sendMessage", bad_request("chat not found"))
    with pytest.raises(Exception, match="chat"):
        life.say(life.group.id, "?")


def is_closed_and_shown(life: HandMade, *, trouble_after: float) -> None:
    """For an hour, with one call to the group that fails meanwhile."""
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "taken")
    card = life.say(life.group.id, CARD, TAKE)
    answer(life, life.madina.tap(TAKE, life.group))
    life.edit(card, f"{CARD}\n{CONTACTS}")
    fails_in_the_group(life)
    life.later(HOUR)
    life.sql("UPDATE leads SET status = 'closed'")
    life.later(trouble_after)
    fails_in_the_group(life)
    life.later(HOUR - trouble_after)
    life.edit(card, CARD)


def test_contacts_may_stand_until_the_group_can_be_reached(life: HandMade) -> None:
    is_closed_and_shown(life, trouble_after=0.9 * HOUR)
    assert find("contacts", life) == []


def test_trouble_that_is_over_does_not_keep_contacts_on_a_card(life: HandMade) -> None:
    is_closed_and_shown(life, trouble_after=60.0)
    assert any("60 minutes after" in one for one in find("contacts", life))


@pytest.mark.parametrize("is_filled_after", [False, True])
def test_a_card_that_a_restored_backup_has_not_seen_may_stand_filled(life: HandMade, is_filled_after: bool) -> None:
    taken_at = life.seen.now
    if is_filled_after:
        life.later(HOUR)
        life.operator.restored.append((life.seen.now, taken_at))
        life.later(HOUR)
    stands_on_two_cards(life)
    life.later(HOUR)
    if not is_filled_after:
        life.operator.restored.append((life.seen.now, taken_at))
    assert any("on two cards" in one for one in find("contacts", life)) is is_filled_after


def test_an_export_that_ends_with_its_people_and_is_named(life: HandMade) -> None:
    is_exported(life)
    [file] = [one for one in life.madina.chat.messages if one.document]
    life.say(life.group.id, sentence("export.coming", reference="X-7K3F9Q"))
    life.sql("DELETE FROM leads")
    life.world.call("deleteMessage", chat_id=life.madina.chat.id, message_id=file.id)
    life.say(life.group.id, sentence("export.recall", reference="X-7K3F9Q", applications=REFERENCE))
    life.say(life.aigerim.chat.id, receipt(handed=sentence("erased.handed")))
    assert find("exports", life) == []


@pytest.mark.parametrize("is_told", [False, True])
def test_reminders_go_on_until_somebody_is_told_that_they_stop(life: HandMade, is_told: bool) -> None:
    """An old button is told so; later the first of two reminders becomes the answer to a button that acts."""
    old = life.say(life.aigerim.chat.id, sentence("reminder.card"), NO_MORE)
    life.later(HOUR)
    answer(life, life.aigerim.tap(NO_MORE, message=old))
    if is_told:
        life.edit(old, sentence("reminder.stopped"))
    life.later(HOUR)
    first = life.say(life.aigerim.chat.id, sentence("reminder.card"), NO_MORE)
    life.later(5 * 60)
    life.say(life.aigerim.chat.id, sentence("reminder.card"), NO_MORE)
    life.later(HOUR)
    answer(life, life.aigerim.tap(NO_MORE, message=first))
    life.edit(first, sentence("reminder.stopped"))
    assert any("after declining" in one for one in find("reminders", life)) is is_told


@pytest.mark.parametrize("is_stopped", [False, True])
def test_who_writes_while_the_operator_stops_the_bot_hears_from_the_next_process(
    life: HandMade, is_stopped: bool
) -> None:
    """Which cannot start for an hour."""
    life.say(life.aigerim.chat.id, "?")
    life.later(HOUR)
    life.aigerim.write("сәлем")
    life.hands_over()
    life.later(1)
    if is_stopped:
        life.operator.stops.append(life.seen.now)
    life.later(HOUR)
    life.say(life.aigerim.chat.id, "!")
    assert bool(find("answers", life)) is not is_stopped
