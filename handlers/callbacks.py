"""What does a button carry? At most 64 bytes (Bot API), never personal data, and always what it was drawn for."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class ConsentPress(CallbackData, prefix="c"):
    """On the consent card. `shown` begins the digest of the text it stands under: nobody can agree to another one.

    `renews`: the bot asked because the policy has changed; nobody wants to apply.
    """

    agrees: bool
    language: str
    shown: str
    renews: bool = False


class LanguagePress(CallbackData, prefix="l"):
    """`consent`: pressed on the consent card, which is rewritten in place; `renews` as there."""

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


class FormPress(CallbackData, prefix="f"):
    """`revision` is the draft's when the button was drawn: an old button never acts on new answers."""

    move: Move
    revision: int
    field: str = ""


class NewApplicationPress(CallbackData, prefix="n"):
    """Apply once more; `since` is when the person agreed."""

    since: int


class ForgetPress(CallbackData, prefix="g"):
    """Delete my data. `sure`: on the question, not on a menu; `since` tells an erased acquaintance from a new one."""

    sure: bool
    since: int


class QuestionPress(CallbackData, prefix="q"):
    """The answer to a yes-or-no question. `stamp` is what the question was asked about."""

    question: str
    yes: bool
    stamp: int


class MarketingPress(CallbackData, prefix="m"):
    """Offers: yes or no. `shown` begins the digest of the text it stands under, `stamp` the last answer's id.

    `card`: pressed on the list of consents, not under the receipt.
    """

    wants: bool
    since: int
    language: str
    shown: str
    stamp: str = ""
    card: bool = False


class ReceiptPress(CallbackData, prefix="r"):
    """The receipt of one consent, by its id."""

    consent: str


class CardPress(CallbackData, prefix="s"):
    """On the staff card: `action` of the lead's life, or opening and leaving the list of outcomes."""

    action: str
    lead: str
    outcome: str = ""


class ExportPress(CallbackData, prefix="x"):
    """An answer about an export; `errand` is the update that began it."""

    errand: int
    field: str
    value: str


class AnnouncementPress(CallbackData, prefix="a"):
    """Under the preview of an announcement, and under its progress."""

    action: str
    announcement: str


class StopOffersPress(CallbackData, prefix="o"):
    """Under every announcement: nothing but the wish."""


class LeadsPress(CallbackData, prefix="p"):
    """A page of the list of open applications."""

    page: int


class LeadPress(CallbackData, prefix="k"):
    """An application on that list: its card comes anew."""

    reference: str
