"""What the fields of the form are called, in one language.

`field.<name>.label`, `.ask`, `.consent` and `.example` stand in every catalogue. `.greeting` and `.column` stand there
only if a field is called something else in the greeting or above the column of an export; `.none` and `.none_typed`
only if an optional field is left out in words of its own.
"""

from __future__ import annotations

from bot.domain.disclosure import LEAD_COLUMNS, STAFF_COLUMNS
from bot.domain.fields import FIELDS, Field
from bot.i18n import Markup, Text, Words
from bot.refusal import Refusal

NEEDED = ("label", "ask", "consent", "example")


class FieldUnnamed(Refusal):
    """A catalogue lacks a text of a field. Without it the consent would not name what is asked for."""


def check_field_words(words: Words) -> None:
    """Raises FieldUnnamed for the first text that a catalogue lacks."""
    for language in words.languages:
        for field in FIELDS:
            for part in (*NEEDED, *(["doubt"] if field.doubting and field.doubting.differing else [])):
                key = f"field.{field.name}.{part}"
                if not words.has(language, key):
                    raise FieldUnnamed(f"locales/{language}: no text {key}; every field needs it, the consent too")


def label(text: Text, field: Field) -> Markup:
    """In front of the answer, and on the button that edits it."""
    return Markup(text(f"field.{field.name}.label"))


def ask(text: Text, field: Field, progress: str) -> str:
    return text(f"field.{field.name}.ask", progress=progress)


def skip_label(text: Text, field: Field) -> str:
    """On the button that leaves out an optional field: «No e-mail», or the Skip of all fields."""
    return _text_or_none(text, field, "none") or text("button.skip")


def spell_none(text: Text, field: Field) -> list[str]:
    """The field's own words for leaving it out, as a person may type them; empty for a field without such words."""
    own, typed = _text_or_none(text, field, "none"), _text_or_none(text, field, "none_typed")
    return [spelling for listed in (own, typed) for spelling in listed.split(",") if spelling]


def name_in_greeting(text: Text, field: Field) -> str:
    """In the list of questions, above the consent text."""
    return _note_optional(text, field, _first_of(text, field.name, "greeting", "consent"))


def name_in_consent(text: Text, field: Field) -> str:
    """In the list of data that the consent covers."""
    return _note_optional(text, field, text(f"field.{field.name}.consent"))


def describe(text: Text, name: str) -> str:
    """What a field holds, in the words of the consent text."""
    return _first_of(text, name, "consent")


def column(text: Text, name: str) -> str:
    """Above the column of an export, and in the list of what was disclosed."""
    is_answer = name not in (*LEAD_COLUMNS, *STAFF_COLUMNS)
    return _first_of(text, name, "column", "label") if is_answer else text(f"export.{name}")


def _note_optional(text: Text, field: Field, called: str) -> str:
    return text("consent.optional", data=Markup(called)) if field.optional else called


def _text_or_none(text: Text, field: Field, part: str) -> str:
    try:
        return text(f"field.{field.name}.{part}")
    except KeyError:
        return ""


def _first_of(text: Text, name: str, *parts: str) -> str:
    """The first of these texts that there is. A field that was removed has none, and is called by its name."""
    for part in parts:
        try:
            return text(f"field.{name}.{part}")
        except KeyError:
            continue
    return name
