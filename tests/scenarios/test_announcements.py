"""An administrator announces something to those who want offers: to each once, to nobody else, until it is stopped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator.actors.user import User
from simulator.state import faults
from simulator.state.message import Message
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant, different
from tests.scenarios.evidence import reveals, rows, said
from tests.scenarios.stage import Guest, Stage, words

KK, RU, EN = words("kk"), words("ru"), words("en")
SEND, CANCEL, STOP = "Жіберу", "Болдырмау", "Тоқтату"
TEXT = "Кафелерге арналған жаңа тариф"
RUSSIAN = "Новый тариф для кафе & <баров>"
BOTH = f"{TEXT}\nРусский\n{RUSSIAN}"


async def wants(stage: Stage, who: Applicant) -> Guest:
    """Has applied, and agreed to offers."""
    guest = stage.guest(who)
    await guest.apply()
    question, yes = guest.offer, guest.text("button.offer_yes")
    guest.user.tap(yes, message=question)
    await stage.world.until(lambda: yes not in question.labels)
    return guest


async def crowd(stage: Stage, number: int) -> list[Guest]:
    return [await wants(stage, who) for who in different(number)]


async def previewed(stage: Stage, text: str = BOTH, who: User | None = None) -> Message:
    (who or stage.madina).write(f"/announce@momu_bot {text}", chat=stage.group)
    await stage.world.until(lambda: any(SEND in one.labels for one in said(stage.group)))
    return next(one for one in reversed(said(stage.group)) if SEND in one.labels)


async def confirmed(stage: Stage, text: str = BOTH) -> Message:
    shown = await previewed(stage, text)
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    return shown


async def done(stage: Stage, shown: Message) -> str:
    await stage.world.until(lambda: shown.text.startswith("📣 Жіберілді"), 15)
    return shown.text


def received(guest: Guest, text: str = TEXT) -> list[Message]:
    return [one for one in said(guest.chat) if text in one.text]


def letter_order(guest: Guest) -> list[str]:
    """What stands in the letter, from the top."""
    [letter] = received(guest)
    return sorted((one for one in (TEXT, "Реклама", RUSSIAN) if one in letter.text), key=letter.text.index)


async def answered(stage: Stage, text: str) -> None:
    await stage.world.until(lambda: any(text in one.text for one in said(stage.group)))


async def test_everybody_who_wants_it_gets_it_in_their_language_and_nobody_else(stage: Stage) -> None:
    aigerim, daniyar, alice = [await wants(stage, who) for who in (AIGERIM, DANIYAR, ALICE)]
    unasked = stage.guest(replace(AIGERIM, email="unasked@example.com"))
    await unasked.apply()
    shown = await previewed(stage)
    assert "Алушылар: 3" in shown.text
    assert [line in shown.text for line in ("Қазақша: 1", "Русский: 1", "English: 1 (мәтін: Қазақша)")] == [True] * 3
    assert any("Жарнама" in one.text and TEXT in one.text for one in said(stage.group))
    assert any("Реклама" in one.text and RUSSIAN in one.text for one in said(stage.group))
    assert received(aigerim) == []
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    text = await done(stage, shown)
    assert "3 ішінен 3" in text
    assert shown.labels == []
    for guest, speaks in ((aigerim, KK), (daniyar, RU), (alice, EN)):
        [letter] = received(guest)
        assert letter.text.startswith("Жарнама")
        assert letter.labels == [speaks("button.offer_stop")]
        assert not reveals(letter.text, guest.who)
    assert letter_order(daniyar) == [TEXT, "Реклама", RUSSIAN]
    assert letter_order(alice) == [TEXT]
    assert received(unasked) == []
    assert rows(stage.folder / "momu.db", "SELECT texts, (SELECT count(*) FROM letters) FROM announcements") == [
        ("{}", 0)
    ]


async def test_two_texts_of_the_longest_kind_fit_one_message(stage: Stage) -> None:
    guest = await wants(stage, DANIYAR)
    await done(stage, await confirmed(stage, f"{'ә' * 1800}\nРусский\n{'ы' * 1800}"))
    [letter] = received(guest, "ы" * 1800)
    assert letter.text.index("ә" * 1800) < letter.text.index("ы" * 1800)


async def test_an_answer_to_somebody_s_message_announces_that(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    own = stage.madina.write(TEXT, chat=stage.group)
    stage.madina.write("/announce@momu_bot", chat=stage.group, reply_to=own)
    await stage.world.until(lambda: any(SEND in one.labels for one in said(stage.group)))
    stage.madina.tap(SEND, chat=stage.group)
    await stage.world.until(lambda: received(guest))


async def test_a_card_cannot_be_announced(stage: Stage) -> None:
    await wants(stage, AIGERIM)
    stage.madina.tap("Жұмысқа алу", chat=stage.group)
    card = await stage.card(AIGERIM.email)
    stage.madina.write("/announce@momu_bot", chat=stage.group, reply_to=card)
    await answered(stage, "айтасыз")
    assert not any(SEND in one.labels for one in said(stage.group))


@pytest.mark.parametrize(
    ("text", "answer"),
    [("", "announce.how"), ("ru\nТолько по-русски", "announce.no_master"), ("х" * 1801, "announce.too_long")],
)
async def test_what_cannot_be_announced_is_said_kindly(stage: Stage, text: str, answer: str) -> None:
    await wants(stage, AIGERIM)
    stage.madina.write(f"/announce@momu_bot {text}", chat=stage.group)
    await answered(stage, KK(answer, longest=1800)[:30])
    assert rows(stage.folder / "momu.db", "SELECT * FROM announcements") == []


async def test_without_readers_there_is_nobody_to_announce_to(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    stage.madina.write(f"/announce@momu_bot {TEXT}", chat=stage.group)
    await answered(stage, KK("announce.nobody"))


async def test_a_plain_member_and_an_outsider_announce_nothing(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    stage.timur.write(f"/announce@momu_bot {TEXT}", chat=stage.group)
    await answered(stage, KK("staff.only_administrators"))
    shown = await previewed(stage)
    data = next(one.data for one in shown.inline_buttons if one.text == SEND) or ""
    for presser in (stage.timur, stage.outsider):
        query = presser.tap_data(data, shown)
        await stage.world.until(lambda query=query: query.answer is not None)  # type: ignore[misc]
    assert received(guest) == []
    assert SEND in shown.labels


async def test_a_preview_can_be_given_up_and_an_old_one_is_not_sent(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    shown = await previewed(stage)
    data = next(one.data for one in shown.inline_buttons if one.text == SEND) or ""
    stage.madina.tap(CANCEL, chat=stage.group, message=shown)
    await stage.world.until(lambda: shown.text == KK("announce.cancelled"))
    stage.madina.tap_data(data, shown)
    late = await previewed(stage)
    stage.world.clock.advance(25 * 3600)
    query = stage.madina.tap(SEND, chat=stage.group, message=late)
    await stage.world.until(lambda: query.answer is not None)
    assert query.answer
    assert query.answer.text == KK("announce.old")
    assert received(guest) == []


async def test_a_double_press_and_a_repeated_update_send_it_once(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    shown = await previewed(stage)
    data = next(one.data for one in shown.inline_buttons if one.text == SEND) or ""
    for query in [stage.madina.tap_data(data, shown) for _ in range(3)]:
        stage.world.redeliver(query)
    await done(stage, shown)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert len(received(guest)) == 1


async def test_one_tap_under_it_and_no_more_offers_come(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    await done(stage, await confirmed(stage))
    [letter] = received(guest)
    guest.user.tap(KK("button.offer_stop"), message=letter)
    await stage.world.until(lambda: guest.pop_up == KK("offer.withdrawn"))
    await stage.world.until(lambda: letter.labels == [])
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM consents WHERE withdrawn_at IS NULL") == [(1,)]
    guest.user.tap_data("o", letter)
    stage.madina.write(f"/announce@momu_bot {TEXT}", chat=stage.group)
    await answered(stage, KK("announce.nobody"))
    stranger = stage.guest(DANIYAR)
    await stranger.hears(stranger.user.start)
    stranger.user.tap_data("o", stranger.chat.last)
    await stage.world.until(lambda: stranger.pop_up == RU("offer.withdrawn"))


async def test_who_withdraws_is_erased_meanwhile_is_left_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.pace.BULK_INTERVAL_SECONDS", 2.0)
    guests = await crowd(stage, 5)
    shown = await confirmed(stage)
    await stage.world.until(lambda: any(received(guest) for guest in guests))
    waiting = [guest for guest in guests if not received(guest)]
    waiting[0].user.write("/consents")
    await stage.world.until(lambda: KK("button.offer_stop") in waiting[0].chat.last.labels)
    waiting[0].user.tap(KK("button.offer_stop"))
    await waiting[1].forget()
    monkeypatch.setattr("bot.channels.telegram.pace.BULK_INTERVAL_SECONDS", 0.0)
    text = await done(stage, shown)
    assert [len(received(guest)) for guest in waiting] == [0, 0, 1, 1]
    assert "5 ішінен 3." in text
    assert "Бас тартқандар: 2" in text
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM letters") == [(0,)]


async def test_who_withdraws_while_the_chat_is_slowed_down_is_left_out(stage: Stage) -> None:
    """Its turn has come already, and waits for the chat alone."""
    guest, other = await crowd(stage, 2)
    old = guest.chat.last
    shown = await previewed(stage)
    stage.world.faults.script("sendMessage", faults.too_many_requests(3), chat=guest.chat)
    guest.user.write("/help")
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    await stage.world.until(
        lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM announcements WHERE state = 'sending'")
    )
    await asyncio.sleep(0.5)
    guest.user.tap_data("o", old)
    text = await done(stage, shown)
    assert [len(received(one)) for one in (guest, other)] == [0, 1]
    assert "Бас тартқандар: 1" in text


async def test_a_preview_that_nobody_confirms_is_not_kept(stage: Stage) -> None:
    await crowd(stage, 1)
    await previewed(stage)
    await stage.pass_time(23 * 3600)
    assert rows(stage.folder / "momu.db", "SELECT state FROM announcements") == [("preview",)]
    await stage.pass_time(2 * 3600)
    assert rows(stage.folder / "momu.db", "SELECT state FROM announcements") == []


async def test_who_is_banned_is_sent_no_offers(stage: Stage) -> None:
    guest, other = await crowd(stage, 2)
    references = [one.text.split()[0] for one in said(stage.group) if "M-" in one.text]
    stage.madina.write(f"/ban@momu_bot {references[0]}", chat=stage.group)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM persons WHERE banned_at > 0"))
    shown = await confirmed(stage)
    assert "1 ішінен 1" in await done(stage, shown)
    assert sorted(len(received(one)) for one in (guest, other)) == [0, 1]


async def test_stopping_midway_stops_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.pace.BULK_INTERVAL_SECONDS", 0.5)
    guests = await crowd(stage, 6)
    shown = await confirmed(stage)
    await stage.world.until(lambda: STOP in shown.labels and any(received(guest) for guest in guests))
    stage.madina.tap(STOP, chat=stage.group, message=shown)
    await stage.world.until(lambda: shown.text.startswith("📣 Тоқтатылды"))
    await asyncio.sleep(1.2)
    got = sum(len(received(guest)) for guest in guests)
    assert 1 <= got < 6
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM letters") == [(0,)]
    assert shown.labels == []


async def test_who_deletes_the_progress_gets_the_stop_button_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.pace.BULK_INTERVAL_SECONDS", 0.5)
    guests = await crowd(stage, 6)
    shown = await confirmed(stage)
    await stage.world.until(lambda: STOP in shown.labels and any(received(guest) for guest in guests))
    stage.madina.delete(shown)
    await stage.world.until(lambda: stage.group.last is not shown and stage.group.last.text.startswith("📣"))
    assert [one for one in stage.group.messages if one.text.startswith("📣")] == [stage.group.last]
    await stage.world.until(lambda: all(received(guest) for guest in guests))


async def test_a_restart_goes_on_and_sends_nobody_twice(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.pace.BULK_INTERVAL_SECONDS", 0.3)
    guests = await crowd(stage, 5)
    shown = await confirmed(stage)
    await stage.world.until(lambda: sum(len(received(guest)) for guest in guests) == 2)
    await asyncio.sleep(0.1)
    await stage.restart()
    text = await done(stage, shown)
    assert [len(received(guest)) for guest in guests] == [1] * 5
    assert "5 ішінен 5" in text


async def test_a_stop_while_telegram_has_not_answered_yet_repeats_it_to_nobody(stage: Stage) -> None:
    guests = await crowd(stage, 3)
    shown = await previewed(stage)
    stage.world.faults.script("sendMessage", faults.slow(0.7), chat=guests[1].chat)
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    sending = "sendMessage", guests[1].user.id
    await stage.world.until(
        lambda: sending in [(one.method, one.params.get("chat_id")) for one in stage.world.calls[-1:]]
    )
    await stage.restart()
    await done(stage, shown)
    assert [len(received(guest)) for guest in guests] == [1] * 3


async def test_who_has_blocked_the_bot_is_counted_and_holds_nobody_up(stage: Stage) -> None:
    guests = await crowd(stage, 3)
    guests[1].user.block_bot()
    text = await done(stage, await confirmed(stage))
    assert "3 ішінен 2" in text
    assert "жетпегені: 1" in text


async def test_a_telegram_that_is_slow_or_down_delays_it_and_doubles_nothing(stage: Stage) -> None:
    guests = await crowd(stage, 3)
    shown = await previewed(stage)
    stage.world.faults.script("sendMessage", faults.too_many_requests(1), faults.reset_before_effect())
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    await done(stage, shown)
    assert [len(received(guest)) for guest in guests] == [1] * 3


async def test_it_stays_well_below_what_telegram_allows(stage: Stage) -> None:
    guests = await crowd(stage, 8)
    await done(stage, await confirmed(stage))
    calls = [
        call for call in stage.world.calls if call.method == "sendMessage" and TEXT in str(call.params.get("text"))
    ]
    moments = sorted(call.at_ms for call in calls if call.params["chat_id"] in {guest.user.id for guest in guests})
    assert len(moments) == 8
    assert moments[-1] - moments[0] >= 7 * 50  # milliseconds; on a busy machine two may arrive close together


async def test_under_a_new_policy_nobody_is_sent_anything_until_they_agree_anew(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    shown = await previewed(stage)
    await stage.restart(privacy_policy_version="2")
    stage.madina.tap(SEND, chat=stage.group, message=shown)
    await stage.world.until(lambda: shown.text.startswith("📣 Жіберілді"))
    assert received(guest) == []
    stage.madina.write(f"/announce@momu_bot {TEXT}", chat=stage.group)
    await answered(stage, KK("announce.nobody"))


async def test_at_night_it_waits_for_the_morning_and_says_so(stage: Stage) -> None:
    guest = await wants(stage, AIGERIM)
    local = datetime.fromtimestamp(stage.world.clock.now(), ZoneInfo("Asia/Almaty"))
    soon = local + timedelta(minutes=3)
    await stage.restart(quiet_hours=f"{local - timedelta(minutes=2):%H:%M}-{soon:%H:%M}")
    shown = await confirmed(stage)
    await stage.world.until(lambda: f"{soon:%H:%M}" in shown.text)
    assert STOP in shown.labels
    assert received(guest) == []
    stage.world.clock.advance(200)
    assert "1 ішінен 1" in await done(stage, shown)
    assert len(received(guest)) == 1
