"""What does a button carry? Never personal data, and always what it was drawn for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.press import SEPARATOR, Press
from bot.domain.time import Moment


@dataclass(frozen=True, slots=True)
class ConsentPress(Press):
    """On the consent card. `shown` begins the digest of the text it stands under: nobody can agree to another one.

    `renews`: the bot asked because the policy has changed; nobody wants to apply.
    """

    prefix = "c"

    agrees: bool
    language: str
    shown: str
    renews: bool = False


@dataclass(frozen=True, slots=True)
class LanguagePress(Press):
    """`consent`: pressed on the consent card, which is rewritten in place; `renews` as there."""

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


@dataclass(frozen=True, slots=True)
class FormPress(Press):
    """`revision` is the draft's when the button was drawn: an old button never acts on new answers."""

    prefix = "f"

    move: Move
    revision: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class NewApplicationPress(Press):
    """Apply once more; `since` is when the person agreed."""

    prefix = "n"

    since: Moment


@dataclass(frozen=True, slots=True)
class ForgetPress(Press):
    """Delete my data. `sure`: on the question, not on a menu; `since` tells an erased acquaintance from a new one."""

    prefix = "g"

    sure: bool
    since: Moment


@dataclass(frozen=True, slots=True)
class QuestionPress(Press):
    """The answer to a yes-or-no question. `stamp` is what the question was asked about: somebody known since then, or a
    draft of this revision."""

    prefix = "q"

    question: str
    yes: bool
    stamp: Moment | int


@dataclass(frozen=True, slots=True)
class MarketingPress(Press):
    """Offers: yes or no. `shown` begins the digest of the text it stands under, `stamp` the last answer's id.

    `card`: pressed on the list of consents, not under the receipt.
    """

    prefix = "m"

    wants: bool
    since: Moment
    language: str
    shown: str
    stamp: str = ""
    card: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptPress(Press):
    """The receipt of one consent, by its id."""

    prefix = "r"

    consent: str


@dataclass(frozen=True, slots=True)
class CardPress(Press):
    """On the staff card: `action` of the lead's life, or opening and leaving the list of outcomes."""

    prefix = "s"

    action: str
    lead: str
    outcome: str = ""

    @property
    def lead_id(self) -> bytes:
        return _read_id(self.lead)


@dataclass(frozen=True, slots=True)
class ExportPress(Press):
    """An answer about an export; `form` is the number of the ExportForm."""

    prefix = "x"

    form: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class AnnouncementPress(Press):
    """Under the preview of an announcement, and under its progress."""

    prefix = "a"

    action: str
    announcement: str

    @property
    def announcement_id(self) -> bytes:
        return _read_id(self.announcement)


@dataclass(frozen=True, slots=True)
class StopOffersPress(Press):
    """Under every announcement: nothing but the wish."""

    prefix = "o"


@dataclass(frozen=True, slots=True)
class LeadsPress(Press):
    """A page of the list of open applications."""

    prefix = "p"

    page: int


@dataclass(frozen=True, slots=True)
class LeadPress(Press):
    """An application on that list: its card comes anew."""

    prefix = "k"

    reference: str


KINDS: dict[str, type[Press]] = {
    kind.prefix: kind
    for kind in (
        ConsentPress,
        LanguagePress,
        FormPress,
        NewApplicationPress,
        ForgetPress,
        QuestionPress,
        MarketingPress,
        ReceiptPress,
        CardPress,
        ExportPress,
        AnnouncementPress,
        StopOffersPress,
        LeadsPress,
        LeadPress,
    )
}
"""Every kind of button, by what its bytes begin with."""


def read_press(data: str) -> Press | None:
    """What a button carries; None for bytes that none of ours does."""
    kind = KINDS.get(data.partition(SEPARATOR)[0])
    return kind.unpack(data) if kind else None


def _read_id(written: str) -> bytes:
    """An id written in hexadecimal; empty, which identifies nothing, for a forged one."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""
