"""The messages of the bot in all its languages, from the catalogues in `locales/`.

The `.po` files are read at the start: there are no compiled catalogues that could be out of date. Kazakh is the master.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.domain.time import DAY, HOUR, MINUTE, NO_TIME, SECOND, WEEK, YEAR, Span

MASTER = "kk"
LISTED_SECOND = "ru"
SPECIAL = re.compile("[&<>\"']")  # what is escaped in HTML
PERIODS = ((YEAR, "years"), (WEEK, "weeks"))
UNITS = ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes"), (SECOND, "seconds"))

Text = Callable[..., str]
"""`text("form.ask.name", step=1)`: a message in one language. Parameters are escaped for Telegram's HTML. Raises
KeyError for a key that is not in the catalogue."""


class CatalogueUnusable(Exception):
    """A catalogue cannot be read, or lacks a text that another one has. Names its language."""


def list_languages() -> list[str]:
    """The codes of all languages with a catalogue: the master, then Russian, then the others in order."""
    return list(_languages())


@cache
def _languages() -> tuple[str, ...]:
    """Their folder is read once in a process; each reading of the settings asks twice."""
    return tuple(_languages_in(files("locales")))


def _languages_in(root: Traversable) -> list[str]:
    found = sorted(folder.name for folder in root.iterdir() if _catalogue(folder).is_file())
    return sorted(found, key=lambda language: (language != MASTER, language != LISTED_SECOND))


@cache
def load_words() -> Words:
    """All catalogues, read once. Raises CatalogueUnusable."""
    return read_words(files("locales"))


def read_words(root: Traversable) -> Words:
    """The catalogues of this folder. A mistake in a `.po` file stops the start, not a conversation later. Raises
    CatalogueUnusable."""
    read = {language: read_catalogue(root, language) for language in _languages_in(root)}
    said = {language: {_key(one) for one in found if one.id and _is_said(one)} for language, found in read.items()}
    for language, keys in said.items():
        for lacking in sorted(said[MASTER] - keys):
            raise CatalogueUnusable(f"locales/{language}: no text {lacking}; every language needs it")
        for more in sorted(keys - said[MASTER]):
            raise CatalogueUnusable(
                f"locales/{language}: {more} is no text of locales/{MASTER}; every language needs it"
            )
    plain = [one.id for one in read[MASTER] if isinstance(one.id, str) and one.id]
    return Words({language: _compile(catalogue) for language, catalogue in read.items()}, plain)


def read_catalogue(root: Traversable, language: str) -> Catalog:
    """All that stands in the catalogue of this language. Raises CatalogueUnusable."""
    try:
        with _catalogue(root / language).open("rb") as source:
            return read_po(source, locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise CatalogueUnusable(f"locales/{language}: the catalogue cannot be read: {error}") from None


class Words:
    """Every message in every language. `keys` are those of the messages of the master."""

    def __init__(self, catalogues: Mapping[str, GNUTranslations], keys: Collection[str] = ()) -> None:
        self._catalogues = catalogues
        self._texts = {language: _text_of(catalogue) for language, catalogue in catalogues.items()}
        self.keys = keys

    @property
    def languages(self) -> Collection[str]:
        return self._catalogues.keys()

    def text_in(self, language: str) -> Text:
        """The messages in one language; in the master if its catalogue was removed since a person chose it."""
        return self._texts.get(language, self._texts[MASTER])

    def has(self, language: str, key: str) -> bool:
        """Whether this catalogue has a text, not counting what another language has."""
        return self._catalogues[language].gettext(key) != key

    def in_every_language(self, key: str) -> list[str]:
        """One message in all languages, because a person may type it in any of them."""
        return [self.text_in(language)(key) for language in self.languages]


def _text_of(catalogue: GNUTranslations) -> Text:
    @cache
    def template(key: str) -> str:
        if (found := catalogue.gettext(key)) == key:
            raise KeyError(key)
        return found

    def plural(key: str, count: int) -> str:
        if (found := catalogue.ngettext(key, key + ".many", count)) in (key, key + ".many"):
            raise KeyError(key)
        return found

    @cache
    def whole(key: str) -> str:
        """A message without parameters; most have none."""
        return template(key).format_map({})

    def text(key: str, count: int | None = None, **values: object) -> str:
        if count is None and not values:
            return whole(key)
        for name, value in values.items():
            if not isinstance(value, Markup):
                values[name] = html.escape(plain) if SPECIAL.search(plain := str(value)) else plain
        if count is None:
            return template(key).format_map(values)
        return plural(key, count).format_map({**values, "count": count})

    return text


def exact_duration(text: Text, span: Span) -> str:
    """A span in words, in the largest unit that divides it. Babel has no such words for Kazakh.

    The words are in the nominative: in Russian a sentence puts them behind a colon or a dash, or in brackets.
    """
    unit, name = next((pair for pair in (*PERIODS, *UNITS) if span % pair[0] == NO_TIME), UNITS[-1])
    return text(f"time.{name}", count=span // unit)


def rough_duration(text: Text, span: Span) -> str:
    """A span in words, in whole days, hours, minutes or seconds, rounded down."""
    unit, name = next((pair for pair in UNITS if span >= pair[0]), UNITS[-1])
    return text(f"time.{name}", count=max(span, NO_TIME) // unit)


class Markup(str):
    """Text that is already Telegram HTML and must not be escaped again."""

    __slots__ = ()


def strip_markup(markup: str) -> str:
    """The text without markup, for pop-ups, a terminal, or a search among messages."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def shorten(plain: str, longest: int) -> str:
    """The text, if it has at most `longest` UTF-16 units; else as many of its first words as fit, and an ellipsis."""
    if _length(plain) <= longest:
        return plain
    words = plain.split(" ")
    fitting = (
        kept for count in range(len(words) - 1, 0, -1) if _length(kept := " ".join(words[:count]) + "…") <= longest
    )
    return next(fitting, "…")


def _length(plain: str) -> int:
    return len(plain.encode("utf-16-le", "surrogatepass")) // 2


def _catalogue(folder: Traversable) -> Traversable:
    return folder / "LC_MESSAGES" / "messages.po"


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_said(message: Message) -> bool:
    """In all its forms."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _compile(catalogue: Catalog) -> GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
