"""Every file, section and clause that code and documents refer to exists."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "bot", "docs", "handlers", "locales", "scripts", "simulator", "storage", "tests")
LOOSE = (
    "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE.md",
    "Makefile", "pyproject.toml", ".env.example", ".pre-commit-config.yaml",
)  # fmt: skip
KINDS = {".css", ".html", ".js", ".md", ".mjs", ".po", ".py", ".sql", ".toml"}
FOREIGN = "node_modules"

FILE = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w./-]*\w")
PAGE = re.compile(r"(?<![\w/.\"-])[\w-][\w./-]*\.md\b")
MAIL_HOST = "mail.md"  # a provider in Moldova, not a page
CITED = re.compile(r"(docs/(?:facts/\w+|promises)\.md)((?:\s+\d+(?:\.\d+)*(?:,(?=\s+\d))?)*)")
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
NUMBER = re.compile(r"^#+ +(\d+(?:\.\d+)*)\.? ", re.MULTILINE)
ASIDE = re.compile(r"\bpromises? \d|\bDESIGN\b")
CLAUSE = re.compile(r"\bclauses? (\d(?:\.\d)*)")
ARTICLE = re.compile(r"94-V[^.\n]{0,20}?,? art(?:\.|icle) (\d+)")


def texts() -> Iterator[tuple[Path, str]]:
    inside = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")))
    for path in (*inside, *(ROOT / name for name in LOOSE)):
        ours = path.is_file() and FOREIGN not in path.parts and path != Path(__file__)
        if ours and (path.suffix in KINDS or path.name in LOOSE):
            yield path.relative_to(ROOT), path.read_text("utf-8")


@cache
def all_texts() -> dict[Path, str]:
    """Not read before a test asks: every worker imports this."""
    return dict(texts())


def code() -> dict[Path, str]:
    return {path: text for path, text in all_texts().items() if path.suffix != ".md"}


def documents() -> dict[Path, str]:
    return {path: text for path, text in all_texts().items() if path.suffix == ".md"}


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def anchors(text: str) -> set[str]:
    """The anchors of the headings, as GitHub makes them."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


def column_of_tables(section: str, column: int) -> str:
    """One column of all tables in a section."""
    return "\n".join(line.split("|")[column] for line in section.splitlines() if line.startswith("|"))


def without_a_file(named: set[tuple[str, str]]) -> list[tuple[str, str]]:
    missing = {name for name in {name for _, name in named} if not (ROOT / name).exists()}
    return sorted(one for one in named if one[1] in missing)


def test_every_file_that_is_named_exists() -> None:
    named = {(str(path), name) for path, text in all_texts().items() for name in FILE.findall(text)}
    assert len(named) > 100
    assert without_a_file(named) == []


def test_code_names_a_page_by_its_whole_path() -> None:
    named = {(str(path), name) for path, text in code().items() for name in PAGE.findall(text) if name != MAIL_HOST}
    assert without_a_file(named) == []


def test_facts_and_promises_are_cited_with_a_section_that_exists() -> None:
    cited = [(path, found) for path, text in code().items() for found in CITED.finditer(text)]
    assert len(cited) > 60
    wrong = [
        f"{path}: {' '.join(found[0].split())}"
        for path, found in cited
        if not found[2] or not set(re.findall(r"[\d.]+\d|\d", found[2])) <= set(NUMBER.findall(page(found[1])))
    ]
    assert wrong == []


def test_no_section_has_the_number_of_another() -> None:
    for name in ("docs/promises.md", *(f"docs/facts/{path.name}" for path in (ROOT / "docs/facts").glob("*.md"))):
        numbers = NUMBER.findall(page(name))
        assert numbers, name
        assert len(set(numbers)) == len(numbers), name


def test_nothing_is_cited_that_only_its_author_can_open() -> None:
    found = [f"{path}: {one}" for path, text in all_texts().items() for one in ASIDE.findall(text)]
    assert found == []


def test_every_link_of_a_document_leads_somewhere() -> None:
    broken = []
    for path, text in documents().items():
        for target, anchor in LINK.findall(text):
            if "://" in target:
                continue
            there = ROOT / path.parent / target if target else ROOT / path
            if not there.exists() or (anchor and anchor not in anchors(there.read_text("utf-8"))):
                broken.append(f"{path}: {target}#{anchor}")
    assert broken == []


def test_every_clause_and_every_article_that_is_cited_is_explained() -> None:
    policy, law = page("docs/facts/privacy.md").split("\n## ")[1:3]
    clauses = set(re.findall(r"\d(?:\.\d)*", column_of_tables(policy, 1)))
    articles = set(re.findall(r"(?:^|, )\s*(\d+)", column_of_tables(law, 2), re.MULTILINE))
    cited = {(number, "clause") for text in all_texts().values() for number in CLAUSE.findall(text)}
    cited |= {(number, "article") for text in all_texts().values() for number in ARTICLE.findall(text)}
    assert {("1.1.1", "clause"), ("8", "article")} <= cited
    assert sorted(cited - {(one, "clause") for one in clauses} - {(one, "article") for one in articles}) == []
