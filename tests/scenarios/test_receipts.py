"""Does everybody get a receipt that proves their consent, and tells nobody who they are?"""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.abilities import TELEGRAM
from bot.domain.policy import Operator, Policy
from bot.domain.retention import RULES, Retention
from bot.domain.time import DAY, SECOND
from bot.views.notice import compose_offer
from bot.views.receipt import plain_length
from simulator.state.message import Message
from tests.bytescan import scan
from tests.handlers.turns import INSTALLATION
from tests.people import AIGERIM, BIN, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.evidence import rows
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")


def content(message: Message) -> bytes:
    assert message.document
    return message.document.content


def parsed(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content(message))
    return found


def ledger_row(folder: Path, receipt: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The row a receipt points at: found by its number, and by nothing else."""
    sql = "SELECT subject, facts FROM ledger WHERE event = 'consent_given' AND facts LIKE ?"
    ((subject, facts),) = rows(folder / "momu.db", sql, f"%{receipt['consentReceiptID']}%")
    return subject, json.loads(facts)


async def ask_for(guest: Guest, label: str) -> Message:
    """The receipt by its button in /consents."""
    await guest.say("/consents")
    before = guest.chat.last.id
    guest.user.tap(label)
    await guest.user.world.until(lambda: guest.chat.last.id > before and guest.chat.last.document)
    return guest.chat.last


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_sending_brings_the_thanks_and_one_message_with_the_receipt(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("review")
    before = len(guest.chat.history)
    card = next(message for message in guest.chat.messages if guest.text("button.policy") in message.labels)
    await guest.confirm()
    await guest.hears()
    thanks, receipt = guest.chat.history[before:]
    assert thanks.document is None
    assert receipt.document
    assert receipt.document.file_name.endswith(".json")
    shown = parsed(receipt)["privacy_notice"]
    assert shown["shown_text"] == card.html
    assert shown["shown_text_sha256"] == hashlib.sha256(shown["shown_text"].encode()).hexdigest()
    reference = thanks.text.split("M-")[1][:6]
    assert reference in receipt.text
    assert parsed(receipt)["consentReceiptID"] in receipt.text


async def test_a_receipt_holds_no_personal_data_and_not_the_telegram_id(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    receipt = aigerim.chat.last
    needles: list[str | int | bytes] = [*AIGERIM.secrets, AIGERIM.first_name, aigerim.user.id]
    assert scan(content(receipt) + receipt.html.encode(), needles) == []


async def test_the_number_of_a_receipt_leads_to_the_ledger_even_after_the_person_is_gone(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    receipt = parsed(aigerim.chat.last)
    await aigerim.forget()
    subject, facts = ledger_row(stage.folder, receipt)
    assert subject == receipt["piiPrincipalId"]
    assert facts["text_sha256"] == receipt["privacy_notice"]["shown_text_sha256"]
    assert facts["policy_version"] == receipt["privacy_notice"]["version"]


async def test_the_same_receipt_comes_again_on_demand_whatever_the_settings_say_now(stage: Stage) -> None:
    await stage.restart(operator_name="ТОО «Прежнее»", operator_bin=BIN, retention_open=30 * DAY)
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    first = content(aigerim.chat.last)
    await stage.restart(operator_name="ТОО «Новое»", operator_bin="210987654326", retention_open=60 * DAY)
    again = await ask_for(aigerim, KK("button.receipt", purpose=KK("purpose.application")))
    assert content(again) == first
    assert "ТОО «Прежнее»" in first.decode()
    assert "P30D" in first.decode()


async def test_a_second_application_on_the_same_consent_brings_no_second_receipt(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    await send_again(stage, aigerim)
    await stage.card("🔁")
    assert len([message for message in aigerim.chat.history if message.document]) == 1


async def test_a_new_consent_brings_its_own_receipt_and_no_second_question(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    await stage.restart(privacy_policy_version="2")
    await send_again(stage, aigerim, agree=True)
    await aigerim.user.world.until(lambda: aigerim.chat.last.document)
    assert parsed(aigerim.chat.last)["privacy_notice"]["version"] == "2"
    assert aigerim.chat.last.labels == []


async def test_nobody_gets_the_receipt_of_somebody_else(stage: Stage) -> None:
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.apply()
    await daniyar.apply()
    number = parsed(aigerim.chat.last)["consentReceiptID"]
    await daniyar.hears(lambda: daniyar.user.tap_data(f"r:{number}", daniyar.chat.last))
    assert daniyar.pop_up == daniyar.text("old_button")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_question_fits_under_a_receipt_with_the_longest_settings(language: str) -> None:
    operator = Operator("Ж" * 200, "1" * 12, "a@example.com")
    policy = Policy("https://example.com/" + "a" * 200, "7" * 40, "2026-02-03")
    schedule = replace(INSTALLATION.schedule, retention=Retention(dict.fromkeys(RULES, 3_599 * SECOND)))
    offer = compose_offer(replace(INSTALLATION, operator=operator, policy=policy, schedule=schedule), language)
    head = words(language)("receipt.head", about="M-7K3F9Q")
    assert plain_length(f"{head}\n\n{offer.text}") <= TELEGRAM.longest_caption


async def test_with_the_longest_settings_the_receipt_still_arrives(stage: Stage) -> None:
    await stage.restart(operator_name="Ж" * 200, operator_bin=BIN, privacy_policy_version="7" * 40)
    aigerim = stage.guest(AIGERIM)
    reference = await aigerim.apply()
    assert reference in aigerim.chat.last.text
    assert len(aigerim.chat.last.labels) == 2


async def send_again(stage: Stage, guest: Guest, *, agree: bool = False) -> None:
    await close_work(stage)
    await guest.say("/start")
    await guest.hears(lambda: guest.user.tap(guest.text("button.new_application")))
    if agree:
        await guest.hears(lambda: guest.user.tap(guest.text("button.agree")))
    await guest.sees(guest.who.email)
    await guest.tap(guest.text("button.confirm"), "M-")
