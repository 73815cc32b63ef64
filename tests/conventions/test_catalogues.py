"""Every text exists in every language and is said the same way. Kazakh is the master."""

import ast
import re
from gettext import c2py
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message

from bot.channels.telegram.abilities import TELEGRAM
from bot.channels.telegram.commands import COMMANDS
from bot.domain.lead import Action, Outcome, Status
from bot.domain.retention import RULES
from bot.domain.standing import StandingDoubt
from bot.domain.time import HOUR
from bot.domain.validation import Reason
from bot.i18n import list_languages, read_catalogue
from tests.cases import cases
from tests.conventions.code import nodes_in

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+|old_button")


CATALOGUES = {language: read_catalogue(ROOT / "locales", language) for language in list_languages()}
MASTER = CATALOGUES["kk"]
KEYS = {message.id if isinstance(message.id, str) else message.id[0] for message in MASTER if message.id}


def forms(message: Message | None) -> list[str]:
    assert message is not None
    assert message.string is not None
    return [message.string] if isinstance(message.string, str) else list(message.string)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def count_words(text: str) -> int:
    """Without tags, addresses and what is filled in."""
    return len(re.findall(r"[^\W\d_]{3,}", re.sub(r"<[^>]*>|\{\w+\}|\S+@\S+", "", text)))


def used_keys() -> set[str]:
    """Every string constant in the code that could be a key; parts of f-strings are left out."""
    constants = [node.value for _, node in nodes_in("bot", "handlers") if isinstance(node, ast.Constant)]
    return {value for value in constants if isinstance(value, str) and KEY.fullmatch(value)}


def test_the_languages_of_the_promise_are_there_the_master_first() -> None:
    assert list_languages()[:2] == ["kk", "ru"]
    assert "en" in list_languages()
    assert list_languages()[2:] == sorted(list_languages()[2:])


def test_each_language_has_a_code_and_a_name_of_its_own() -> None:
    """Telegram takes codes of two letters (ISO 639-1) for the menu of commands."""
    assert all(re.fullmatch("[a-z]{2}", language) for language in list_languages())
    names = {forms(CATALOGUES[language].get("language.name"))[0].casefold() for language in list_languages()}
    assert len(names) == len(list_languages())


@cases("language", list_languages())
def test_the_head_names_the_language_and_there_are_ten_numbers(language: str) -> None:
    head = (ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").read_text("utf-8").partition("\n\n")[0]
    assert f'"Language: {language}\\n"' in head
    [numbers] = forms(CATALOGUES[language].get("consent.numbers"))
    assert len(numbers.split(",")) == 10


@cases("language", list_languages())
def test_every_form_of_a_plural_belongs_to_some_number(language: str) -> None:
    form_of = c2py(CATALOGUES[language].plural_expr)
    assert {form_of(number) for number in range(1000)} == set(range(CATALOGUES[language].num_plurals))


@cases("language", list_languages())
def test_telegram_takes_the_description_of_every_command(language: str) -> None:
    """It may have 256 characters (docs/facts/telegram.md 1.3)."""
    said = {key: forms(CATALOGUES[language].get(key))[0] for key in KEYS if key.startswith("command.")}
    assert [key for key, text in said.items() if len(text) > 256] == []


@cases("language", list_languages())
def test_help_names_every_other_command_of_the_menu(language: str) -> None:
    [said] = forms(CATALOGUES[language].get("help.card"))
    assert sorted(re.findall(r"^/(\w+)", said, re.MULTILINE)) == sorted(set(COMMANDS) - {"help"})


@cases("language", list_languages())
def test_a_language_has_exactly_the_master_s_messages(language: str) -> None:
    ids = {
        message.id if isinstance(message.id, str) else message.id[0] for message in CATALOGUES[language] if message.id
    }
    assert ids == KEYS


@cases("language", list_languages())
def test_every_message_is_said_and_fills_in_the_same(language: str) -> None:
    for key in KEYS:
        wanted = fields(forms(MASTER.get(key))[0])
        for form in forms(CATALOGUES[language].get(key)):
            assert form.strip(), key
            assert fields(form) == wanted, key


@cases("language", list_languages())
def test_no_sentence_is_left_in_another_language(language: str) -> None:
    """The operator's name may be the same: two languages can write the kind of a company alike."""
    others = {form for other in list_languages() if other != language for form in all_forms(other)}
    said = {key: forms(CATALOGUES[language].get(key)) for key in KEYS - {"operator.name"}}
    assert {key for key, each in said.items() for form in each if form in others and count_words(form) > 2} == set()


@cases("language", list_languages())
def test_messages_are_balanced_telegram_html(language: str) -> None:
    for key in KEYS:
        for form in forms(CATALOGUES[language].get(key)):
            opened = re.findall(r"<(\w+)", form)
            assert sorted(opened) == sorted(re.findall(r"</(\w+)>", form)), key


def test_every_key_in_the_code_has_a_message() -> None:
    prefixes = {key.split(".")[0] for key in KEYS}
    missing = {key for key in used_keys() if key.split(".")[0] in prefixes and "." in key} - KEYS
    assert missing == set()


@cases(
    "code",
    [
        *(f"reason.{reason.value}" for reason in Reason),
        *(f"application.{status.value}" for status in Status),
        *(f"outcome.{outcome.value}" for outcome in Outcome),
        *(f"staff.done.{action.value}" for action in Action),
        *(f"step.{action.value}" for action in Action),
        *(f"staff.unknown.{doubt.value}" for doubt in StandingDoubt),
    ],
)
def test_every_outcome_has_its_own_sentence(code: str) -> None:
    assert code in KEYS


LABELS = {
    "button.agree": ("Келісемін", "Даю согласие", "I agree"),
    "button.disagree": ("Келіспеймін", "Не даю согласия", "I do not agree"),
    "button.confirm": ("Растау", "Подтвердить", "Confirm"),
    "button.edit": ("Өзгерту", "Изменить", "Edit"),
    "button.back": ("Артқа", "Назад", "Back"),
    "button.skip": ("Өткізіп жіберу", "Пропустить", "Skip"),
    "button.cancel": ("Болдырмау", "Отмена", "Cancel"),
    "button.continue": ("Жалғастыру", "Продолжить", "Continue"),
    "button.start_over": ("Басынан бастау", "Начать сначала", "Start over"),
    "button.yes": ("Иә", "Да", "Yes"),
    "button.forget": ("Деректерімді жою", "Удалить мои данные", "Delete my data"),
    "button.take": ("Жұмысқа алу", "Взять в работу", "Take"),
    "button.contacted": ("Хабарластым", "Связались", "Contacted"),
    "button.close": ("Жабу", "Закрыть", "Close"),
    "language.name": ("Қазақша", "Русский", "English"),
}


@cases("key", LABELS)
def test_labels_are_as_in_the_glossary(key: str) -> None:
    assert tuple(forms(CATALOGUES[language].get(key))[0] for language in ("kk", "ru", "en")) == LABELS[key]


SUFFIX = re.compile(
    r"\}(</\w+>)?([а-яәғқңөұүһі]|-(?!редакция)[а-яәғқңөұүһі]| (дейін|бастап|кейін|бері|қарай|бұрын|артық)\b)"
)
"""In Kazakh a suffix depends on the last vowel of its word, so no placeholder may be followed by a suffix."""


def all_forms(language: str) -> list[str]:
    return [form for message in CATALOGUES[language] if message.id for form in forms(message)]


def test_no_kazakh_placeholder_needs_a_suffix() -> None:
    assert [form for form in all_forms("kk") if SUFFIX.search(form)] == []


@cases("other", ["батырма", "пәрмен", "рахмет"])
def test_kazakh_calls_a_thing_by_one_name(other: str) -> None:
    assert [form for form in all_forms("kk") if other in form.lower()] == []


def test_russian_addresses_everybody_with_a_capital() -> None:
    small = re.compile(r"\b(вы|вас|вам|вами|ваш\w*)\b")
    assert [form for form in all_forms("ru") if small.search(form)] == []


def test_the_consent_has_words_for_every_rule_of_retention_and_no_others() -> None:
    assert {f"retention.{rule.name}" for rule in RULES} == {key for key in KEYS if key.startswith("retention.")}


def test_staff_can_be_told_in_words_of_every_job_in_the_timetable() -> None:
    jobs = re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "timetable.md").read_text("utf-8"), re.MULTILINE)
    assert {f"job.{job}" for job in jobs} == {key for key in KEYS if key.startswith("job.")}


SPANS = ("period", "longest", "proof", "keys", "waited", "span", "open")
NOT_NOMINATIVE = re.compile(rf"(?<![:—(]) (<b>)?\{{({'|'.join(SPANS)})\}}(?! знаков)")
"""A span in words is in the nominative («1 неделя»), so in Russian it never follows a verb or a preposition."""


def test_no_russian_sentence_needs_another_case_of_a_span() -> None:
    assert [form for form in all_forms("ru") if NOT_NOMINATIVE.search(form)] == []
    assert NOT_NOMINATIVE.search("хранится {period}.")  # the check can fail
    nudges = [forms(CATALOGUES["ru"].get(f"nudge.{status}"))[0] for status in ("taken", "contacted")]
    assert all(": {since}." in nudge for nudge in nudges)


def test_the_question_of_an_erasure_says_how_old_messages_can_be_deleted() -> None:
    assert TELEGRAM.deletable_for is not None
    hours = str(TELEGRAM.deletable_for // HOUR)
    assert all(hours in forms(CATALOGUES[language].get("forget.ask"))[0] for language in list_languages())
