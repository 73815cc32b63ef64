"""Does every room of the house know only the rooms it may know? (docs/architecture.md)"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("bot", "handlers", "storage", "simulator", "locales", "tests")
DOMAIN = {"bot.domain", "phonenumbers", "email_validator", "holidays"}

# Folder -> what of ours and of others it may import, besides the standard library. The longest folder that fits counts.
MAY = {
    "bot/domain": DOMAIN,
    "bot/channels/telegram": {"bot.channels", "bot.dialogue", "bot.domain", "aiogram"},
    "bot/dialogue": {"bot.dialogue", "bot.domain"},
    "bot/jobs": {"bot.jobs", "bot.domain", "bot.clock", "bot.refusal", "storage"},
    "handlers": {"handlers", "bot.dialogue", "bot.domain", "bot.i18n", "storage", "aiogram"},
    "storage": {"storage", "bot.domain", "aiosqlite", "cryptography"},
    "simulator": {"simulator", "aiohttp"},
}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module in OURS)


def is_allowed(name: str, allowed: set[str]) -> bool:
    return any(name == root or name.startswith(root + ".") for root in allowed) or name in ("bot", "storage")


def is_foreign(name: str) -> bool:
    import sys

    return name.split(".")[0] not in sys.stdlib_module_names


@pytest.mark.parametrize("folder", MAY)
def test_a_room_imports_only_what_it_may(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(folder)
        for name in imported(path)
        if is_foreign(name) and not is_allowed(name, MAY[folder])
    ]
    assert wrong == []


def test_only_the_composition_root_is_known_to_nobody() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports bot.app"
        for folder in ("bot", "handlers", "storage", "simulator")
        for path in modules(folder)
        if str(path.relative_to(ROOT)) not in {"bot/cli.py", "bot/demo.py"} and "bot.app" in set(imported(path))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["time", "os", "random", "secrets", "uuid"])
def test_the_machine_is_asked_in_one_place_only(name: str) -> None:
    """Time, the environment and randomness come in as arguments."""
    allowed = {
        "time": {"bot/clock.py"},
        "secrets": {"bot/clock.py", "bot/demo.py"},
        "os": {"bot/cli.py", "storage/files.py"},
    }
    found = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "handlers", "storage")
        for path in modules(folder)
        if name in set(imported(path))
    }
    assert found <= allowed.get(name, set())


@pytest.mark.parametrize(
    "name",
    ["InlineKeyboardMarkup", "InlineKeyboardButton", "KeyboardButton", "ReplyKeyboardMarkup", "ReplyKeyboardRemove"],
)
def test_only_the_channel_knows_how_its_library_says_keyboards(name: str) -> None:
    found = {
        path for folder in ("bot", "handlers", "storage") for path in modules(folder) if name in path.read_text("utf-8")
    }
    assert found <= set(modules("bot/channels"))


def test_a_forced_reply_is_our_own_value() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for folder in ("bot", "handlers")
        for path in set(modules(folder)) - set(modules("bot/channels"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aiogram")
        if {alias.name for alias in node.names} & {"ForceReply", "types"}
    ]
    assert wrong == []
