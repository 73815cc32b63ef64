"""Does a receipt name the fields that its consent was about, whatever the form asks for today?"""

from __future__ import annotations

import json

from bot.domain.consent import ShownText
from bot.i18n import load_words
from bot.views.receipt import document
from tests.domain.test_receipt import CONSENT, TERMS


def named(*fields: str) -> list[str]:
    content = document(CONSENT, "pseudonym", ShownText("the text", TERMS, fields), TERMS, load_words()).content
    receipt = json.loads(content)
    data: list[str] = receipt["kz"]["data"]
    assert receipt["services"][0]["purposes"][0]["piiCategory"] == data
    return data


def test_a_receipt_names_the_fields_of_its_text_in_english_and_no_newer_ones() -> None:
    assert named("name", "phone") == [
        "surname, given name, patronymic if any",
        "mobile phone number",
        "Telegram identifier",
        "language",
    ]


def test_a_field_that_was_removed_is_still_named() -> None:
    assert named("name", "fax")[1] == "fax"
