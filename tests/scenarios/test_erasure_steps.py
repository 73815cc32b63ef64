"""A real process is killed (-9) at a step of an erasure: is it always finished, told, and nothing readable?

tests/lives/test_killed_at_an_erasure.py dies at every moment, without processes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bytescan import Needle, scan_folder
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import REFERENCE, is_idle, reveals, rows, said
from tests.scenarios.killed_bot import arm, start_bot_to_kill
from tests.scenarios.processes import Deployment, open_deployment, wait_for
from tests.scenarios.stage import Guest, open_store_of, words
from tests.scenarios.test_ledger import broken_row

FORGET = words("kk")("button.forget")
STEPS = ("checkpoint keys.db", "tombstone", "deleteMessages", "write momu.db SET person = NULL, details")
"""The new key and the wish are stored; the key is gone; the rows are gone; the receipt is sent, and nobody knows it."""


async def wish(deployed: Deployment, step: str, report: Path) -> Guest:
    """Somebody with a taken lead asks to be forgotten, of a process that dies before that step."""
    stage = deployed.stage
    await start_to_die(deployed, step, report)
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.guest(DANIYAR).apply()
    stage.madina.tap("Жұмысқа алу", chat=stage.group, message=stage.group.messages[0])
    await stage.world.until(lambda: reveals(stage.group.messages[0].text, AIGERIM))
    await wait_for(lambda: is_idle(deployed.database))
    await guest.write("/forget_me")
    await stage.world.until(lambda: FORGET in guest.chat.last.labels)
    await wait_for(lambda: is_idle(deployed.database))
    arm(report)
    guest.user.tap(FORGET)
    return guest


async def start_to_die(deployed: Deployment, step: str, report: Path) -> None:
    bot = deployed.bot
    bot.cwd.mkdir()
    files = (str(bot.cwd), str(bot.out), str(bot.err))
    bot.process = start_bot_to_kill(step, report, bot.environment, *files)
    bot.lives.append(bot.process)
    await wait_for(lambda: "ready" in bot.output or not bot.alive)
    assert bot.alive, bot.output


async def all_is_finished(deployed: Deployment, guest: Guest) -> None:
    stage = deployed.stage
    receipt = await guest.sees("E-")
    await wait_for(
        lambda: rows(deployed.database, "SELECT stage, person, details FROM erasures") == [("done", None, None)]
    )
    await wait_for(lambda: is_idle(deployed.database))
    left = rows(deployed.database, "SELECT person FROM persons")
    # Nor does a key stay that was made for an erasure that was then never written down.
    keys = (
        "SELECT subject FROM keys WHERE wrapped <> zeroblob(60)"  # the place of a destroyed one stays until the night
    )
    await wait_for(lambda: rows(stage.folder / "keys.db", keys) == left)
    for table in ("persons", "leads", "consents", "cards"):
        assert len(rows(deployed.database, f"SELECT * FROM {table}")) == 1, table
    assert rows(deployed.database, "SELECT * FROM drafts") == []
    assert rows(deployed.database, "SELECT * FROM erasure_messages WHERE outcome IS NULL") == []
    told = {reference for message in said(guest.chat) for reference in REFERENCE.findall(message.text)}
    assert REFERENCE.findall(receipt.text)[0] in told
    assert len([message for message in said(guest.chat) if "E-" in message.text]) <= 2  # again, if nobody knew
    for message in [*guest.chat.messages, *stage.group.messages]:
        assert not reveals(message.text, AIGERIM), message.text
    assert "🚫" in stage.group.messages[0].text


@pytest.mark.parametrize("step", STEPS)
async def test_a_death_before_a_step_is_made_good_at_the_next_start(tmp_path: Path, step: str) -> None:
    report = tmp_path / "steps"
    async with open_deployment(tmp_path, SWEEP_INTERVAL="1h") as deployed:
        guest = await wish(deployed, step, report)
        await deployed.bot.end()
        assert report.read_text().splitlines()[-1] == step
        await deployed.bot.start()
        await all_is_finished(deployed, guest)
        assert await deployed.bot.stop() == 0
        assert "Traceback" not in deployed.bot.said + deployed.bot.output
        needles: list[Needle] = [guest.user.id, *AIGERIM.secrets]
        assert scan_folder(deployed.stage.folder, needles) == []
        async with open_store_of(deployed.stage.folder) as store:
            assert await broken_row(store) is None
