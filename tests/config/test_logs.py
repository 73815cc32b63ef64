"""Is a number in the log only if one of our own lines says that it is the number of an update?"""

import json
import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config.logs import JsonLines, Lines, redact

NUMBER, PHONE = 811_434_835, "+77012345678"


def written(name: str, message: str, *given: object) -> str:
    record = logging.LogRecord(name, logging.ERROR, "", 1, message, given, None)
    assert redact(record)
    return record.getMessage()


OURS = {
    "update %d ended in a bug": "update 811434835 ended in a bug",
    "reply to update %d not delivered: %s": "reply to update 811434835 not delivered: <number>",
    "%% done, update %d (%s)": "% done, update 811434835 (<number>)",
}


@pytest.mark.parametrize("message", OURS)
def test_the_number_of_an_update_can_be_read(message: str) -> None:
    given = (NUMBER, PHONE)[: message.replace("%%", "").count("%")]
    assert written("bot.intake.receive", message, *given) == OURS[message]


def test_two_updates_in_one_line() -> None:
    line = written("bot.intake.receive", "%s: update %d before update %d, %d", PHONE, NUMBER, NUMBER + 1, NUMBER)
    assert line == "<number>: update 811434835 before update 811434836, <number>"


@pytest.mark.parametrize("text", [f"update {PHONE}", "update 77012345678", f"update {NUMBER}"])
def test_a_number_that_only_looks_like_that_of_an_update_is_blacked_out(text: str) -> None:
    """In an argument of the line, or in a line of a library."""
    assert written("bot.intake.receive", "failed: %s", text) == "failed: update <number>"
    assert written("bot.intake.receive", "update %d: %s", NUMBER, text) == f"update {NUMBER}: update <number>"
    assert written("some.library", "update %d", NUMBER) == "update <number>"
    assert written("bot.intake.receive", text) == "update <number>"


@pytest.mark.parametrize("kind", [Lines, JsonLines])
def test_a_line_says_when_it_was_and_in_which_zone(kind: type[Lines | JsonLines]) -> None:
    formatter = kind("%(asctime)s %(message)s")
    formatter.zone = ZoneInfo("Asia/Almaty")
    said = formatter.format(logging.makeLogRecord({"msg": "ready", "created": 1_795_000_000.25}))
    when = json.loads(said)["asctime"] if kind is JsonLines else said.split()[0]
    assert datetime.fromisoformat(when) == datetime.fromtimestamp(1_795_000_000.25, UTC)
    assert when.endswith("+05:00")
