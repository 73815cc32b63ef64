"""Replies and changes that many cases share."""

from __future__ import annotations

from bot.dialogue.decision import Rewrite, Say
from bot.domain.fields import FIELDS
from bot.i18n import Markup
from tests.form import NAMES, following, progress
from tests.handlers.cases import Line, say, show
from tests.handlers.somebody import ANSWERS
from tests.handlers.turns import OPERATOR, SAY, notice

LEDGER = ("INSERT INTO ledger", "UPDATE ledger_head")
ERASING = ("UPDATE persons", "INSERT INTO erasures", *LEDGER)
"""The beginning of an erasure; the rows are deleted later."""
GRANTED = ("INSERT INTO consent_texts", "INSERT INTO consents", *LEDGER)
RETIRED = ("UPDATE messages", "INSERT INTO outbox")
"""Messages that show answers are rewritten."""

MARKED = ("INSERT INTO contact_marks", "UPDATE outbox", "INSERT INTO outbox")
"""Cards of others with the same contact are drawn again."""

ASK = {step: say(f"field.{step}.ask", progress=progress(step)) for step in NAMES}
OTHERWISE = SAY("form.otherwise", reach=OPERATOR.reach)
"""How to apply without the bot."""
LEFT = say("form.contact.left")
"""The contact keyboard is removed."""


def with_way_out(line: Line) -> Line:
    return Line(line.kind, f"{line.words}\n\n{OTHERWISE}")


def review(**answers: str) -> Line:
    return show("review.card", details=details(**answers))


def correction(of: str = "choose", **answers: str) -> Line:
    """The review of a correction: what to `choose` from, or once an answer differs the `review`."""
    return show(f"correction.{of}", details=details(**answers), reference="M-7K3F9Q")


def details(without: str = "", **answers: str) -> Markup:
    given = {name: value for name, value in {**ANSWERS, **answers}.items() if name != without}
    shown = {field.name: field.show(given[field.name]) for field in FIELDS if field.name in given}
    return Markup("\n".join(SAY("review.line", field=SAY(f"field.{name}.label"), value=shown[name]) for name in shown))


def next_after(step: str, **answers: str) -> Line:
    """The question after this step, or the review if there is none."""
    return ASK.get(following(step)) or review(**answers)


def card(language: str = "kk", agreed_to: str | None = None) -> Line:
    """The consent card as a new message."""
    return Line(Say, notice(language, agreed_to).text)


def rewritten(line: Line) -> Line:
    """The same text in the message whose button was pressed."""
    return Line(Rewrite, line.words)
