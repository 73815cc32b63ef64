"""Replies and changes that many cases share."""

from __future__ import annotations

from bot.dialogue.decision import Rewrite, Say
from bot.domain.phones import format_phone
from bot.i18n import Markup
from tests.handlers.cases import Line, say, show
from tests.handlers.somebody import ANSWERS
from tests.handlers.turns import SAY, notice

LEDGER = ("INSERT INTO ledger", "UPDATE ledger_head")
ERASING = ("UPDATE persons", "INSERT INTO erasures", *LEDGER)
"""The beginning of an erasure; the rows are deleted later."""
GRANTED = ("INSERT INTO consent_texts", "INSERT INTO consents", *LEDGER)
RETIRED = ("UPDATE messages", "INSERT INTO outbox")
"""Messages that show answers are rewritten."""

ASK = {step: say(f"field.{step}.ask", progress=f"{number}/3") for number, step in enumerate(ANSWERS, 1)}
LEFT = say("form.contact.left")
"""The contact keyboard is removed."""


def review(**answers: str) -> Line:
    shown = {**ANSWERS, **answers}
    shown["phone"] = format_phone(shown["phone"])
    lines = "\n".join(SAY("review.line", field=SAY(f"field.{name}.label"), value=shown[name]) for name in ANSWERS)
    return show("review.card", details=Markup(lines))


def card(language: str = "kk", agreed_to: str | None = None) -> Line:
    """The consent card as a new message."""
    return Line(Say, notice(language, agreed_to).text)


def rewritten(line: Line) -> Line:
    """The same text in the message whose button was pressed."""
    return Line(Rewrite, line.words)
