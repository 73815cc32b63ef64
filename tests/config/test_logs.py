"""Is a number in the log only if one of our own lines says that it is the number of an update?"""

import io
import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import main
from bot.config.log_lines import JsonLines, TextLines, compose_message, name_of_event
from bot.config.logs import LineStream, tell_bugs_discreetly
from tests.cases import cases
from tests.people import AIGERIM, MADINA
from tests.scenarios.named_in_log import find_named
from tests.scenarios.stage import TOKEN

ROOT = Path(__file__).parents[2]
NUMBER, PHONE = 811_434_835, "+77012345678"


def written(name: str, message: str, *given: object) -> str:
    return compose_message(logging.LogRecord(name, logging.ERROR, "", 1, message, given, None))


OURS = {
    "update %d ended in a bug": "update 811434835 ended in a bug",
    "reply to update %d not delivered: %s": "reply to update 811434835 not delivered: <number>",
    "%% done, update %d (%s)": "% done, update 811434835 (<number>)",
}


@cases("message", OURS)
def test_the_number_of_an_update_can_be_read(message: str) -> None:
    given = (NUMBER, PHONE)[: message.replace("%%", "").count("%")]
    assert written("bot.intake.receive", message, *given) == OURS[message]


def test_two_updates_in_one_line() -> None:
    line = written("bot.intake.receive", "%s: update %d before update %d, %d", PHONE, NUMBER, NUMBER + 1, NUMBER)
    assert line == "<number>: update 811434835 before update 811434836, <number>"


@cases("text", [f"update {PHONE}", "update 77012345678", f"update {NUMBER}"])
def test_a_number_that_only_looks_like_that_of_an_update_is_blacked_out(text: str) -> None:
    """In an argument of the line, or in a line of a library."""
    assert written("bot.intake.receive", "failed: %s", text) == "failed: update <number>"
    assert written("bot.intake.receive", "update %d: %s", NUMBER, text) == f"update {NUMBER}: update <number>"
    assert written("some.library", f"update {NUMBER}") == "update <number>"
    assert written("bot.intake.receive", text) == "update <number>"


@cases(
    ("name", "message", "said"),
    [
        ("some.library", "%s of %s", "%s of %s"),
        ("some.library", "whole\nAigerim", "whole"),
        ("py.warnings", "/lib/x.py:7: RuntimeWarning: Aigerim\n  read(Aigerim)", "/lib/x.py:7: RuntimeWarning"),
        ("py.warnings", "Aigerim", "a warning of Python"),
        ("asyncio", "Exception in callback say('Aigerim') at 7", "Exception in callback say"),
        ("asyncio", "Task exception was never retrieved\nfuture: Aigerim", "Task exception was never retrieved"),
    ],
)
def test_of_a_library_only_what_it_always_says_is_said(name: str, message: str, said: str) -> None:
    """No pattern finds a name among its values."""
    given = ("Aigerim", "Aigerim") if "%" in message else ()
    assert written(name, message, *given) == said


@cases(
    ("message", "event"),
    [
        ("update %d ended in a bug", "update_ended_in_a_bug"),
        ("update %d: %s, %s, %s ms", "update"),
        ("in the outbox %d x %s waits for the newer version", "in_the_outbox_x_waits_for_the_newer_version"),
        ("%s", "watch"),
        ("%s: %s", "watch"),
    ],
)
def test_an_event_has_a_name(message: str, event: str) -> None:
    assert name_of_event(logging.makeLogRecord({"name": "bot.jobs.watch", "msg": message})) == event


def test_a_line_for_machines_is_one_object() -> None:
    """docs/operator/logs.md names its fields."""
    fields = {"what": "press", "outcome": "stored", "ms": 12.3}
    record = {"name": "bot.intake.update_log", "msg": "update %d: %s", "args": (NUMBER, "press"), "fields": fields}
    said = json.loads(JsonLines(UTC).format(logging.makeLogRecord(record | {"levelname": "INFO"})))
    when = said.pop("time")
    assert datetime.fromisoformat(when).tzinfo is not None
    assert said == {
        "level": "INFO", "logger": "bot.intake.update_log", "event": "update", "message": f"update {NUMBER}: press",
        "update": NUMBER, **fields,
    }  # fmt: skip
    page = (ROOT / "docs" / "operator" / "logs.md").read_text("utf-8")
    assert {*said, "time", "error"} == set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))


def test_a_library_adds_no_fields() -> None:
    record = {"name": "some.library", "msg": "x", "fields": {"who": PHONE}, "update": PHONE, "email": PHONE}
    assert PHONE not in JsonLines(UTC).format(logging.makeLogRecord(record))


def test_the_record_stays_as_it_is_for_other_handlers() -> None:
    record = logging.makeLogRecord({"name": "bot.x", "msg": "update %d: %s", "args": (NUMBER, PHONE)})
    before = dict(record.__dict__)
    for form in (TextLines(UTC), JsonLines(UTC)):
        form.format(record)
    assert record.__dict__ == before


@cases("kind", [TextLines, JsonLines])
def test_a_line_says_when_it_was_and_in_which_zone(kind: type[TextLines | JsonLines]) -> None:
    formatter = kind(ZoneInfo("Asia/Almaty"))
    for created in (1_795_000_000.25, 1_795_000_000.5, 1_795_000_001.75):
        record = logging.makeLogRecord(
            {"name": "bot.app", "msg": "ready", "created": created, "msecs": created % 1 * 1000}
        )
        said = formatter.format(record)
        when = json.loads(said)["time"] if kind is JsonLines else said.split()[0]
        assert datetime.fromisoformat(when) == datetime.fromtimestamp(created, UTC)
        assert when.endswith("+05:00")


def test_a_bug_that_ends_the_process_quotes_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> NoReturn:
        raise RuntimeError(PHONE)

    monkeypatch.setattr("bot.__main__.app", fail)
    monkeypatch.setattr("bot.__main__.tell_bugs_discreetly", lambda: None)  # they are of the whole process
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.startswith("a bug: RuntimeError\n")
    assert ("test_logs.py" in said, PHONE in said) == (True, False)


def test_a_bug_that_ends_a_thread_quotes_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module, hook in ((sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    monkeypatch.setattr(logging.getLogger(), "handlers", [])

    def fail() -> NoReturn:
        raise RuntimeError(PHONE)

    tell_bugs_discreetly()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    said = capsys.readouterr().err
    assert ("a bug: RuntimeError" in said, PHONE in said) == (True, False)


def test_a_line_may_be_written_in_the_middle_of_another() -> None:
    """As by the hook for a bug that the garbage collector finds."""

    class Interrupted(io.StringIO):
        def write(self, line: str) -> int:
            if "outer" in line:
                lines.handle(logging.LogRecord("bot", logging.INFO, "", 1, "inner", (), None))
            return super().write(line)

    lines = LineStream(stream := Interrupted(), TextLines(UTC))
    lines.handle(logging.LogRecord("bot", logging.INFO, "", 1, "outer", (), None))
    assert [line.rpartition(" ")[2] for line in stream.getvalue().splitlines()] == ["inner", "outer"]


def test_lines_of_two_threads_are_composed_one_after_the_other() -> None:
    """What composes them remembers the second it wrote last."""
    composing = [0]

    class Slow(TextLines):
        def format(self, record: logging.LogRecord) -> str:
            composing[0] += 1
            most.append(composing[0])
            threading.Event().wait(0.001)
            composing[0] -= 1
            return super().format(record)

    most: list[int] = []
    lines = LineStream(stream := io.StringIO(), Slow(UTC))
    record = logging.LogRecord("bot", logging.INFO, "", 1, "said", (), None)
    threads = [threading.Thread(target=lines.handle, args=(record,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
    assert len(stream.getvalue().splitlines()) == len(threads)


@cases("line", [AIGERIM.email, MADINA, TOKEN, f"id {PHONE}", '"who":7000000001', f"update {NUMBER} of 7000000001"])
def test_what_every_scenario_looks_for_is_found(line: str) -> None:
    assert find_named(f"INFO bot.app {line}\n")


def test_numbers_of_updates_and_pseudonyms_tell_of_nobody() -> None:
    assert find_named(f'update {NUMBER} "update":{NUMBER} erased again: 12345678a 1234567890ab ready') == []
