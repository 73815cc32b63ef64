"""Which buttons stand under a message?"""

from __future__ import annotations

from collections.abc import Iterable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.dialogue.press import Press
from bot.domain.consent import Notice
from bot.domain.emails import validate_email
from bot.domain.form import FIELDS, Draft, Field
from bot.domain.validation import Accepted
from bot.i18n import Words
from handlers.callbacks import (
    ConsentPress,
    ForgetPress,
    FormPress,
    LanguagePress,
    Move,
    NewApplicationPress,
    QuestionPress,
)
from handlers.turn import Turn
from handlers.words import Word

Row = list[InlineKeyboardButton]


def button(text: str, press: Press, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=press.pack(), style=style)


def rows(*lines: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(line) for line in lines if line])


def consent(words: Words, notice: Notice, *, renews: bool = False) -> InlineKeyboardMarkup:
    def press(agrees: bool) -> ConsentPress:
        return ConsentPress(agrees=agrees, language=notice.language, shown=notice.mark, renews=renews)

    text = words.speak(notice.language)
    return rows(
        [button(text(Word.AGREE), press(True), "success")],
        [button(text(Word.DISAGREE), press(False))],
        [_policy(words, notice)],
        languages(words, consent=True, renews=renews),
    )


def after_consent(turn: Turn, notice: Notice) -> InlineKeyboardMarkup:
    """What stays under the card that was agreed to: the policy, and the way out."""
    return rows([_policy(turn.words, notice)], [forget(turn, sure=False)])


def after_decline(turn: Turn, notice: Notice) -> InlineKeyboardMarkup:
    text = turn.words.speak(notice.language)
    back = button(text(Word.START_OVER), LanguagePress(language=notice.language, consent=True))
    return rows([back], [_policy(turn.words, notice)])


def policy_only(turn: Turn, notice: Notice) -> InlineKeyboardMarkup:
    return rows([_policy(turn.words, notice)])


def _policy(words: Words, notice: Notice) -> InlineKeyboardButton:
    text = words.speak(notice.language)
    return InlineKeyboardButton(text=text("button.policy"), url=notice.policy.url_in(notice.language))


def languages(words: Words, *, consent: bool = False, renews: bool = False) -> Row:
    """Every language under its own name."""

    def press(language: str) -> LanguagePress:
        return LanguagePress(language=language, consent=consent, renews=renews)

    return [button(words.speak(language)("language.name"), press(language)) for language in words.languages]


def move(turn: Turn, draft: Draft, move: Move, style: str | None = None) -> InlineKeyboardButton:
    return button(turn.text(f"button.{_label(move)}"), FormPress(move=move, revision=draft.revision), style)


def _label(move: Move) -> str:
    return "start_over" if move is Move.START_OVER else move.value


def field_step(turn: Turn, draft: Draft, field: Field) -> InlineKeyboardMarkup:
    skip = [move(turn, draft, Move.SKIP)] if field.optional else []
    return rows(skip, [move(turn, draft, Move.BACK), move(turn, draft, Move.CANCEL)])


def share_contact(turn: Turn) -> ReplyKeyboardMarkup:
    """The only reply keyboard: nothing else can ask for a contact. No personal data may stand in its message."""
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=turn.text("button.share_contact"), request_contact=True)],
            [KeyboardButton(text=turn.text(Word.BACK)), KeyboardButton(text=turn.text(Word.CANCEL))],
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=turn.text("form.phone.placeholder"),
    )


def review(turn: Turn, draft: Draft) -> InlineKeyboardMarkup:
    edits = [
        [
            button(
                turn.text("button.edit_field", edit=turn.text(Word.EDIT), field=turn.text(f"field.{field.name}")),
                FormPress(move=Move.EDIT, revision=draft.revision, field=field.name),
            )
        ]
        for field in FIELDS
    ]
    leave = [move(turn, draft, Move.BACK), move(turn, draft, Move.CANCEL)]
    return rows([move(turn, draft, Move.CONFIRM, "success")], *edits, leave)


def doubt(turn: Turn, draft: Draft, domain: str) -> InlineKeyboardMarkup:
    """What was typed is offered to be kept only if it can be an address at all."""
    fix = button(turn.text("button.fix", domain=domain), FormPress(move=Move.FIX, revision=draft.revision), "success")
    keep = button(turn.text("button.keep"), FormPress(move=Move.KEEP, revision=draft.revision))
    kept = [keep] if draft.doubt and isinstance(validate_email(draft.doubt.typed, insist=True), Accepted) else []
    return rows([fix], kept, [move(turn, draft, Move.BACK), move(turn, draft, Move.CANCEL)])


def resume(turn: Turn, draft: Draft) -> InlineKeyboardMarkup:
    return rows(
        [move(turn, draft, Move.CONTINUE, "success")],
        [move(turn, draft, Move.START_OVER)],
        [forget(turn, sure=False)],
    )


def again(turn: Turn) -> InlineKeyboardMarkup:
    """For somebody who has agreed and has no draft."""
    new = button(turn.text("button.new_application"), NewApplicationPress(since=since(turn)))
    return rows([new], [forget(turn, sure=False)])


def forget(turn: Turn, *, sure: bool) -> InlineKeyboardButton:
    press = ForgetPress(sure=sure, since=since(turn))
    return button(turn.text(Word.FORGET), press, "danger" if sure else None)


def yes_or_no(turn: Turn, question: str, stamp: int) -> InlineKeyboardMarkup:
    return rows(
        [
            button(turn.text(Word.YES), QuestionPress(question=question, yes=True, stamp=stamp)),
            button(turn.text(Word.NO), QuestionPress(question=question, yes=False, stamp=stamp)),
        ]
    )


def since(turn: Turn) -> int:
    return turn.visitor.person.created_at if turn.visitor.person else 0
