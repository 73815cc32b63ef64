"""The card of a lead in the staff group: its text and its buttons."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from bot.dialogue.field_words import column
from bot.dialogue.keyboard import Button, Inline, Style
from bot.dialogue.presses import CardPress
from bot.domain.frozen import frozen
from bot.domain.lead import CORRECTED, Action, Lead, LeadStep, Outcome, StaffCard, Status, shows_contacts
from bot.domain.same_contact import SameContact
from bot.domain.time import Moment
from bot.i18n import Markup, Text
from bot.views.keyboards import rows
from bot.views.prompts import details

OUTCOMES = "outcomes"
ASK_TO_REOPEN = "ask_to_reopen"
NEVER_MIND = "never_mind"
SHOW = "show"
"""With STAFF_CARD=private: the owner wants to see the contacts again."""
MAX_SAME = 3  # the oldest ones, so that the next one changes no card
MAX_NOTES = 3  # the newest ones
MAX_STEPS = 12  # of the history; each is under 100 characters, and a message has 4,096 (Bot API)

WallClock = Callable[[Moment], str]
"""Formats a moment in the time zone of the staff."""


@frozen
class CardContent:
    """The text and buttons of a card."""

    text: str
    keyboard: Inline | None

    @property
    def digest(self) -> str:
        """Tells whether a card already shows this content, without storing the content."""
        rows = self.keyboard.rows if self.keyboard else ()
        return hashlib.sha256(repr((self.text, rows)).encode()).hexdigest()[:32]


@frozen
class Additions:
    """What a card can say besides the state of its lead.

    `history` is that of a card which replaced another one. `corrected` is the last step of the person that corrected
    an answer; without contacts the card names the fields alone. `rating` is how the person rated the service; their
    words never stand on a card. `same` are applications from other accounts with the same contact; MAX_SAME of them are
    named. `notes` are those of colleagues, the oldest first; they stand on a card only beside the contacts.
    """

    history: Sequence[LeadStep] = ()
    corrected: LeadStep | None = None
    rating: int | None = None
    same: Sequence[SameContact] = ()
    notes: Sequence[LeadStep] = ()


NOTHING_MORE = Additions()


def compose_new(text: Text, lead: Lead, origin: str) -> CardContent:
    """The first content of a card: never with contacts, because the id of the message is not stored yet.

    A new lead has the button to take it; all other buttons come with the next content.
    """
    keyboard = buttons(text, lead, StaffCard.CLAIM) if lead.status is Status.NEW else None
    return CardContent(_head(text, lead, origin) + "\n\n" + text("card.new"), keyboard)


def compose(
    text: Text,
    lead: Lead,
    origin: str,
    at: WallClock,
    more: Additions = NOTHING_MORE,
    *,
    kind: StaffCard,
) -> CardContent:
    """The card with the current state of the lead. `origin` says when and in which language the lead came."""
    parts = [_head(text, lead, origin)]
    if shows_contacts(lead, kind):
        parts.append(details(text, lead.details, as_stored=True, names_missing=True))
        parts += _notes(text, more.notes, at)
    if lead.withheld:
        parts.append(text("card.withheld"))
    parts.append(_state(text, lead, at, kind))
    if lead.tries:
        parts.append(text("card.tried", tries=lead.tries, time=at(lead.tried_at)))
    if more.corrected:
        parts.append(text("card.corrected", time=at(more.corrected.at), fields=_fields(text, more.corrected)))
    if more.same:
        parts.append("\n".join(_same(text, more.same)))
    if more.rating is not None:
        parts.append(text("card.rating", rating=more.rating))
    if more.history:
        parts.append("\n".join(_step(text, step, at) for step in more.history[-MAX_STEPS:]))
    return CardContent("\n\n".join(parts), buttons(text, lead, kind))


def compose_contacts(text: Text, lead: Lead, notes: Sequence[LeadStep], at: WallClock) -> str:
    """What the colleague who took the lead reads, and nobody else."""
    shown = details(text, lead.details, as_stored=True, names_missing=True)
    told = Markup("\n\n".join([shown, *_notes(text, notes, at)]))
    return text("contacts.shown", reference=lead.reference, details=told)


def digest_of(text: str) -> str:
    """Tells whether a message already shows this text, without storing the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def compose_erased(text: Text, reference: str) -> CardContent:
    """What remains of a card after an erasure."""
    return CardContent(text("card.withdrawn", reference=reference), None)


def compose_disputed(text: Text, reference: str) -> CardContent:
    """The card while a dispute about the data lasts: nobody is to be called, and nothing can be pressed."""
    return CardContent(text("card.disputed", reference=reference), None)


def compose_ended(text: Text, reference: str) -> CardContent:
    """What remains of a card when the retention of the lead is over."""
    return CardContent(text("card.ended", reference=reference), None)


def buttons(text: Text, lead: Lead, kind: StaffCard) -> Inline:
    def press(label: str, action: str, style: Style | None = None) -> list[Button]:
        return [Button(text(f"button.{label}"), _press(lead, action), style)]

    if lead.offered:
        return rows(press("take_over", Action.TAKE_OVER, "success"), press("back", Action.KEEP))
    if lead.status is Status.NEW:
        return rows(press("take", Action.TAKE, "success"))
    if lead.status is Status.CLOSED:
        return rows(press("reopen", ASK_TO_REOPEN))
    show = [press("show_contacts", SHOW)] if kind is StaffCard.PRIVATE else []
    contacted = press("contacted", Action.CONTACT) if lead.status is Status.TAKEN else []
    give_up = [*press("release", Action.RELEASE), *press("hand_over", Action.OFFER)]
    return rows(*show, [*contacted, *press("no_answer", Action.NO_ANSWER)], press("close", OUTCOMES), give_up)


def outcomes(text: Text, lead: Lead) -> Inline:
    """The choice of outcomes."""
    choices = [
        [Button(text(f"outcome.{outcome.value}"), _press(lead, Action.CLOSE, outcome.value))] for outcome in Outcome
    ]
    return rows(*choices, _back(text, lead))


def sure_to_reopen(text: Text, lead: Lead) -> Inline:
    """A second question: one accidental touch on an old card must not reopen a lead."""
    return rows([Button(text("button.reopen_sure"), _press(lead, Action.REOPEN))], _back(text, lead))


def _back(text: Text, lead: Lead) -> list[Button]:
    return [Button(text("button.back"), _press(lead, NEVER_MIND))]


def _head(text: Text, lead: Lead, origin: str) -> str:
    mark = text("card.repeated") if lead.repeated else ""
    return text("card.head", reference=lead.reference, origin=origin, mark=mark)


def _state(text: Text, lead: Lead, at: WallClock, kind: StaffCard) -> str:
    if lead.status is Status.NEW:
        return text("card.new_full" if kind is StaffCard.FULL else "card.new")
    outcome = text(f"outcome.{lead.outcome}") if lead.outcome else ""
    state = text(f"card.{lead.status.value}", owner=lead.owner_name or "", outcome=outcome)
    since = f"{state} · {at(lead.changed_at)}"
    return f"{since}\n{text('card.offered')}" if lead.offered else since


def _step(text: Text, step: LeadStep, at: WallClock) -> str:
    if step.what == CORRECTED:
        return text("card.corrected_step", time=at(step.at), fields=_fields(text, step))
    what = text(f"step.{step.what}")
    outcome = f": {text(f'outcome.{step.outcome}')}" if step.outcome else ""
    return text("card.step", time=at(step.at), what=Markup(what + outcome), by=step.by)


def _notes(text: Text, notes: Sequence[LeadStep], at: WallClock) -> list[str]:
    told = [text("card.note", words=step.words, by=step.by, time=at(step.at)) for step in notes[-MAX_NOTES:]]
    return ["\n".join(told)] if told else []


def _same(text: Text, same: Sequence[SameContact]) -> list[str]:
    named = [text("card.same", reference=one.reference, fields=_fields(text, one)) for one in same[:MAX_SAME]]
    return [*named, text("card.same_more")] if len(same) > MAX_SAME else named


def _fields(text: Text, about: LeadStep | SameContact) -> Markup:
    return Markup(", ".join(column(text, name) for name in about.fields))


def _press(lead: Lead, action: str, outcome: str = "") -> CardPress:
    return CardPress(action=action, lead=lead.id.hex(), outcome=outcome)
