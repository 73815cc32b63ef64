"""What a handler knows when it decides."""

from __future__ import annotations

from bot.dialogue.decision import ChatMemory, Decision
from bot.dialogue.installation import Installation
from bot.dialogue.membership import StandingInquiry
from bot.dialogue.routes import Route
from bot.dialogue.wordbook import UNRECOGNISED, Recognised
from bot.domain import wall_clock
from bot.domain.abilities import Abilities
from bot.domain.fields import FIELDS, Field
from bot.domain.form import Draft
from bot.domain.frozen import frozen
from bot.domain.lead import Lead, is_open
from bot.domain.person import Person
from bot.domain.row_id import make_row_id
from bot.domain.time import Moment
from bot.i18n import Text, Words
from bot.machine import Entropy
from storage import persons
from storage.statements import Statement
from storage.store import Store
from storage.vault import Seal
from storage.visitors import Visitor


@frozen
class Turn:
    """One update in its surroundings."""

    installation: Installation
    update_id: int
    now: Moment
    visitor: Visitor
    language: str
    text: Text
    chat_memory: ChatMemory
    can: Abilities  # of the channel of the event
    recognised: Recognised = UNRECOGNISED  # what the typed words stand for
    staff: StandingInquiry | None = None  # the sender's standing in the staff group; None unless it happened there
    connect_code: str | None = None  # connects a group as the staff group; None once there is one
    is_repeated: bool = False  # the update had its effect in an earlier process, which may have died before it answered

    @property
    def store(self) -> Store:
        return self.installation.store

    @property
    def words(self) -> Words:
        return self.installation.words

    @property
    def entropy(self) -> Entropy:
        return self.installation.entropy

    def make_id(self, length: int) -> bytes:
        """Of a row, in bytes."""
        return make_row_id(length, self.now, self.entropy)

    @property
    def today(self) -> str:
        """The date in the operator's zone, ISO 8601."""
        return wall_clock.iso_day(self.now, self.installation.zone)

    def date(self, moment: Moment) -> str:
        """A moment as a date in the operator's zone."""
        return self.installation.date(moment)

    @property
    def agreed(self) -> bool:
        """Whether the person has agreed to the current policy, and to all that the form asks for today."""
        consent = self.visitor.consent
        is_current = consent is not None and consent.policy_version == self.installation.policy.version
        return is_current and all(map(self.may_ask_for, FIELDS))

    def may_ask_for(self, field: Field) -> bool:
        """Whether the person's consent names the field. An older one names no field that came later."""
        return field.name in self.visitor.named

    @property
    def seal(self) -> Seal:
        """The key of the person. Raises LookupError before consent."""
        if self.visitor.seal is None:
            raise LookupError("nobody without consent has a key")
        return self.visitor.seal

    @property
    def draft(self) -> Draft:
        """The unfinished application. Raises LookupError if there is none."""
        if self.visitor.draft is None:
            raise LookupError("there is no draft")
        return self.visitor.draft

    @property
    def open_lead(self) -> Lead | None:
        """The newest application that is not closed."""
        return next((lead for lead in self.visitor.leads if is_open(lead)), None)

    @property
    def corrected_lead(self) -> Lead | None:
        """The application that the draft corrects; None if it has gone meanwhile, or the draft corrects none."""
        corrects = self.visitor.draft.corrects if self.visitor.draft else None
        return next((lead for lead in self.visitor.leads if lead.id == corrects), None)

    @property
    def person(self) -> Person:
        """The registered person. Raises LookupError before consent."""
        if self.visitor.person is None:
            raise LookupError("nobody without consent is known")
        return self.visitor.person

    @property
    def lane(self) -> str:
        """The person's lane in the outbox."""
        return self.visitor.pseudonym.hex()

    def open_question(self, question: str) -> list[Statement]:
        """Open a yes-or-no question, until it is answered or closed. Before consent nothing is changed."""
        return self._set_question(question)

    def close_question(self) -> list[Statement]:
        """Close the yes-or-no question that is open."""
        return self._set_question(None)

    def _set_question(self, question: str | None) -> list[Statement]:
        person = self.visitor.person
        if person is None or person.asking == question:
            return []
        return [persons.ask(self.visitor.pseudonym, question)]


Routes = tuple[Route[Turn, Decision], ...]
"""A table of routes."""
