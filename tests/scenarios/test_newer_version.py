"""After going back a version: what only the newer one knows waits for it untouched, and stops nothing for anybody."""

from __future__ import annotations

from itertools import product

import pytest

from simulator.state import faults
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.stage import Stage, words
from tests.scenarios.stopped import command

KK = words("kk")
TELL = "INSERT INTO outbox (lane, kind, subject, urgency, version, attempts, due_at) VALUES (?, ?, ?, ?, 3, 1, 7)"


def change(stage: Stage, sql: str, *values: object) -> None:
    stage.execute(sql, *values)


def untold(stage: Stage) -> list[tuple[object, ...]]:
    return stage.query("SELECT * FROM outbox WHERE kind NOT IN ('card', 'sent', 'retired') ORDER BY id")


async def test_unknown_facts_wait_and_hold_nobody_up(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """In the staff group's lane, in a person's own, and in one by itself; before all others and behind them."""
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    ((person,),) = stage.query("SELECT person FROM persons")
    await stage.stop()
    for lane, kind, urgency in product(("staff", person.hex(), "00" * 32), ("confetti", "card_v2", "Card"), (0, 2, 4)):
        change(stage, TELL, lane, kind, f"{lane} {urgency}".encode(), urgency)
    before = untold(stage)
    await stage.start()
    await guest.confirm()
    await stage.card("M-")
    stage.madina.tap(KK("button.take"), chat=stage.group)
    await stage.card(AIGERIM.email)
    other = stage.guest(ALICE)
    await other.apply()
    await stage.world.until(lambda: stage.query("SELECT count(*) FROM outbox") == [(27,)])
    assert untold(stage) == before
    told = [record.getMessage() for record in caplog.records if "newer version" in record.getMessage()]
    assert len(told) == 3
    assert "9 x confetti" in " ".join(told)
    assert "ended in a bug" not in caplog.text


async def test_an_unknown_fact_is_not_put_off_with_its_lane(stage: Stage) -> None:
    """Nor is it hurried when the group can be reached again."""
    change(stage, TELL, "staff", "confetti", b"subject", 2)
    before = untold(stage)
    stage.world.faults.script("sendMessage", faults.too_many_requests(1), chat=stage.group)
    await stage.guest(AIGERIM).apply()
    await stage.card("M-")
    assert untold(stage) == before


async def test_an_unknown_urgency_is_the_last_and_is_told(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    stage.world.faults.script("editMessageText", faults.too_many_requests(3), chat=guest.chat)
    guest.user.write(guest.text("button.confirm"))
    await stage.world.until(lambda: guest.is_thanks(guest.chat.last))
    change(stage, "UPDATE outbox SET urgency = 9 WHERE kind = 'retired'")
    await stage.world.until(lambda: any(guest.text("button.offer_no") in one.labels for one in guest.chat.messages))


async def test_doctor_names_what_waits_for_the_newer_version(stage: Stage) -> None:
    change(stage, TELL, "staff", "confetti", b"subject", 2)
    await stage.stop()
    result = await command(stage.folder, "doctor", MASTER_KEY=(stage.folder / "master.key").read_text().strip())
    assert "WARNING  outbox: 1 x confetti" in result.output


async def test_an_erasure_for_an_unknown_reason_is_carried_out_with_all_others(stage: Stage) -> None:
    """Also of messages of a kind that is unknown: what shows data is taken back, whatever it is called."""
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    for one in (guest, other):
        await one.apply()
    change(stage, "UPDATE messages SET kind = 'sticker_of_data'")
    change(stage, "UPDATE persons SET held_until = 9999999999999")
    await guest.write("/forget_me")
    await stage.world.until(lambda: guest.text("button.forget") in guest.chat.last.labels)
    await guest.hears(lambda: guest.user.tap(guest.text("button.forget")))
    change(stage, "UPDATE erasures SET reason = 'parents'")
    change(stage, "UPDATE persons SET held_until = 0")
    await other.forget()
    await guest.sees("E-")
    assert stage.rows("persons", "messages") == [[], []]
    assert not any(AIGERIM.email in message.text for message in guest.chat.messages)


async def test_a_lead_of_an_unknown_status_stops_no_nudge_and_no_list(stage: Stage) -> None:
    first, second = stage.guest(AIGERIM), stage.guest(DANIYAR)
    newer, usual = await first.apply(), await second.apply()
    await stage.card(usual)
    change(stage, "UPDATE leads SET status = 'quoted', nudge_at = 1 WHERE reference = ?", newer)
    change(stage, "UPDATE leads SET nudge_at = 1 WHERE reference = ?", usual)
    await stage.sweep()
    assert stage.query("SELECT nudges FROM leads WHERE reference = ?", usual) == [(1,)]
    assert stage.query("SELECT nudges, nudge_at FROM leads WHERE reference = ?", newer) == [(0, 1)]
    stage.madina.write("/leads", chat=stage.group)
    await stage.world.until(lambda: usual in stage.group.last.text)
    assert newer not in stage.group.last.text
