"""What does the bot tell programs that watch it, and what does it keep to itself?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.channels.telegram import polling
from bot.health import probe
from simulator.state import faults
from tests.databases import sqlite_only
from tests.people import AIGERIM, DANIYAR, MADINA
from tests.scenarios.stage import TOKEN, Stage, free_port, open_stage_over_http, open_stage_with_webhook

HANDED_ON = {"X-Forwarded-For": "203.0.113.7"}
"""A documentation address (RFC 5737), as a proxy on this machine names its caller."""
PERSONAL = re.compile(r"\d{8,}|@|M-[0-9A-Z]{6}")


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot that polls, and listens."""
    async with open_stage_over_http(tmp_path / "data", port=free_port()) as opened:
        await opened.world.until(lambda: opened.app and opened.app.readiness().is_ready)
        yield opened


async def get(
    stage: Stage, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, str]:
    url = f"http://127.0.0.1:{stage.options['port']}{path}"
    async with aiohttp.ClientSession() as session, session.request(method, url, headers=headers) as answer:
        return answer.status, await answer.text()


async def numbers(stage: Stage) -> dict[str, float]:
    """The metrics, each by its name with its labels."""
    status, text = await get(stage, "/metrics")
    assert status == 200
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def ready(stage: Stage) -> str:
    await stage.world.until(lambda: stage.app and not stage.app.readiness().reasons)
    return (await get(stage, "/readyz"))[1]


async def test_a_bot_that_is_well_says_so_of_each_thing(watched: Stage) -> None:
    assert await get(watched, "/healthz") == (200, "alive\n")
    lines = (await ready(watched)).splitlines()
    assert lines[0] == "ready"
    about = {line.partition(": ")[0] for line in lines[1:] if line.endswith(": ok")}
    wanted = {"storage", "Telegram", "staff chat", "clock", "outbox", "sweeps", "keystore", "tombstones", "process"}
    assert about == wanted
    assert (await get(watched, "/readyz", method="HEAD"))[0] == 200
    assert (await get(watched, "/readyz", method="POST"))[0] == 405
    assert (await get(watched, "/elsewhere"))[0] == 404


async def test_a_proxy_that_hands_everything_on_tells_the_world_nothing(watched: Stage) -> None:
    await ready(watched)
    watched.world.faults.script("sendMessage", faults.forbidden("bot was kicked from the supergroup chat"), times=9)
    assert await get(watched, "/metrics", HANDED_ON) == (404, "")
    assert await get(watched, "/readyz", HANDED_ON) == (200, "")
    assert await get(watched, "/healthz", HANDED_ON) == (200, "alive\n")


async def test_what_was_done_is_counted_and_nobody_is_named(watched: Stage) -> None:
    guest = watched.guest(AIGERIM)
    reference = await guest.apply()
    await watched.card(reference)
    await watched.guest(DANIYAR).agree()
    await guest.forget()
    await watched.sweep()
    found = await numbers(watched)
    assert found['momu_updates_total{kind="press"}'] >= 4
    assert found['momu_updates_total{kind="words"}'] >= 3
    assert found['momu_calls_total{method="sendMessage",result="ok"}'] >= 5
    assert found['momu_calls_total{method="getUpdates",result="ok"}'] >= 1
    assert found['momu_outcomes_total{outcome="updates stored"}'] >= 7
    assert found["momu_commit_seconds_count"] >= 7
    assert found["momu_update_seconds_count"] == sum(
        number for name, number in found.items() if name.startswith("momu_updates_total")
    )
    assert found["momu_erasures_waiting"] == 0
    assert found['momu_people{stage="sent"}'] == 0  # of fewer than five nothing is told
    assert found['momu_sweep_age_seconds{sweep="purge_expired"}'] < 60
    assert found["momu_ready"] == 1
    assert any("finish_erasures" in name for name in found)
    pages = "".join([(await get(watched, path))[1] for path in ("/metrics", "/readyz", "/healthz")])
    named = {
        AIGERIM.name,
        AIGERIM.email,
        MADINA,
        TOKEN,
        reference,
        *map(str, watched.world.users),
        str(watched.group.id),
    }
    assert not [one for one in named if one in pages]
    labels = re.findall(r'="([^"]*)"', pages)
    assert not [label for label in labels if PERSONAL.search(label)]


async def test_an_update_that_cannot_be_read_is_counted(watched: Stage) -> None:
    watched.world.updates.put("message", {"chat": "none"}, 1, 2**60)
    watched.world.feed.emit("update_queued")
    await watched.world.until(lambda: not watched.world.updates.pending)
    assert (await numbers(watched))['momu_updates_total{kind="unreadable"}'] == 1


async def test_a_group_that_is_out_of_reach_is_a_reason_and_what_waits_is_counted(watched: Stage) -> None:
    watched.world.faults.script("sendMessage", faults.forbidden("bot was kicked"), times=999, chat=watched.group)
    await watched.guest(AIGERIM).apply()
    app = watched.app
    assert app
    await watched.world.until(lambda: not app.readiness().is_ready)
    # The clock of the oldest row begins anew with another row: what the guest is still told must be gone.
    await watched.world.until(lambda: watched.query("SELECT DISTINCT lane FROM outbox") == [("staff",)])
    status, text = await get(watched, "/readyz")
    assert status == 503
    assert text.startswith("not ready\n")
    assert "staff chat: the staff group cannot be reached" in text
    assert (await get(watched, "/readyz", HANDED_ON)) == (503, "")
    assert (await get(watched, "/healthz"))[0] == 200
    found = await numbers(watched)
    assert sum(number for name, number in found.items() if name.startswith("momu_outbox_rows")) >= 1
    assert found["momu_ready"] == 0
    assert found['momu_check_ok{check="staff chat"}'] == 0
    watched.world.clock.advance(probe.LATE_SECONDS + 1)
    assert "outbox: what waits in the outbox waits for 10 minutes" in (await get(watched, "/readyz"))[1]


async def test_a_file_of_erasures_that_cannot_be_read_is_a_reason(watched: Stage) -> None:
    await ready(watched)
    (watched.folder / "erasures.log").write_text("nonsense nonsense .\n")
    assert "tombstones: ERASURE_LOG: " in (await get(watched, "/readyz"))[1]


async def test_a_keystore_that_cannot_be_read_is_a_reason(watched: Stage) -> None:
    await ready(watched)
    with closing(sqlite3.connect(watched.folder / "keys.db")) as other:
        other.execute("ALTER TABLE secrets RENAME TO away")
        assert re.search("^keystore: (?!ok)", (await get(watched, "/readyz"))[1], re.MULTILINE)
        other.execute("ALTER TABLE away RENAME TO secrets")
    assert "keystore: ok" in (await get(watched, "/readyz"))[1]


async def test_a_bot_that_begins_or_ends_is_alive_and_not_ready(watched: Stage) -> None:
    await watched.stop()
    assert watched.app
    assert watched.app.readiness().found["process"] == ("the bot is stopping",)
    watched.world.faults.script("getMe", faults.reset_before_effect(), times=999)
    calls = watched.world.calls.total
    await watched.start()
    await watched.world.until(lambda: watched.world.calls.total > calls)
    assert (await get(watched, "/healthz"))[0] == 200
    status, text = await get(watched, "/readyz")
    assert (status, "process: the bot is starting" in text) == (503, True)


async def test_a_job_that_fails_is_a_reason(watched: Stage) -> None:
    await ready(watched)
    watched.world.clock.advance(60)  # so many intervals at once
    assert "sweeps: purge_expired has not succeeded for 6" in (await get(watched, "/readyz"))[1]


@sqlite_only(reason="another program holds the file")
async def test_a_writer_that_does_not_answer_is_no_life(watched: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "WRITER_SECONDS", 0.1)
    with closing(sqlite3.connect(watched.folder / "momu.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await get(watched, "/healthz") == (503, "the database does not answer\n")
        other.execute("ROLLBACK")
    monkeypatch.setattr(probe, "WRITER_SECONDS", 10.0)
    assert (await get(watched, "/healthz"))[0] == 200


async def test_the_state_is_told_with_a_webhook_too(tmp_path: Path) -> None:
    async with open_stage_with_webhook(tmp_path / "data") as stage:
        await stage.guest(AIGERIM).agree()
        assert (await ready(stage)).startswith("ready\n")
        assert (await numbers(stage))['momu_updates_total{kind="press"}'] == 1


async def test_telegram_out_of_reach_is_a_reason(watched: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await ready(watched)
    monkeypatch.setattr(polling, "TROUBLE_SECONDS", 0.0)
    watched.world.faults.script("getUpdates", faults.reset_before_effect(), times=9999)
    watched.guest(AIGERIM).user.start()
    app = watched.app
    assert app
    await watched.world.until(lambda: not app.readiness().is_ready)
    assert "Telegram: updates could not be fetched" in (await get(watched, "/readyz"))[1]
