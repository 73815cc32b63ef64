"""Does anything about people come to lie outside the data folder, where no erasure finds it?

Libraries put what they are making into the machine's folder for temporary files, readable, and leave it there if the
process is killed meanwhile. Here that folder does not exist: whoever needs it fails.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from tests.databases import use_database
from tests.people import AIGERIM
from tests.scenarios.stage import Stage
from tests.scenarios.test_export import CSV, EXCEL, exported, table


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """Files leave as they do in a real bot."""
    return stage_over_http


@pytest.fixture
def no_temporary_files(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))


@pytest.mark.usefixtures("no_temporary_files")
@pytest.mark.parametrize("form", [EXCEL, CSV])
async def test_an_export_for_the_private_chat_is_made_in_memory(stage: Stage, form: str) -> None:
    reference = await stage.guest(AIGERIM).apply()
    assert [row[0] for row in table(await exported(stage, form))[1:]] == [reference]


@pytest.mark.usefixtures("no_temporary_files")
@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_an_export_of_the_operator_is_made_in_memory(
    stage: Stage, form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    use_database(monkeypatch, stage.folder)
    monkeypatch.chdir(tmp_path)
    order = ["export", "--to", "staff", "--reason", "audit", "--recipient", "auditor", "--format", form]
    done = await asyncio.to_thread(CliRunner().invoke, app, order)
    assert done.exit_code == 0, done.output
    assert len(list(stage.folder.glob(f"export-X-*.{form}"))) == 1


@pytest.mark.usefixtures("no_temporary_files")
async def test_the_receipt_and_everything_stored_about_a_person_are_made_in_memory(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    receipt = guest.chat.last.document
    await guest.say("/my_data")
    await stage.world.until(lambda: guest.chat.last.document not in (None, receipt))
    await guest.forget()
