"""Does a receipt say what the law and the standards ask for, and nothing about who somebody is?"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.domain.consent import Consent, Purpose, Terms
from bot.domain.receipt import OPERATIONS, USES, compose_receipt
from bot.domain.retention import PROOF, RULES, Retention
from bot.domain.time import DAY, MINUTE, Moment
from tests.cases import cases

PERIODS = {"draft": 90 * MINUTE, "open_lead": 365 * DAY, "closed_lead": 90 * DAY}
TERMS = Terms("ТОО «Пример»", "123456789012", "privacy@example.com", PERIODS)
CONSENT = Consent(
    b"\x01" * 16, Purpose.APPLICATION, "ab" * 32, "ru", "https://example.com/", "3", "2026-02-03", 5, Moment(1_000)
)


def receipt(consent: Consent = CONSENT, terms: Terms = TERMS) -> dict[str, Any]:
    content = compose_receipt(consent, "pseudonym", terms, "the text", ["name"])
    parsed: dict[str, Any] = json.loads(json.dumps(content))
    return parsed


def test_the_fields_of_kantara_1_1_are_there() -> None:
    found = receipt()
    assert found["version"] == "KI-CR-v1.1.0"
    assert found["jurisdiction"] == "KZ"
    assert found["consentTimestamp"] == 1
    assert found["consentReceiptID"] == "01" * 16
    assert found["piiPrincipalId"] == "pseudonym"
    assert found["language"] == "ru"
    assert found["policyUrl"] == "https://example.com/"
    assert found["sensitive"] is False
    assert found["spiCat"] == []
    assert found["collectionMethod"]
    (controller,) = found["piiControllers"]
    assert (controller["piiController"], controller["email"]) == (TERMS.operator, TERMS.email)
    (purpose,) = found["services"][0]["purposes"]
    for name in ("purpose", "purposeCategory", "consentType", "piiCategory", "primaryPurpose", "termination"):
        assert name in purpose
    assert purpose["thirdPartyDisclosure"] is True
    assert purpose["thirdPartyName"].startswith("Telegram")


def test_the_items_of_the_kazakh_law_are_there() -> None:
    law = receipt()["kz"]
    assert law["bin"] == "123456789012"
    assert law["third_parties"]["who"].startswith("Telegram")
    assert law["cross_border"]["transfer"] is True
    assert law["published_in_open_sources"] is False
    assert law["operations"] == ["жинау", "жазу", "жүйелеу", "жинақтау", "сақтау", "нақтылау", "өшіру", "жою"]
    assert [kept["period"] for kept in law["retention"]] == ["PT5400S", "P365D", "P90D"]


def test_a_bin_that_is_not_set_is_said_to_be_missing() -> None:
    assert receipt(terms=replace(TERMS, bin=None))["kz"]["bin"] == "not stated"


def test_what_was_shown_stands_in_it_with_its_hash_and_policy() -> None:
    notice = receipt()["privacy_notice"]
    assert notice["shown_text"] == "the text"
    assert notice["shown_text_sha256"] == "ab" * 32
    assert (notice["version"], notice["last_updated"]) == ("3", "2026-02-03")


def test_the_same_consent_gives_the_same_receipt_until_it_is_withdrawn() -> None:
    assert receipt() == receipt()
    states = [event["event_state"] for event in receipt(replace(CONSENT, withdrawn_at=Moment(2_000)))["events"]]
    assert [event["event_state"] for event in receipt()["events"]] == ["consent_given"]
    assert states == ["consent_given", "consent_withdrawn"]


@cases("purpose", Purpose)
def test_every_purpose_has_its_words_and_only_the_application_is_primary(purpose: Purpose) -> None:
    (stated,) = receipt(replace(CONSENT, purpose=purpose))["services"][0]["purposes"]
    assert stated["purpose"] == USES[purpose].description
    assert stated["primaryPurpose"] is (purpose is Purpose.APPLICATION)
    assert len(OPERATIONS) == 8


def test_every_rule_of_retention_stands_in_it_with_its_own_period() -> None:
    spans = Retention({rule: (number + 40) * DAY for number, rule in enumerate(RULES)})
    found = receipt(terms=replace(TERMS, periods=spans.by_name()))
    assert found["kz"]["retention"] == [
        {"record": rule.record, "period": f"P{number + 40}D", "from": rule.since} for number, rule in enumerate(RULES)
    ]
    (purpose,) = found["services"][0]["purposes"]
    assert len(purpose["termination"]) == len(RULES)


def test_a_rule_that_the_text_did_not_mention_yet_is_not_in_its_receipt() -> None:
    records = [kept["record"] for kept in receipt()["kz"]["retention"]]
    assert records == ["unfinished application", "open application", "closed application"]


def test_the_receipt_of_offers_says_how_long_the_longest_kept_application_stays() -> None:
    terms = replace(TERMS, periods={**PERIODS, PROOF.name: 9 * DAY})
    found = receipt(replace(CONSENT, purpose=Purpose.MARKETING), terms)["kz"]["retention"]
    assert [(kept["record"], kept["period"]) for kept in found] == [
        ("consent to offers", "P365D"),
        (PROOF.record, "P9D"),
    ]


def test_no_word_of_a_receipt_changes_unnoticed() -> None:
    """A person holds it against the operator, and programs read it by its names. Who changes it changes the file."""
    given = json.loads(Path(__file__).with_name("receipt.json").read_text(encoding="utf-8"))
    assert receipt(replace(CONSENT, granted_at=Moment(1_999), withdrawn_at=Moment(62_000))) == given


def test_what_the_operator_left_open_is_called_not_stated() -> None:
    found = receipt(replace(CONSENT, policy_date=""), replace(TERMS, bin=None))
    (controller,) = found["piiControllers"]
    assert (found["privacy_notice"]["last_updated"], controller["bin"]) == ("not stated", "not stated")


def test_offers_are_withdrawn_by_their_own_command_and_kept_like_the_application() -> None:
    (purpose,) = receipt(replace(CONSENT, purpose=Purpose.MARKETING))["services"][0]["purposes"]
    assert purpose["withdrawal_method"] == "/consents in the bot, or privacy@example.com"
    assert purpose["piiCategory"] == ["name", "Telegram identifier", "language"]
    assert purpose["policyClauses"] == ["2.1 P7"]
    assert purpose["purposeCategory"] == ["Marketing"]
    since = "after the application's last change at most, or until withdrawn"
    assert purpose["termination"] == [f"consent to offers: P365D {since}"]
