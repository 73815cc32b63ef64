"""Does every language say what it should, with names escaped?"""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.policy import Operator, Policy
from bot.domain.retention import RULES, Retention
from bot.domain.time import DAY, HOUR, MINUTE, SECOND, Span
from bot.i18n import Markup, exact_duration, load_words, read_words, rough_duration, shorten
from bot.refusal import REFUSALS
from bot.views.notice import compose_notice
from tests.cases import cases
from tests.handlers.turns import INSTALLATION

ROOT = Path(__file__).parents[2]
WORDS = load_words()


def test_values_are_escaped_for_telegram() -> None:
    said = WORDS.text_in("en")("review.line", field="Name", value="<b>O'Neil & Co</b>")
    assert "&lt;b&gt;O&#x27;Neil &amp; Co&lt;/b&gt;" in said


def test_markup_is_not_escaped_twice() -> None:
    assert "<i>x</i>" in WORDS.text_in("en")("review.card", details=Markup("<i>x</i>"))


def test_a_key_without_a_message_is_an_error_and_never_shown() -> None:
    with pytest.raises(KeyError):
        WORDS.text_in("kk")("no.such.key")


def test_a_language_that_is_gone_falls_back_to_the_master() -> None:
    assert WORDS.text_in("xx")("button.yes") == "Иә"


@cases(
    ("language", "said"),
    [
        ("ru", ["1 день", "3 дня", "90 дней", "1 неделя", "2 недели", "8 недель", "1 год", "3 года", "5 лет"]),
        ("kk", ["1 күн", "3 күн", "90 күн", "1 апта", "2 апта", "8 апта", "1 жыл", "3 жыл", "5 жыл"]),
        ("en", ["1 day", "3 days", "90 days", "1 week", "2 weeks", "8 weeks", "1 year", "3 years", "5 years"]),
    ],
)
def test_whole_years_and_weeks_are_said_as_such_and_counted_as_the_language_counts(
    language: str, said: list[str]
) -> None:
    text, spans = WORDS.text_in(language), (1, 3, 90, 7, 14, 56, 365, 1095, 5 * 365)
    assert [exact_duration(text, count * DAY) for count in spans] == said


def test_what_is_rounded_down_is_not_rounded_to_weeks_or_years() -> None:
    """Staff who read how long somebody waits count days."""
    assert [rough_duration(WORDS.text_in("en"), count * DAY) for count in (8, 400)] == ["8 days", "400 days"]


@cases(
    ("longest", "said"),
    [(100, "Бұл түйме ескірді"), (17, "Бұл түйме ескірді"), (16, "Бұл түйме…"), (4, "Бұл…"), (3, "…")],
)
def test_what_is_too_long_is_cut_between_words(longest: int, said: str) -> None:
    assert shorten("Бұл түйме ескірді", longest) == said


def test_what_is_cut_is_measured_as_telegram_measures() -> None:
    """In UTF-16 units, of which an emoji has two."""
    assert shorten("😀😀 түйме", 7) == "😀😀…"


@cases(("span", "said"), [(36 * HOUR, "36 hours"), (90 * SECOND, "90 seconds"), (MINUTE, "1 minute")])
def test_a_duration_is_said_in_the_largest_unit_that_fits(span: Span, said: str) -> None:
    assert exact_duration(WORDS.text_in("en"), span) == said


@cases("language", WORDS.languages)
def test_the_notice_says_what_the_law_asks_for_and_hashes_what_it_says(language: str) -> None:
    policy = Policy("https://momu.kz/{lang}", "7", "2026-01-31")
    operator = Operator("Tester & Co", "123456789012", "info@example.com")
    retention = Retention({rule: (number + 40) * DAY for number, rule in enumerate(RULES)})
    schedule = replace(INSTALLATION.schedule, retention=retention)
    here = replace(INSTALLATION, operator=operator, policy=policy, schedule=schedule)
    notice = compose_notice(here, language)
    words = WORDS.text_in(language)
    for part in (
        "Tester &amp; Co",
        "123456789012",
        "info@example.com",
        "7",
        "31.01.2026",
        *(
            words(f"retention.{rule.name}", period=exact_duration(words, span))
            for rule, span in retention.spans.items()
        ),
    ):
        assert part in notice.text
    assert notice.policy.url_in(language) == f"https://momu.kz/{language}"
    later = compose_notice(replace(here, policy=replace(policy, version="8")), language)
    assert later.digest != notice.digest


def change(locales: Path, old: str, new: str) -> None:
    file = locales / "ru" / "LC_MESSAGES" / "messages.po"
    changed = file.read_text("utf-8").replace(old, new, 1)
    assert changed != file.read_text("utf-8")
    file.write_text(changed, "utf-8")


@cases(
    ("old", "new", "line"),
    [
        ('msgid "command.help"', 'msgid "command.helpp"', "locales/ru: no text command.help; every language needs it"),
        ('msgid "command.help"\nmsgstr "', 'msgid "command.help"\nmsgstr ""\n#', "locales/ru: no text command.help;"),
        ("msgstr[2]", "msgstr[3]", "locales/ru: the catalogue cannot be read: "),
        ("nplurals=3", "nplurals=2", "locales/ru: the catalogue cannot be read: "),
        ('msgid "command.help"', 'msgid "more"\nmsgstr "x"\n\nmsgid "command.help"', "locales/ru: more is no text of"),
    ],
)
def test_a_catalogue_with_a_mistake_stops_the_start_and_is_named(tmp_path: Path, old: str, new: str, line: str) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    shutil.copytree(ROOT / "locales", folder)
    change(folder, old, new)
    with pytest.raises(REFUSALS, match=re.escape(line)):
        read_words(folder)


def test_a_catalogue_that_is_no_text_stops_the_start_and_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    (tmp_path / "locales" / "en" / "LC_MESSAGES" / "messages.po").write_bytes(b'msgid "\xff"')
    with pytest.raises(REFUSALS, match="locales/en: the catalogue cannot be read: "):
        read_words(tmp_path / "locales")
