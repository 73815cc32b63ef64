"""With STAFF_CARD=private: who sees the contacts of an application that somebody has taken, and for how long?

Fact.CONTACTS.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.actors.user import User
from simulator.state.message import Message
from tests.databases import full_disk
from tests.people import AIGERIM, MADINA
from tests.scenarios.colleagues import (
    CLOSE,
    CONTACTED,
    GIVE_UP,
    HAND_OVER,
    NO_ANSWER,
    OUTCOMES,
    TAKE,
    TAKE_OVER,
    new_card,
    press,
)
from tests.scenarios.evidence import ever_showed, rows, said, shows
from tests.scenarios.stage import Stage, open_stage, plain, words
from tests.scenarios.stopped import command
from tests.scenarios.test_correction import EMAIL, correct, save

KK = words("kk")
SHOW = "Байланысты көрсету"
DAY = 86_400


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data", staff_card="private") as opened:
        yield opened


def seen_by(stage: Stage, who: User) -> str:
    """What this colleague alone sees, in the group and in their private chat."""
    return "\n".join([*who.seen_alone(stage.group), *(one.text for one in who.chat.messages if one.by_bot)])


async def take(stage: Stage, reference: str) -> Message:
    card = await stage.card(reference)
    await press(stage, stage.madina, TAKE)
    await stage.world.until(lambda: AIGERIM.email in seen_by(stage, stage.madina))
    return card


async def taken(stage: Stage) -> tuple[str, Message]:
    reference = await stage.guest(AIGERIM).apply()
    return reference, await take(stage, reference)


def refuse_in_group(stage: Stage) -> None:
    """As a server without ephemeral messages does."""
    stage.group.takes_ephemeral = False


async def gone(stage: Stage, who: User) -> None:
    await stage.world.until(lambda: AIGERIM.email not in seen_by(stage, who))


def nobody_else_saw(stage: Stage) -> bool:
    return not any(ever_showed(one, AIGERIM) for one in (*stage.group.history, *stage.timur.chat.history))


async def test_who_takes_it_alone_sees_the_contacts_and_only_while_they_work_on_it(stage: Stage) -> None:
    _, card = await taken(stage)
    assert not shows(card, AIGERIM)
    assert card.labels == [SHOW, CONTACTED, NO_ANSWER, CLOSE, *GIVE_UP]
    assert seen_by(stage, stage.timur) == ""
    assert stage.madina.chat.messages == []
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    await press(stage, stage.madina, OUTCOMES[0])
    await gone(stage, stage.madina)
    assert nobody_else_saw(stage)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT count(*) FROM contact_messages") == [(0,)])


async def test_another_colleague_is_told_who_has_it_and_sees_it_after_taking_it_over(stage: Stage) -> None:
    reference, card = await taken(stage)
    assert await press(stage, stage.timur, SHOW) == plain(KK("staff.taken_by", owner=MADINA, reference=reference))
    assert seen_by(stage, stage.timur) == ""
    await press(stage, stage.madina, HAND_OVER)
    await stage.world.until(lambda: TAKE_OVER in card.labels)
    await press(stage, stage.timur, TAKE_OVER)
    await stage.world.until(lambda: AIGERIM.email in seen_by(stage, stage.timur))
    await gone(stage, stage.madina)
    assert not any(ever_showed(one, AIGERIM) for one in stage.group.history)


async def test_where_none_can_be_sent_in_the_group_it_is_the_private_chat_and_else_a_word_how(stage: Stage) -> None:
    """As on a server without ephemeral messages."""
    refuse_in_group(stage)
    reference, card = await new_card(stage)
    how = plain(KK("contacts.how", button=SHOW))
    assert await press(stage, stage.madina, TAKE) == how
    await stage.world.until(lambda: SHOW in card.labels)
    stage.madina.start()
    assert await press(stage, stage.madina, SHOW) == plain(KK("contacts.done"))
    await stage.world.until(lambda: AIGERIM.email in stage.madina.chat.last.text)
    shown = stage.madina.chat.last
    assert shown.protected
    await press(stage, stage.madina, SHOW)
    await stage.world.until(lambda: shown.deleted)
    await stage.world.until(lambda: AIGERIM.email in stage.madina.chat.last.text)
    stage.world.clock.advance(DAY)
    await stage.sweep()
    await gone(stage, stage.madina)
    assert reference not in "".join(one.text for one in stage.madina.chat.messages)


async def test_an_erasure_takes_it_back_within_seconds_and_says_what_is_not_certain(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await take(stage, await guest.apply())
    began = stage.world.clock.now_ms()
    receipt = await guest.forget()
    await gone(stage, stage.madina)
    assert stage.world.clock.now_ms() - began < 5_000
    assert plain(KK("erased.contacts_aside")) in receipt.text
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM contact_messages") == [(0,)]


async def test_the_receipt_is_silent_about_messages_that_never_were(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await stage.card(await guest.apply())
    receipt = await guest.forget()
    assert plain(KK("erased.contacts_aside")) not in receipt.text


async def test_what_cannot_be_deleted_in_a_private_chat_is_named_to_both(stage: Stage) -> None:
    refuse_in_group(stage)
    stage.madina.start()
    guest = stage.guest(AIGERIM)
    await take(stage, await guest.apply())
    stage.madina.block_bot()
    receipt = await guest.forget()
    assert plain(KK("erased.contacts_unreachable")) in receipt.text
    assert plain(KK("contacts.left")) in [one.text for one in said(stage.group)]


async def test_a_correction_changes_what_the_owner_sees(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    card = await take(stage, await guest.apply())
    await correct(guest, "email", EMAIL)
    await save(guest)
    await stage.world.until(lambda: EMAIL in seen_by(stage, stage.madina))
    assert AIGERIM.email not in seen_by(stage, stage.madina)
    assert not ever_showed(card, AIGERIM)


async def test_a_dispute_takes_it_back_and_nobody_is_shown_it_again(stage: Stage) -> None:
    reference, _ = await taken(stage)
    await stage.stop()
    assert (await command(stage.folder, "person", "block", "--lead", reference, MASTER_KEY="")).exit_code == 0
    await stage.start()
    await gone(stage, stage.madina)


async def test_whoever_is_put_out_of_the_group_keeps_no_contacts(stage: Stage) -> None:
    """Not even in their private chat. Another who leaves changes nothing for those who stay."""
    refuse_in_group(stage)
    stage.timur.start()
    reference = await stage.guest(AIGERIM).apply()
    await stage.card(reference)
    await press(stage, stage.timur, TAKE)
    await stage.world.until(lambda: AIGERIM.email in seen_by(stage, stage.timur))
    stage.group.add(stage.outsider)
    stage.group.remove(stage.outsider)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert AIGERIM.email in seen_by(stage, stage.timur)
    stage.group.remove(stage.timur, by=stage.madina)
    await gone(stage, stage.timur)


async def test_when_the_group_s_minute_is_full_it_is_the_private_chat(stage: Stage) -> None:
    """An answer to a press cannot wait for a minute."""
    stage.madina.start()
    reference = await stage.guest(AIGERIM).apply()
    await stage.card(reference)
    for _ in range(20):
        stage.timur.write("/leads@momu_bot", chat=stage.group)
    await stage.world.until(lambda: len(said(stage.group)) >= 20)
    stage.madina.tap(TAKE, chat=stage.group, message=next(one for one in said(stage.group) if TAKE in one.labels))
    await stage.world.until(lambda: stage.madina.chat.bot_has_spoken)
    await stage.world.until(lambda: AIGERIM.email in stage.madina.chat.last.text, timeout=180)
    assert stage.madina.seen_alone(stage.group) == []


async def test_a_message_that_cannot_be_stored_goes_empty(stage: Stage) -> None:
    reference = await stage.guest(AIGERIM).apply()
    await stage.card(reference)
    async with full_disk(stage.folder, "contact_messages"):
        await press(stage, stage.madina, TAKE)
        await stage.world.until(lambda: stage.world.ephemeral and not stage.madina.seen_alone(stage.group))
    assert AIGERIM.email not in "".join(text or "" for one in stage.world.ephemeral for _, text in one.shown)


async def test_one_that_has_gone_by_itself_can_be_shown_again(stage: Stage) -> None:
    await take(stage, await stage.guest(AIGERIM).apply())
    stage.group.forget_ephemeral()
    await press(stage, stage.madina, SHOW)
    await stage.world.until(lambda: AIGERIM.email in seen_by(stage, stage.madina))


async def test_a_note_is_seen_beside_the_contacts_alone(stage: Stage) -> None:
    reference, _ = await taken(stage)
    stage.timur.write(f"/note@momu_bot {reference} кешке қоңырау шалу", chat=stage.group)
    await stage.world.until(lambda: "кешке қоңырау шалу" in seen_by(stage, stage.madina))
    assert AIGERIM.email in seen_by(stage, stage.madina)
    assert not any("кешке" in one.text for one in stage.group.history if one.by_bot)
