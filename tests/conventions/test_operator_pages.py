"""The operator's pages name only commands, options, settings and files that there are; the README leads to them."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli.main import app
from bot.config.settings import OTHER_NAMES, SETTING_NAMES
from storage.mounts import find_mount
from tests.cases import cases

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "operator").glob("*.md"))
UNITS = sorted((ROOT / "deploy").glob("momu-bot*"))
CALL = re.compile(r"(?:python -m bot|(?<![/=\w-])momu(?:-bot)?) ([a-z-]+[^`\n|;]*)")
NAME = re.compile(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`")
INTERPRETER = "/opt/momu-bot/.venv/bin/python"


def code(page: Path) -> str:
    """What stands between backticks, in lines and in blocks."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return "\n".join([*blocks, *lines])


def calls(text: str) -> list[list[str]]:
    """The words behind the program's name, of each command."""
    return [shlex.split(found.replace("…", "")) for found in CALL.findall(text)]


@cache
def program() -> Any:
    return get_command(app)


def wrong_with(words: list[str]) -> str:
    """What the program has not; empty if all is there."""
    command: Any = program()
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    known = {option for one in command.params for option in one.opts} | {"--help"}
    return ", ".join(word for word in words if word.startswith("--") and word not in known)


@cases(("words", "wrong"), [(["fly"], "no command fly"), (["verify", "--fast"], "--fast")])
def test_a_command_that_there_is_not_is_found(words: list[str], wrong: str) -> None:
    assert wrong_with(words) == wrong


@cases("page", PAGES)
def test_each_command_is_one_of_the_program_with_these_options(page: Path) -> None:
    assert [wrong for words in calls(code(page)) if (wrong := wrong_with(words))] == []


def test_commands_are_found_in_the_pages() -> None:
    found = {words[0] for page in PAGES for words in calls(code(page))}
    assert {"doctor", "backup", "restore", "verify", "rotate-key", "hold", "export", "person", "breach"} <= found


@cases("page", PAGES)
def test_each_setting_is_one_of_the_program(page: Path) -> None:
    assert set(NAME.findall(page.read_text("utf-8"))) <= SETTING_NAMES | OTHER_NAMES


def test_the_index_names_every_page_and_the_readme_the_index() -> None:
    index = (ROOT / "docs" / "operator" / "README.md").read_text("utf-8")
    assert {page.name for page in PAGES} - {"README.md"} == set(re.findall(r"\(([\w-]+\.md)\)", index))
    assert "(docs/operator/README.md)" in (ROOT / "README.md").read_text("utf-8")


@cases("page", PAGES)
def test_each_file_of_the_repository_that_is_named_is_there(page: Path) -> None:
    named = set(re.findall(r"\b(deploy/[\w.-]+|compose\.yaml|Dockerfile|Procfile)", page.read_text("utf-8")))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_the_units_and_finds_them_closed(tmp_path: Path) -> None:
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text("utf-8").replace(INTERPRETER, sys.executable))
    units = [str(tmp_path / unit.name) for unit in UNITS]
    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr
    assert not [line for line in verified.stderr.splitlines() if "momu-bot" in line]
    for service in (unit for unit in units if unit.endswith(".service")):
        order = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", service]
        assert subprocess.run(order, capture_output=True, check=False).returncode == 0, service


def test_the_units_call_commands_of_the_program() -> None:
    for unit in (unit for unit in UNITS if unit.suffix == ".service"):
        service = configparser.RawConfigParser(strict=False)
        service.optionxform = str  # type: ignore[assignment,method-assign]
        service.read(unit)
        start = service["Service"]["ExecStart"]
        assert start.startswith(f"{INTERPRETER} -m bot ")
        assert wrong_with(start.split()[3:]) == ""


def test_a_procfile_calls_commands_of_the_program() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
    assert lines == {
        "release": "python -m bot migrate",
        "web": "python -m bot run",
        "worker": "python -m bot run",
    }
    assert [wrong_with(line.split()[3:]) for line in lines.values()] == ["", "", ""]


def test_the_image_holds_what_the_bot_imports_and_runs_as_nobody() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    words = [line.split() for line in lines if line and line[0].isupper()]
    last = {word[0]: word[1:] for word in words}
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", word[1]) for word in words if word[0] == "FROM")
    assert int(last["USER"][0].split(":")[0]) > 0
    assert "HEALTHCHECK" in last
    assert "ENTRYPOINT" not in last  # a platform puts a line of the Procfile in the place of CMD
    assert lines[-1] == 'CMD ["python", "-m", "bot", "run"]'
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert {"bot", "handlers", "storage", "locales", "simulator", "requirements.txt", "CHANGELOG.md"} <= kept
    assert all((ROOT / name).exists() for name in kept)


def test_the_image_holds_no_secret_and_each_source_is_there() -> None:
    lines = re.sub(r" *\\\n *", " ", (ROOT / "Dockerfile").read_text("utf-8")).splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    assert not [word for word in words if word[0] == "ADD"]
    sources = [name for word in words if word[0] == "COPY" and "--from" not in word[1] for name in word[1:-1]]
    assert sources
    assert all((ROOT / name).exists() for name in sources)
    given = {name.split("=")[0] for word in words if word[0] in ("ENV", "ARG") for name in word[1:]}
    assert "HOST" in given
    assert not [name for name in given if re.search("TOKEN|KEY|SECRET|PASSWORD", name)]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored


HADOLINT = Path(sys.executable).with_name("hadolint")


@pytest.mark.skipif(not HADOLINT.exists(), reason="there is no hadolint for this system")
def test_the_image_can_be_built_as_its_linter_says() -> None:
    linted = subprocess.run([HADOLINT, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


def test_in_an_image_without_a_volume_the_disk_is_known_to_go(tmp_path: Path) -> None:
    """The Dockerfile declares no volume on purpose."""
    assert "\nVOLUME" not in (ROOT / "Dockerfile").read_text("utf-8")
    table = tmp_path / "mountinfo"
    table.write_text("1 0 0:50 / / rw - overlay overlay rw\n")
    mount = find_mount(Path("/data/momu.db"), table)
    assert mount is not None
    assert mount.kind == "overlay"


def test_compose_sets_only_settings_there_are_and_the_port_that_the_image_looks_at() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    bot = text.split("\n  bot:\n")[1].split("\nvolumes:")[0]
    given = dict(re.findall(r"^      ([A-Z_]+): (.*)$", bot, re.MULTILINE))
    assert given.keys() <= SETTING_NAMES | OTHER_NAMES
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert f"PORT={given['PORT'].strip(chr(34))}" in image
    assert "os.environ['PORT']" in image
