"""The messages to people during the form, and about the status of their application."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.decision import Relevance, Reply, Say, Show
from bot.dialogue.keyboard import Keyboard, RemoveKeyboard
from bot.dialogue.turn import Turn
from bot.domain.erasure import Kind
from bot.domain.form import FIELDS, REVIEW, Draft, Field, field_of, position
from bot.domain.lead import Lead
from bot.domain.phones import format_phone
from bot.domain.validation import Reason
from bot.i18n import Markup, Text
from bot.views import keyboards


def step(turn: Turn, draft: Draft) -> list[Reply]:
    """The question of the current step, or the review."""
    if draft.step == REVIEW:
        return [_review(turn, draft)]
    if draft.doubt:
        domain = draft.doubt.suggested.rpartition("@")[2]
        asked = turn.text("form.email.doubt", domain=domain)
        return [Say(asked, keyboards.doubt(turn, draft, domain), relevance=Relevance.QUESTION)]
    field = field_of(draft)
    if field is None:
        raise LookupError(draft.step)
    question = turn.text(f"form.{field.name}.ask", progress=progress(draft))
    return [Say(question, _keyboard(turn, draft, field), relevance=Relevance.QUESTION)]


def transition(turn: Turn, before: Draft, after: Draft) -> list[Reply]:
    """The messages between two states of the draft: two at most."""
    if after.step == before.step:
        return step(turn, after)
    return [*leave_step(turn, before, answered=after.answers is not before.answers), *step(turn, after)]


def leave_step(turn: Turn, draft: Draft, *, answered: bool = False) -> list[Reply]:
    """Remove the contact keyboard, in a message without personal data because such a message can never be edited."""
    if draft.step != "phone":
        return []
    return [Say(turn.text("form.phone.done" if answered else "form.phone.left"), RemoveKeyboard())]


def refusal(turn: Turn, draft: Draft, reason: Reason) -> Reply:
    """Why an answer was refused, and what to do. The answer itself is not repeated."""
    field = field_of(draft)
    if field is None:
        raise LookupError(draft.step)
    text = turn.text("form.refused", progress=progress(draft), reason=turn.text(f"reason.{reason.value}"))
    return Say(text, _keyboard(turn, draft, field), relevance=Relevance.QUESTION)


def menu(turn: Turn) -> Reply:
    """The status of a registered person, with buttons to go on: continue the draft, or apply again."""
    draft, leads = turn.visitor.draft, turn.visitor.leads
    if draft is not None:
        text, keyboard = turn.text("start.resume", progress=progress(draft)), keyboards.resume(turn, draft)
    else:
        text = lead_status(turn, leads[0]) if leads else turn.text("start.empty")
        keyboard = keyboards.apply_again(turn)
    return Say(text, keyboard, relevance=Relevance.QUESTION)


def status(turn: Turn) -> Markup:
    """The status of a person as a sentence inside another message."""
    draft, leads = turn.visitor.draft, turn.visitor.leads
    if draft and draft.step == REVIEW:
        return Markup(turn.text("review.use_buttons"))
    if draft:
        return Markup(turn.text("help.in_form", progress=progress(draft)))
    return Markup(lead_status(turn, leads[0]) if leads else turn.text("help.not_begun"))


def progress(draft: Draft) -> str:
    """`2/3`."""
    number, total = position(draft)
    return f"{number}/{total}"


def lead_status(turn: Turn, lead: Lead) -> str:
    """The status of a lead, in the words for its sender."""
    return turn.text(f"application.{lead.status.value}", reference=lead.reference)


def details(text: Text, answers: Mapping[str, str], *, for_dialling: bool = False) -> Markup:
    """All answers, a line each. A phone has spaces for reading, or none for dialling by a tap."""

    def shown(name: str) -> str:
        return format_phone(answers[name]) if name == "phone" and not for_dialling else answers[name]

    return Markup(
        "\n".join(
            text("review.line", field=text(f"field.{field.name}"), value=shown(field.name))
            for field in FIELDS
            if field.name in answers
        )
    )


def remove_keyboard(draft: Draft) -> RemoveKeyboard | None:
    """For the last message about a draft: removes the contact keyboard, if it is shown."""
    return RemoveKeyboard() if draft.step == "phone" else None


def _keyboard(turn: Turn, draft: Draft, field: Field) -> Keyboard:
    return keyboards.share_contact(turn) if field.name == "phone" else keyboards.field_step(turn, draft, field)


def _review(turn: Turn, draft: Draft) -> Show:
    text = turn.text("review.card", details=details(turn.text, draft.answers))
    return Show(Kind.REVIEW, turn.text("review.stub"), text, keyboards.review(turn, draft), revision=draft.revision)
