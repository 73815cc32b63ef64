"""The README for the owner says the same in Russian and in Kazakh, in the order of the English one, and is short."""

import re
from pathlib import Path

from tests.cases import cases

ROOT = Path(__file__).parents[2]
ENGLISH, RUSSIAN, KAZAKH = (ROOT / name for name in ("README.md", "README.ru.md", "README.kk.md"))


def shape(text: str) -> list[str]:
    """What can be compared across languages: of each line its kind, its code and where its links lead."""
    found = []
    for line in text.splitlines():
        kind = re.match(r"#+ |\d\. |- |\||\s*```|", line)
        code = re.findall(r"`([^`]+)`", line)
        links = re.findall(r"\]\(([^)]+)\)", line)
        if kind and (kind[0] or code or links):
            found.append(f"{kind[0]} {sorted(code)} {sorted(link for link in links if 'README' not in link)}")
    return found


def merged(text: str) -> str:
    """With each paragraph in one line: languages break their lines in different places."""
    return re.sub(r"(?<=[^\n|`#-])\n(?=[^\n|`#\d\s-])", " ", text)


def commands_of_the_chats(page: Path) -> list[str]:
    return re.findall(r"`/(\w+)[^`]*`", "".join(re.findall(r"^\| (`/.*?) \|", page.read_text("utf-8"), re.MULTILINE)))


def headings(page: Path) -> list[str]:
    return re.findall(r"^(#+) ", page.read_text("utf-8"), re.MULTILINE)


def test_russian_and_kazakh_have_the_same_structure() -> None:
    russian, kazakh = (shape(merged(page.read_text("utf-8"))) for page in (RUSSIAN, KAZAKH))
    assert len(russian) > 50
    assert kazakh == russian


def test_a_line_that_is_missing_is_seen() -> None:
    text = RUSSIAN.read_text("utf-8")
    assert shape(text) != shape(text.replace("| `/cancel` | отменить заявку |\n", ""))


@cases("page", [RUSSIAN, KAZAKH])
def test_the_commands_of_the_chats_are_those_of_the_english_one(page: Path) -> None:
    assert commands_of_the_chats(page) == commands_of_the_chats(ENGLISH)
    assert len(commands_of_the_chats(page)) > 10


@cases("page", [RUSSIAN, KAZAKH])
def test_the_headings_are_those_of_the_english_one(page: Path) -> None:
    assert headings(page) == headings(ENGLISH)


@cases("page", [ENGLISH, RUSSIAN, KAZAKH])
def test_nobody_has_to_read_more_than_200_lines(page: Path) -> None:
    assert page.read_text("utf-8").count("\n") < 200
