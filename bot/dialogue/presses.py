"""The kinds of buttons. Their data are never personal, and say which state each button was drawn for."""

from __future__ import annotations

from enum import StrEnum

from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.dialogue.milestone_presses import MilestonePress
from bot.dialogue.offer_presses import MarketingPress
from bot.dialogue.press import SEPARATOR, Press, read_id
from bot.domain.frozen import frozen
from bot.domain.time import Moment


@frozen
class ConsentPress(Press):
    """On the consent card. `shown` is the beginning of the digest of its text: nobody can agree to another text.

    `renews`: the bot asked because the policy has changed; the person did not begin an application.
    """

    prefix = "c"

    agrees: bool
    language: str
    shown: str
    renews: bool = False


@frozen
class LanguagePress(Press):
    """`consent`: the button is on the consent card, which is rewritten in place; `renews` as there."""

    prefix = "l"

    language: str
    consent: bool = False
    renews: bool = False


class Move(StrEnum):
    """What the person does in the form."""

    BACK = "back"
    SKIP = "skip"
    EDIT = "edit"
    FIX = "fix"
    KEEP = "keep"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    CONTINUE = "continue"
    START_OVER = "over"
    MUTE = "mute"


@frozen
class FormPress(Press):
    """`revision` is that of the draft for which the button was drawn: an old button never acts on new answers."""

    prefix = "f"

    move: Move
    revision: int
    field: str = ""


@frozen
class NewApplicationPress(Press):
    """Apply once more. `since` is when the person registered by agreeing."""

    prefix = "n"

    since: Moment


@frozen
class EditPress(Press):
    """Correct an application, named by its reference."""

    prefix = "e"

    reference: str


@frozen
class ForgetPress(Press):
    """Delete my data. `sure`: on the question, not on a menu. `since` is the registration whose data is meant."""

    prefix = "g"

    sure: bool
    since: Moment


@frozen
class QuestionPress(Press):
    """The answer to a yes-or-no question. `stamp` identifies what was asked about: a person by the moment of their
    registration, or a draft by its revision."""

    prefix = "q"

    question: str
    yes: bool
    stamp: Moment | int


@frozen
class MyDataPress(Press):
    """Asks for all that is stored, as a text. `since` is when the person registered."""

    prefix = "d"

    since: Moment


@frozen
class ReceiptPress(Press):
    """Asks for the receipt of one consent, named by its id."""

    prefix = "r"

    consent: str


@frozen
class ReceiptDocumentPress(Press):
    """Asks for that receipt as a document for machines."""

    prefix = "j"

    consent: str


@frozen
class CardPress(Press):
    """On the card of a lead: `action` is a domain Action, or opens or leaves a list of choices."""

    prefix = "s"

    action: str
    lead: str
    outcome: str = ""

    @property
    def lead_id(self) -> bytes:
        return read_id(self.lead)


@frozen
class ExportPress(Press):
    """An answer about an export. `form` is the reference of the ExportForm; before 0.3.0 it was a number."""

    prefix = "x"

    form: str
    field: str
    value: str


@frozen
class AnnouncementPress(Press):
    """Under the preview of an announcement, or under its progress."""

    prefix = "a"

    action: str
    announcement: str

    @property
    def announcement_id(self) -> bytes:
        return read_id(self.announcement)


@frozen
class StopOffersPress(Press):
    """Under every announcement."""

    prefix = "o"


@frozen
class LeadsPress(Press):
    """Asks for a page of the list of open leads."""

    prefix = "p"

    page: int


@frozen
class LeadPress(Press):
    """Asks for the card of a lead on that list."""

    prefix = "k"

    reference: str


KINDS: dict[str, type[Press]] = {
    kind.prefix: kind
    for kind in (
        ConsentPress,
        LanguagePress,
        FormPress,
        NewApplicationPress,
        EditPress,
        ForgetPress,
        QuestionPress,
        MarketingPress,
        FeedbackPress,
        WithdrawFeedbackPress,
        MilestonePress,
        MyDataPress,
        ReceiptPress,
        ReceiptDocumentPress,
        CardPress,
        ExportPress,
        AnnouncementPress,
        StopOffersPress,
        LeadsPress,
        LeadPress,
    )
}
"""Every kind of button, by its prefix."""


def read_press(data: str) -> Press | None:
    """The press with this data; None if no button of the bot carries it."""
    kind = KINDS.get(data.partition(SEPARATOR)[0])
    return kind.unpack(data) if kind else None
