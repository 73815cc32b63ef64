"""The README tells what there is: all of it, and nothing else."""

import re
import subprocess
from pathlib import Path
from typing import Any

from bot.channels.telegram.commands import COMMANDS
from bot.cli.main import app
from bot.cli.version import CHANGELOG, VERSION
from bot.config.settings import Settings
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY
from tests.cases import cases
from tests.conventions.commands import names_of_commands
from tests.people import AIGERIM
from tests.scenarios.stage import open_stage

ROOT = Path(__file__).parents[2]
README = "\n\n".join((ROOT / name).read_text("utf-8") for name in ("README.md", "docs/settings.md"))
"""With its page of settings."""
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = {target for line in re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE) for target in line.split()}
TRANSIENT = ("-wal", "-shm")
"""Files of SQLite that go when it closes the database."""


def table(head: str) -> list[list[str]]:
    """The rows of the README's tables that begin with this heading, as their cells."""
    found = re.findall(rf"^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert found
    lines = "".join(found).splitlines()
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_top_folder_is_named_and_no_other() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {line.split("/")[0] for line in listed.splitlines() if "/" in line}
    named = [name.rstrip("/") for row in table("folder") for name in quoted(row[0])]
    assert set(named) == {folder for folder in folders if not folder.startswith(".")}


def test_the_commands_of_the_chats_are_those_of_the_bot() -> None:
    rows = [quoted(row[0]) for row in table("command")]
    named = [name.lstrip("/").split()[0] for row in rows for name in row if name.startswith("/")]
    assert sorted(named) == sorted([*COMMANDS, *MEMBERS_MAY, *ADMINISTRATORS_MAY])


def test_the_commands_of_the_command_line_are_those_of_the_program() -> None:
    named = [name for row in table("command") for name in quoted(row[0]) if name.startswith("python")]
    own = {one.name or "" for one in app.registered_groups}
    words = [name.split()[3:] for name in named]
    assert sorted(" ".join(word[: 2 if word[0] in own else 1]) for word in words) == sorted(names_of_commands(app))


def test_the_settings_stand_in_the_order_of_the_code() -> None:
    named = [name for row in table("name") for name in quoted(row[0])]
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


@cases(
    ("name", "shown"),
    [(quoted(row[0])[0], quoted(row[1])[0]) for row in table("name") if re.fullmatch(r"`[^`]+`", row[1])],
)
def test_the_default_of_a_setting_is_that_of_the_code(name: str, shown: str) -> None:
    given: dict[str, Any] = {"_env_file": None, name.lower(): shown}
    assert getattr(Settings(**given), name.lower()) == Settings.model_fields[name.lower()].default


async def test_every_file_beside_the_database_is_named_and_no_other(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        guest = stage.guest(AIGERIM)
        await guest.apply()
        await guest.forget()
        await stage.sweep()
        made = {path.name for path in (tmp_path / "data").iterdir()}
    assert {quoted(row[0])[0] for row in table("file")} == {name for name in made if not name.endswith(TRANSIENT)}


@cases("page", [ROOT / "README.md", *ROOT.glob("[A-Z]*.md"), *(ROOT / "docs").rglob("*.md")])
def test_whatever_is_to_be_made_can_be_made(page: Path) -> None:
    code = re.findall(r"```\n(.*?)```|`([^`\n]+)`", page.read_text("utf-8"), re.DOTALL)
    told = {name for parts in code for name in re.findall(r"\bmake ([a-z]+)", "\n".join(parts))}
    assert told <= TARGETS


def test_make_alone_tells_of_every_target() -> None:
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^make (\w+)", told, re.MULTILINE)) == TARGETS


def test_make_pages_writes_all_that_has_a_script() -> None:
    [pages] = re.findall(r"^pages: (.+?) ##", MAKEFILE, re.MULTILINE)
    assert set(pages.split()) == {
        script.stem.removeprefix("write_") for script in (ROOT / "scripts").glob("write_*.py")
    }


def test_the_two_commands_do_what_the_readme_says() -> None:
    assert "-m bot demo" in MAKEFILE.split("\ndemo:")[1].split("\n\n")[0]
    assert "pytest" in MAKEFILE.split("\ntest:")[1].split("\n\n")[0]
    block = re.findall(r"```\n(.*?)```", README, re.DOTALL)[0]
    assert re.findall(r"^make (\w+)", block, re.MULTILINE)[:1] == ["demo"]
    assert "\nmake test" in block


def test_the_version_is_the_newest_of_the_changelog() -> None:
    numbers = re.findall(r"^## (\d+)\.(\d+)\.(\d+)$", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    headings = re.findall(r"^## ", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    assert len(numbers) == len(headings)
    ordered = [tuple(map(int, number)) for number in numbers]
    assert ordered == sorted(ordered, reverse=True)
    assert ".".join(numbers[0]) == VERSION


def test_the_workflow_calls_what_must_pass_and_nothing_else() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert re.findall(r"run: (.+)", workflow) == [".ci/run"]
