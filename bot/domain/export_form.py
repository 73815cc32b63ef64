"""The questions before an export, and what answers them. The first is what kind of somebody receives the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.domain.address import Address
from bot.domain.disclosure import BASES, COUNTRIES, Format, Recipient
from bot.domain.frozen import frozen
from bot.domain.one_line import one_line
from bot.domain.time import HOUR

ANSWERED_WITHIN = HOUR  # from the last answer; then the questions are forgotten
LONGEST = 100  # characters of what is typed; two disclosures still fit the answer to /my_data
TO = "to"
QUESTIONS: Mapping[Recipient, tuple[str, ...]] = {
    Recipient.STAFF: ("reason", "recipient", "country", "format"),
    Recipient.STATE: ("recipient", "document", "dated", "format"),
}
"""What is asked of each kind, in order. A state body is one of Kazakhstan."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    TO: tuple(Recipient),
    "country": COUNTRIES,
    "format": tuple(Format),
}
"""What is answered by a button."""
TYPED = tuple(dict.fromkeys(name for names in QUESTIONS.values() for name in names if name not in CHOICES))
"""What is answered in words."""


@frozen
class ExportForm:
    """What an administrator at this address has answered. `id` and `reference` will be those of the disclosure.

    `command` is the number of the message that began it. `leads` are references; none means all.
    """

    id: bytes
    reference: str
    address: Address
    command: int
    leads: tuple[str, ...]
    answers: Mapping[str, str]

    @property
    def to(self) -> Recipient | None:
        """Who receives the file, once that is answered."""
        return Recipient(self.answers[TO]) if TO in self.answers else None

    @property
    def open_question(self) -> str | None:
        """None if all is answered."""
        asked = (TO, *(QUESTIONS[self.to] if self.to else ()))
        return next((name for name in asked if name not in self.answers), None)

    def answered(self, value: str) -> ExportForm:
        """The form with the answer to its open question. Raises ValueError for an answer that `may_be` none."""
        name = self.open_question
        if name is None or not may_be(name, value):
            raise ValueError("no answer to the open question")
        return replace(self, answers={**self.answers, name: value})


def may_be(question: str, value: str) -> bool:
    """Whether a value can answer a question. Nobody may receive a file without a basis."""
    if question == TO:
        return value in BASES
    return value in CHOICES[question] if question in CHOICES else bool(value)


def read_typed(question: str, typed: str, today: date) -> str | None:
    """What was typed, as it is kept; None if it is no answer. A day is written `2027-01-31` or `31.01.2027`."""
    text = one_line(typed, LONGEST)
    if text is None:
        return None
    if question == "dated":
        day = _read_day(text)
        return day.isoformat() if day and day <= today else None
    return text


def _read_day(text: str) -> date | None:
    day, month, year = text.split(".") if text.count(".") == 2 else ("", "", "")
    try:
        return date.fromisoformat(f"{year}-{month:0>2}-{day:0>2}" if year else text)
    except ValueError:
        return None
