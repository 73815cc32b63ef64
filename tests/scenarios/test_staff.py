"""A colleague takes a lead, contacts the person, closes it; nobody else can, and contacts are gone afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dialogue.presses import CardPress
from simulator.state import faults
from tests.people import AIGERIM, ALICE, DANIYAR, MADINA
from tests.scenarios.colleagues import (
    BACK,
    CLOSE,
    CONTACTED,
    OUTCOMES,
    REOPEN,
    TAKE,
    WHEN_CONTACTED,
    WHEN_TAKEN,
    forge,
    new_card,
    pop_up,
    press,
    taken_card,
    wait_for_deliveries,
)
from tests.scenarios.evidence import (
    REFERENCE,
    cards,
    ever_showed,
    first_text,
    reveals,
    said,
    shows,
)
from tests.scenarios.stage import Stage, open_stage


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data", staff_card="full") as opened:
        yield opened


@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_a_lead_is_taken_contacted_and_closed_and_its_contacts_are_gone(stage: Stage, outcome: str) -> None:
    reference, card = await new_card(stage)
    assert card.labels == [TAKE]
    assert not ever_showed(card, AIGERIM)
    assert reference in await press(stage, stage.madina, TAKE)
    await stage.card(reference, AIGERIM.name, AIGERIM.email, MADINA)
    assert shows(card, AIGERIM)
    assert card.labels == WHEN_TAKEN
    await press(stage, stage.madina, CONTACTED)
    await stage.card(reference, AIGERIM.email, f"Хабарласты: {MADINA}")
    assert card.labels == WHEN_CONTACTED
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: card.labels == [*OUTCOMES, BACK])
    await press(stage, stage.madina, outcome)
    await stage.card(reference, "Жабылды", outcome, MADINA)
    assert not shows(card, AIGERIM)
    assert card.labels == [REOPEN]
    assert cards(stage.group) == [card]


async def test_a_lead_can_be_closed_without_contact(stage: Stage) -> None:
    _, card = await taken_card(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[2] in card.labels)
    await press(stage, stage.madina, OUTCOMES[2])
    await stage.world.until(lambda: not shows(card, AIGERIM))


async def test_closing_can_be_thought_better_of(stage: Stage) -> None:
    _, card = await taken_card(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: BACK in card.labels)
    await press(stage, stage.madina, BACK)
    await stage.world.until(lambda: card.labels == WHEN_TAKEN)
    assert shows(card, AIGERIM)


async def test_the_second_presser_is_told_whose_the_lead_is(stage: Stage) -> None:
    reference, card = await new_card(stage)
    presses = {who.first_name: who.tap(TAKE, chat=stage.group) for who in (stage.madina, stage.timur)}
    answers = {name: await pop_up(stage, query) for name, query in presses.items()}
    await stage.card(AIGERIM.email)
    (owner,), (other,) = ([name for name in presses if (name in card.text) is is_shown] for is_shown in (True, False))
    assert owner not in answers[owner]
    assert owner in answers[other]
    assert reference in answers[other]
    answer = presses[other].answer
    assert answer
    assert answer.show_alert


async def test_only_the_owner_marks_and_closes(stage: Stage) -> None:
    _, card = await taken_card(stage)
    shown = card.text
    for label in (CONTACTED, CLOSE):
        assert MADINA in await press(stage, stage.timur, label, card)
    await wait_for_deliveries(stage)
    assert (card.text, card.labels) == (shown, WHEN_TAKEN)


async def test_another_member_cannot_close_from_the_owners_open_list(stage: Stage) -> None:
    _, card = await taken_card(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    assert MADINA in await press(stage, stage.timur, OUTCOMES[0])
    await wait_for_deliveries(stage)
    assert shows(card, AIGERIM)


async def test_a_closed_lead_stays_closed(stage: Stage) -> None:
    """Old buttons live on in other clients."""
    _, card = await taken_card(stage)
    take = next(version.inline.buttons[0].data for version in card.edits if version.inline)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    close = next(button.data or "" for button in card.inline_buttons if button.text == OUTCOMES[1])
    await press(stage, stage.madina, OUTCOMES[0])
    await stage.card("Жабылды", OUTCOMES[0])
    assert MADINA in await forge(stage, stage.timur, card, take or "")
    assert MADINA in await forge(stage, stage.madina, card, close)
    await wait_for_deliveries(stage)
    assert OUTCOMES[0] in card.text
    assert not shows(card, AIGERIM)


async def test_somebody_who_never_was_in_the_group_is_refused(stage: Stage) -> None:
    _, card = await new_card(stage)
    data = card.inline_buttons[0].data or ""
    assert "мүшелері" in await forge(stage, stage.outsider, card, data)
    await wait_for_deliveries(stage)
    assert not ever_showed(card, AIGERIM)


async def test_a_member_who_has_left_is_refused(stage: Stage) -> None:
    _, card = await new_card(stage)
    stage.group.remove(stage.timur)
    assert "мүшелері" in await forge(stage, stage.timur, card, card.inline_buttons[0].data or "")
    await wait_for_deliveries(stage)
    assert not ever_showed(card, AIGERIM)


async def test_a_membership_seen_once_is_not_believed_for_long(stage: Stage) -> None:
    """Minutes, not days: Timur pressed as a member, was thrown out, and comes back after ten minutes."""
    _, card = await taken_card(stage)
    assert MADINA in await press(stage, stage.timur, CONTACTED, card)
    stage.group.remove(stage.timur, by=stage.madina)
    stage.world.clock.advance(600)
    answer = await forge(stage, stage.timur, card, card.inline_buttons[0].data or "")
    assert "мүшелері" in answer
    assert MADINA not in answer


async def test_a_membership_that_cannot_be_checked_is_not_guessed(stage: Stage) -> None:
    reference, card = await new_card(stage)
    stage.world.faults.script("getChatMember", faults.server_error())
    await press(stage, stage.madina, TAKE)
    await wait_for_deliveries(stage)
    assert not ever_showed(card, AIGERIM)
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: shows(card, AIGERIM) and reference in card.text)


async def test_a_press_forged_in_another_chat_takes_nothing(stage: Stage) -> None:
    """The data is genuine, the colleague too; but the message stands where the staff group does not."""
    _, card = await new_card(stage)
    data = card.inline_buttons[0].data or ""
    elsewhere = stage.world.supergroup("Басқа топ", members=[stage.madina])
    stage.world.call("sendMessage", chat_id=elsewhere.id, text="?")
    own = stage.guest(ALICE)
    await own.agree()
    for presser, message in ((stage.madina, elsewhere.last), (own.user, own.chat.last)):
        assert not reveals(await forge(stage, presser, message, data), AIGERIM)
    await wait_for_deliveries(stage)
    assert not ever_showed(card, AIGERIM)
    assert not any(reveals(message.text, AIGERIM) for message in [*said(elsewhere), *said(own.chat)])


async def test_forged_data_changes_nothing_and_is_answered(stage: Stage) -> None:
    _, card = await taken_card(stage)
    lead = (card.inline_buttons[0].data or "").split(":")[2]
    for data in (
        CardPress(action="take", lead="00" * 8).pack(),
        CardPress(action="take", lead="not hex").pack(),
        CardPress(action="destroy", lead=lead).pack(),
        CardPress(action="close", lead=lead, outcome="stolen").pack(),
        CardPress(action="close", lead=lead).pack(),
        "s:take",
        "s",
    ):
        await forge(stage, stage.madina, card, data)
        await wait_for_deliveries(stage)
        assert (shows(card, AIGERIM), card.labels) == (True, WHEN_TAKEN), data


async def test_of_fifty_who_press_at_once_one_wins(stage: Stage) -> None:
    reference, card = await new_card(stage)
    members = [stage.world.user(f"Қызметкер{number}", language_code="kk") for number in range(50)]
    for member in members:
        stage.group.set_first_members([member])
    presses = [member.tap(TAKE, chat=stage.group, message=card) for member in members]
    answers = await asyncio.gather(*(pop_up(stage, query) for query in presses))
    await stage.world.until(lambda: shows(card, AIGERIM))
    winners = [query for query, answer in zip(presses, answers, strict=True) if "Сізде" in answer]
    assert len(winners) == 1
    owner = winners[0].user.first_name
    assert owner in card.text.split()
    losers = [answer for query, answer in zip(presses, answers, strict=True) if query is not winners[0]]
    assert all(owner in answer.split() and reference in answer for answer in losers)
    assert len(cards(stage.group, reference)) == 1


async def test_a_full_card_is_still_born_without_contacts(full: Stage) -> None:
    reference, card = await new_card(full)
    await full.card(reference, AIGERIM.email, AIGERIM.name)
    assert shows(card, AIGERIM)
    assert not reveals(first_text(card), AIGERIM)
    sent = [
        call for call in full.world.calls if call.method == "sendMessage" and call.params["chat_id"] == full.group.id
    ]
    assert len(sent) == 1
    assert not reveals(str(sent[0].params), AIGERIM)


async def test_a_full_card_loses_its_contacts_on_closing(full: Stage) -> None:
    _, card = await taken_card(full)
    await press(full, full.madina, CLOSE)
    await full.world.until(lambda: OUTCOMES[0] in card.labels)
    await press(full, full.madina, OUTCOMES[0])
    await full.card("Жабылды")
    assert not shows(card, AIGERIM)


async def test_cards_cannot_be_forwarded(stage: Stage) -> None:
    _, card = await taken_card(stage)
    assert card.protected
    with pytest.raises(PermissionError):
        stage.madina.forward(card, stage.madina.chat)


async def test_the_reference_is_the_same_everywhere(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    answer = await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    guest.user.start()
    status = await guest.sees("маман жұмыс істеп жатыр")
    busy = await press(stage, stage.timur, CLOSE, card)
    for text in (answer, card.text, status.text, busy):
        assert REFERENCE.findall(text) == [reference]
    assert any(letter.isdigit() for letter in reference[2:])
    assert any(letter.isalpha() for letter in reference[2:])


async def test_without_a_staff_chat_leads_wait_and_flow_when_it_is_set(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_stage(tmp_path / "data", staff_chat_id=None) as stage:
        await stage.world.until(lambda: "STAFF_CHAT_ID" in caplog.text)
        references = [await stage.guest(who).apply() for who in (AIGERIM, DANIYAR)]
        await stage.stop()
        assert cards(stage.group) == []
        del stage.options["staff_chat_id"]
        caplog.clear()
        await stage.start()
        await stage.world.until(lambda: len(cards(stage.group)) == 2)
        assert [REFERENCE.findall(card.text)[0] for card in cards(stage.group)] == references
        assert "STAFF_CHAT_ID" not in caplog.text


async def test_a_card_deleted_by_hand_comes_again_while_the_lead_is_open(stage: Stage) -> None:
    """Telegram does not say that it was deleted; the first edit finds out."""
    reference, card = await new_card(stage)
    stage.madina.delete(card)
    await forge(stage, stage.madina, card, card.inline_buttons[0].data or "")
    again = await stage.card(reference, AIGERIM.email, MADINA)
    assert again is not card
    assert not reveals(first_text(again), AIGERIM)
    await press(stage, stage.madina, CONTACTED)
    await stage.world.until(lambda: again.labels == WHEN_CONTACTED)
    assert cards(stage.group, reference) == [again]


async def test_the_deleted_card_of_a_closed_lead_stays_deleted(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[1] in card.labels)
    data = next(button.data or "" for button in card.inline_buttons if button.text == OUTCOMES[1])
    stage.madina.delete(card)
    await forge(stage, stage.madina, card, data)
    await wait_for_deliveries(stage)
    assert cards(stage.group, reference) == []


async def test_a_press_on_a_duplicate_card_leads_to_the_real_one(stage: Stage) -> None:
    """Telegram had sent the first card, but the connection broke before the bot heard of it."""
    stage.world.faults.script("sendMessage", faults.reset_after_effect(), chat=stage.group)
    reference = await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: len(cards(stage.group, reference)) == 2)
    orphan, real = cards(stage.group, reference)
    await wait_for_deliveries(stage)
    assert await press(stage, stage.madina, TAKE, orphan)
    await stage.world.until(lambda: orphan.labels == [])
    await press(stage, stage.madina, TAKE, real)
    await stage.world.until(lambda: shows(real, AIGERIM))
    assert not ever_showed(orphan, AIGERIM)
