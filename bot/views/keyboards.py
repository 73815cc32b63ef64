"""The keyboards of the messages to people."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.field_words import label, skip_label
from bot.dialogue.installation import Installation
from bot.dialogue.keyboard import Button, ContactRequest, Copy, Inline, Link, Style
from bot.dialogue.presses import (
    ConsentPress,
    EditPress,
    ForgetPress,
    FormPress,
    LanguagePress,
    Move,
    NewApplicationPress,
    QuestionPress,
)
from bot.dialogue.turn import Turn
from bot.dialogue.wordbook import Word
from bot.domain.consent import Notice
from bot.domain.fields import FIELDS, Doubting, Field
from bot.domain.form import Doubt, Draft
from bot.domain.lead import Lead
from bot.domain.time import EPOCH, Moment
from bot.domain.validation import Accepted
from bot.i18n import Words

LABELS = {move: f"button.{move.value}" for move in Move} | {Move.START_OVER: Word.START_OVER.value}
"""The messages with the labels of the moves."""


def rows(*lines: Iterable[Button | Link | Copy]) -> Inline:
    """Rows of buttons, from the top. Empty rows are left out."""
    return Inline(tuple(filter(None, map(tuple, lines))))


def below(keyboard: Inline, *lines: Iterable[Button | Link | Copy]) -> Inline:
    """The same buttons, and these rows below them."""
    return rows(*keyboard.rows, *lines)


def consent(installation: Installation, notice: Notice, *, renews: bool = False) -> Inline:
    """Under the consent card. Each is composed once, as its text is."""
    kept, key = installation.consent_buttons, (notice.mark, renews)
    if key not in kept:
        kept[key] = _consent(installation.words, notice, renews=renews)
    return kept[key]


def _consent(words: Words, notice: Notice, *, renews: bool) -> Inline:
    def press(agrees: bool) -> ConsentPress:
        return ConsentPress(agrees=agrees, language=notice.language, shown=notice.mark, renews=renews)

    text = words.text_in(notice.language)
    return rows(
        [Button(text(Word.AGREE), press(True), "success"), Button(text(Word.DISAGREE), press(False))],
        [_policy(words, notice)],
        languages(words, consent=True, renews=renews),
    )


def after_consent(turn: Turn, notice: Notice) -> Inline:
    """For the consent card once the person has agreed: the policy, and the button to delete the data."""
    return rows([_policy(turn.words, notice)], [forget(turn, sure=False)])


def after_decline(turn: Turn, notice: Notice) -> Inline:
    text = turn.words.text_in(notice.language)
    back = Button(text("button.read_consent"), LanguagePress(language=notice.language, consent=True))
    return rows([back], [_policy(turn.words, notice)])


def policy_only(turn: Turn, notice: Notice) -> Inline:
    return rows([_policy(turn.words, notice)])


def _policy(words: Words, notice: Notice) -> Link:
    text = words.text_in(notice.language)
    return Link(text("button.policy"), notice.policy.url_in(notice.language))


def languages(words: Words, *, consent: bool = False, renews: bool = False) -> list[Button]:
    """A button for each language, under its own name."""

    def press(language: str) -> LanguagePress:
        return LanguagePress(language=language, consent=consent, renews=renews)

    return [Button(words.text_in(language)("language.name"), press(language)) for language in words.languages]


def move(turn: Turn, draft: Draft, move: Move, style: Style | None = None) -> Button:
    return Button(turn.text(LABELS[move]), FormPress(move=move, revision=draft.revision), style)


def field_step(turn: Turn, draft: Draft, field: Field) -> Inline:
    press = FormPress(move=Move.SKIP, revision=draft.revision)
    skip = [Button(skip_label(turn.text, field), press)] if field.optional else []
    return rows(skip, [move(turn, draft, Move.BACK), move(turn, draft, Move.CANCEL)])


def share_contact(turn: Turn, field: Field) -> ContactRequest:
    """The only keyboard that replaces the phone's own: no other kind can ask for a contact."""
    skip = [skip_label(turn.text, field)] if field.optional else []
    shown = (*skip, turn.text(Word.BACK), turn.text(Word.CANCEL))
    return ContactRequest(turn.text("button.share_contact"), shown, turn.text("form.contact.placeholder"))


def review(turn: Turn, draft: Draft) -> Inline:
    leave = [move(turn, draft, Move.BACK), move(turn, draft, Move.CANCEL)]
    return rows([move(turn, draft, Move.CONFIRM, "success")], *_edits(turn, draft), leave)


def correction(turn: Turn, draft: Draft, *, is_changed: bool) -> Inline:
    """As the review, but there is something to confirm only once an answer differs."""
    confirm = [move(turn, draft, Move.CONFIRM, "success")] if is_changed else []
    return rows(confirm, *_edits(turn, draft), [move(turn, draft, Move.CANCEL)])


def _edits(turn: Turn, draft: Draft) -> list[list[Button]]:
    edit = turn.text(Word.EDIT)
    return [
        [
            Button(
                turn.text("button.edit_field", edit=edit, field=label(turn.text, field)),
                FormPress(move=Move.EDIT, revision=draft.revision, field=field.name),
            )
        ]
        for field in FIELDS
    ]


def doubt(turn: Turn, draft: Draft, doubt: Doubt, doubting: Doubting) -> Inline:
    """Offers the suggested answer; also offers to keep the typed one, if it is valid. An answer that is read back can
    be denied too."""
    meant = doubting.ask_about(doubt.typed, doubt.suggested)
    yes = turn.text("button.fix", meant=meant) if meant else turn.text(Word.YES)
    fix = Button(yes, FormPress(move=Move.FIX, revision=draft.revision), "success")
    can_keep = doubt.typed != doubt.suggested and isinstance(doubting.insist(doubt.typed), Accepted)
    keep = Button(turn.text("button.keep" if can_keep else Word.NO), FormPress(move=Move.KEEP, revision=draft.revision))
    return rows(
        [fix], [keep] if can_keep or not meant else [], [move(turn, draft, Move.BACK), move(turn, draft, Move.CANCEL)]
    )


def resume(turn: Turn, draft: Draft) -> Inline:
    other = move(turn, draft, Move.START_OVER if draft.corrects is None else Move.CANCEL)
    return rows([move(turn, draft, Move.CONTINUE, "success")], [other])


def apply_again(turn: Turn) -> Inline:
    """For a registered person without a draft: correct the application that is open; else send another one."""
    new = Button(turn.text("button.new_application"), NewApplicationPress(since=registered_at(turn)))
    return rows(edit(turn, turn.open_lead) or [new])


def edit(turn: Turn, *leads: Lead | None) -> list[Button]:
    """A button for each of these applications; it names the application if there are several."""
    return [
        Button(
            turn.text("button.edit_field", edit=turn.text(Word.EDIT), field=lead.reference)
            if len(leads) > 1
            else turn.text(Word.EDIT),
            EditPress(reference=lead.reference),
        )
        for lead in leads
        if lead is not None
    ]


def forget(turn: Turn, *, sure: bool) -> Button:
    press = ForgetPress(sure=sure, since=registered_at(turn))
    return Button(turn.text(Word.FORGET), press, "danger" if sure else None)


def yes_or_no(turn: Turn, question: str, stamp: int) -> Inline:
    return rows(
        [
            Button(turn.text(Word.YES), QuestionPress(question=question, yes=True, stamp=stamp)),
            Button(turn.text(Word.NO), QuestionPress(question=question, yes=False, stamp=stamp)),
        ]
    )


def registered_at(turn: Turn) -> Moment:
    return turn.visitor.person.created_at if turn.visitor.person else EPOCH
