"""The messages to people during the form, and about the status of their application."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogue.decision import Relevance, Reply, Say, Show
from bot.dialogue.field_words import ask, label
from bot.dialogue.installation import Installation
from bot.dialogue.keyboard import Keyboard, RemoveKeyboard
from bot.dialogue.turn import Turn
from bot.domain.erasure import Kind
from bot.domain.fields import FIELDS, AnswerBy, Doubting, Field
from bot.domain.form import REVIEW, Doubt, Draft, field_of, position
from bot.domain.lead import Lead, correct, corrected_fields
from bot.domain.phones import NOT_MOBILE
from bot.domain.validation import Reason
from bot.i18n import Markup, Text
from bot.views import keyboards
from bot.views.notice import notice_for


def step(turn: Turn, draft: Draft, lead: Lead | None = None, *, remark: str = "") -> list[Reply]:
    """The question of the current step, or the review; `lead` is what a new draft corrects. A `remark` stands above the
    question. Whoever has not agreed to be asked is asked for that consent, and can skip or go back all the same."""
    if draft.step == REVIEW:
        return [_correction(turn, draft, lead) if draft.corrects else _review(turn, draft)]
    field = _field(draft)
    if not turn.may_ask_for(field):
        notice = notice_for(turn, turn.language)
        agree = keyboards.consent(turn.installation, notice, renews=bool(turn.visitor.leads))
        return [_question(notice.text, keyboards.below(agree, *keyboards.field_step(turn, draft, field).rows), draft)]
    if draft.doubt and field.doubting:
        return [_doubt(turn, draft, field, draft.doubt, field.doubting)]
    question = "\n\n".join(filter(None, (remark, ask(turn.text, field, progress(draft)))))
    return [_question(question, _keyboard(turn, draft, field), draft)]


def _question(text: str, keyboard: Keyboard, draft: Draft) -> Say:
    return Say(text, keyboard, relevance=Relevance.QUESTION, position=position(draft)[0])


def reads_back(draft: Draft) -> bool:
    """Whether the question of the draft shows an answer."""
    if draft.doubt is None:
        return False
    field, doubt = field_of(draft), draft.doubt
    return bool(field and field.doubting and field.doubting.ask_about(doubt.typed, doubt.suggested) is None)


def _doubt(turn: Turn, draft: Draft, field: Field, doubt: Doubt, doubting: Doubting) -> Reply:
    keyboard = keyboards.doubt(turn, draft, doubt, doubting)
    if meant := doubting.ask_about(doubt.typed, doubt.suggested):
        return _question(turn.text(f"field.{field.name}.doubt", meant=meant), keyboard, draft)
    value = field.show(doubt.suggested)
    asked = turn.text("form.read_back", progress=progress(draft), field=label(turn.text, field), value=value)
    return Show(Kind.READ_BACK, turn.text("form.read_back.stub"), asked, keyboard, revision=draft.revision)


def transition(turn: Turn, before: Draft, after: Draft) -> list[Reply]:
    """The messages between two states of the draft: two at most."""
    if after.step == before.step:
        return step(turn, after)
    return [*leave_step(turn, before, answered=after.answers is not before.answers), *step(turn, after)]


def leave_step(turn: Turn, draft: Draft, *, answered: bool = False) -> list[Reply]:
    """Remove the contact keyboard, in a message without personal data because such a message can never be edited."""
    return [_take_keyboard(turn, answered=answered)] if asks_for_contact(draft) else []


def once_more(turn: Turn, draft: Draft, *, has_answered: bool) -> list[Reply]:
    """The current question for somebody who may not have been answered: the contact keyboard may still be shown."""
    given = any(field.answer_by is AnswerBy.CONTACT and field.name in draft.answers for field in FIELDS)
    lost = [_take_keyboard(turn, answered=True)] if has_answered and given and not asks_for_contact(draft) else []
    return [*lost, *step(turn, draft)]


def _take_keyboard(turn: Turn, *, answered: bool) -> Say:
    return Say(turn.text("form.contact.done" if answered else "form.contact.left"), RemoveKeyboard())


def refusal(turn: Turn, draft: Draft, reason: Reason, *, often: bool = False) -> Reply:
    """Why an answer was refused, and what to do. The answer itself is not repeated. `often`: not for the first time."""
    text = turn.text("form.refused", progress=progress(draft), reason=turn.text(f"reason.{reason.value}"))
    if often:
        text += way_on(turn, draft)
    elif reason in NOT_MOBILE:
        text += f"\n\n{otherwise(turn.text, turn.installation)}"
    return _question(text, _keyboard(turn, draft, _field(draft)), draft)


def way_on(turn: Turn, draft: Draft) -> str:
    """Below a refusal: an answer as it should look, and how to apply without the bot."""
    example = turn.text("form.example", example=turn.text(f"field.{_field(draft).name}.example"))
    return f"\n\n{example}\n\n{otherwise(turn.text, turn.installation)}"


def otherwise(text: Text, installation: Installation) -> str:
    """How to apply without the bot."""
    return text("form.otherwise", reach=installation.operator.reach)


def menu(turn: Turn) -> Reply:
    """The status of a registered person, with buttons to go on: continue the draft, or apply again."""
    draft = turn.visitor.draft
    if draft is not None:
        resume = "correction.resume" if draft.corrects else "start.resume"
        return _question(turn.text(resume, progress=progress(draft)), keyboards.resume(turn, draft), draft)
    lead = lead_in_view(turn)
    text = lead_status(turn, lead) if lead else turn.text("start.empty")
    return Say(text, keyboards.apply_again(turn), relevance=Relevance.QUESTION)


def status(turn: Turn) -> Markup:
    """The status of a person as a sentence inside another message."""
    draft, lead = turn.visitor.draft, lead_in_view(turn)
    if draft and draft.corrects:
        return Markup(turn.text("correction.under_way"))
    if draft and draft.step == REVIEW:
        return Markup(turn.text("review.use_buttons"))
    if draft:
        return Markup(turn.text("help.in_form", progress=progress(draft)))
    return Markup(lead_status(turn, lead) if lead else turn.text("help.not_begun"))


def lead_in_view(turn: Turn) -> Lead | None:
    """The application whose status the person is told: the newest that is open, else the newest."""
    return turn.open_lead or next(iter(turn.visitor.leads), None)


def progress(draft: Draft) -> str:
    """`2/3`."""
    number, total = position(draft)
    return f"{number}/{total}"


def lead_status(turn: Turn, lead: Lead) -> str:
    """The status of a lead, in the words for its sender."""
    return turn.text(f"application.{lead.status.value}", reference=lead.reference)


def details(text: Text, answers: Mapping[str, str], *, as_stored: bool = False, names_missing: bool = False) -> Markup:
    """All answers, a line each. A stored phone is dialled by a tap, which one with spaces for reading is not.

    A field without an answer has no line, or with `names_missing` one that says so.
    """
    lines = []
    for field in FIELDS:
        value = answers.get(field.name)
        if value is not None:
            shown = value if as_stored else field.show(value)
            lines.append(text("review.line", field=label(text, field), value=shown))
        elif names_missing:
            lines.append(text("card.not_given", field=label(text, field)))
    return Markup("\n".join(lines))


def asks_for_contact(draft: Draft) -> bool:
    """Whether the current question has the contact keyboard."""
    field = field_of(draft)
    return field is not None and field.answer_by is AnswerBy.CONTACT


def remove_keyboard(draft: Draft) -> RemoveKeyboard | None:
    """For the last message about a draft: removes the contact keyboard, if it is shown."""
    return RemoveKeyboard() if asks_for_contact(draft) else None


def _field(draft: Draft) -> Field:
    """The field being asked for. Raises LookupError at the review."""
    field = field_of(draft)
    if field is None:
        raise LookupError(draft.step)
    return field


def _keyboard(turn: Turn, draft: Draft, field: Field) -> Keyboard:
    if field.answer_by is AnswerBy.CONTACT:
        return keyboards.share_contact(turn, field)
    return keyboards.field_step(turn, draft, field)


def _review(turn: Turn, draft: Draft) -> Show:
    text = turn.text("review.card", details=details(turn.text, draft.answers))
    return Show(Kind.REVIEW, turn.text("review.stub"), text, keyboards.review(turn, draft), revision=draft.revision)


def _correction(turn: Turn, draft: Draft, lead: Lead | None) -> Show:
    """Before the first change it asks what is to be corrected, afterwards it is the review."""
    corrected = lead or turn.corrected_lead
    sent = corrected.details if corrected else {}
    is_changed = bool(corrected_fields(sent, correct(sent, draft.answers)))
    text = turn.text(
        "correction.review" if is_changed else "correction.choose",
        details=details(turn.text, draft.answers),
        reference=corrected.reference if corrected else "",
    )
    keyboard = keyboards.correction(turn, draft, is_changed=is_changed)
    return Show(Kind.REVIEW, turn.text("review.stub"), text, keyboard, revision=draft.revision)
