"""Documents say what the code does."""

import re
from pathlib import Path

from bot.channels.telegram.commands import COMMANDS
from bot.cli.main import app
from bot.config.settings import Settings
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY
from scripts.write_retention import compose_example, compose_page
from scripts.write_timetable import compose
from tests.cases import cases
from tests.conventions.commands import names_of_commands

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8") + SETTINGS
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
NAMES = [name.upper() for name in Settings.model_fields]


@cases("name", NAMES)
def test_a_setting_stands_in_the_readme_and_the_example(name: str) -> None:
    assert f"`{name}`" in README
    assert re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    assert set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == set(NAMES)


def test_the_example_shows_the_defaults() -> None:
    shown = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    given = {name.lower(): value for name, value in shown.items() if value}
    assert Settings(_env_file=None, **given) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_the_example_explains_no_value_twice() -> None:
    for comment in re.findall(r"(?:^#.*\n)+", EXAMPLE, re.MULTILINE):
        explained = re.findall(r"(?:^# |; )(\w+): ", comment, re.MULTILINE)
        assert len(explained) == len(set(explained)), comment


@cases("command", names_of_commands(app))
def test_a_command_of_the_command_line_stands_in_the_readme(command: str) -> None:
    assert f"python -m bot {command}" in README


@cases("command", [*COMMANDS, *MEMBERS_MAY, *ADMINISTRATORS_MAY])
def test_a_command_of_the_bot_stands_in_the_readme(command: str) -> None:
    assert f"/{command}" in README


def test_the_readme_and_the_example_say_the_rules_of_retention() -> None:
    assert compose_page(SETTINGS) == SETTINGS, "run make retention"
    assert compose_example(EXAMPLE) == EXAMPLE, "run make retention"


def test_the_timetable_is_as_the_code_says() -> None:
    assert (ROOT / "docs" / "timetable.md").read_text("utf-8") == compose(), "run make timetable"


def test_every_job_stands_in_the_timetable() -> None:
    """Except what runs only at the start or after a commit, and what triggers and watches the jobs."""
    jobs = {path.stem for path in (ROOT / "bot" / "jobs").glob("*.py")}
    assert jobs - set(re.findall(r"^\| `(\w+)`", compose(), re.MULTILINE)) == {
        "__init__",
        "after_commit",
        "election",
        "kept_from_work",
        "leadership",
        "replay_tombstones",
        "replica",
        "sweeps",
        "timetable",
        "triggers",
        "watch",
    }, "a job has a row of its own name in bot/jobs/sweeps.py"


@cases("name", ["decisions", "how-to"])
def test_every_page_of_a_folder_is_listed(name: str) -> None:
    folder = ROOT / "docs" / name
    pages = {page.name for page in folder.glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\(([\w-]+\.md)(?:#[\w-]+)?\)", (folder / "README.md").read_text("utf-8")))


def test_every_test_that_a_field_report_names_exists() -> None:
    page = (ROOT / "docs" / "field-reports.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", page)
    assert len(named) > 50
    assert page.count("::") == len(named)
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")]
    assert missing == []


def test_every_field_report_that_was_tried_here_names_a_test() -> None:
    page = (ROOT / "docs" / "field-reports.md").read_text("utf-8")
    kept, left = page.split("\n## Tried, and left as it is\n")
    rows = [
        line for line in (kept + left.split("\n## ")[1]).splitlines() if line.startswith("| ") and "---" not in line
    ]
    headings = [line for line in rows if line.startswith(("| report |", "| what comes |"))]
    assert [line for line in rows if "::test_" not in line and line not in headings] == []


def test_whatever_a_process_remembers_in_a_cache_stands_in_the_table_for_several_processes() -> None:
    page = (ROOT / "docs" / "decisions" / "two-replicas.md").read_text("utf-8")
    table = page.partition("## What a process remembers by itself")[2]
    caches = [path for path in (ROOT / "bot").rglob("*.py") if "LruCache(" in path.read_text("utf-8")]
    named = {str(path.relative_to(ROOT)) for path in caches} - {"bot/lru_cache.py"}
    assert named == set(re.findall(r"`(bot/[\w/]+\.py)`", table))
