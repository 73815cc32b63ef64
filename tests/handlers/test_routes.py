"""Which handler does each event lead to? Every row of every table is met, and missed by each of its conditions.

All by calling the mechanism with events and turns made by hand: no HTTP, no file, no database.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.telegram.addresses import address_of
from bot.dialogue.event import ChatKind, Contact, Event, Place, Quoted, What
from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.dialogue.milestone_presses import MilestonePress
from bot.dialogue.offer_presses import MarketingPress
from bot.dialogue.presses import (
    AnnouncementPress,
    CardPress,
    ConsentPress,
    EditPress,
    ExportPress,
    ForgetPress,
    FormPress,
    LanguagePress,
    LeadPress,
    LeadsPress,
    Move,
    MyDataPress,
    NewApplicationPress,
    QuestionPress,
    ReceiptDocumentPress,
    ReceiptPress,
    StopOffersPress,
)
from bot.dialogue.routes import find
from bot.dialogue.turn import Turn
from bot.dialogue.wordbook import Word
from bot.domain.form import Doubt, Draft
from bot.domain.lead import Lead, Status
from bot.domain.standing import Standing
from bot.domain.time import EPOCH, Moment
from bot.i18n import Markup, strip_markup
from handlers import ROUTES
from tests.cases import cases
from tests.handlers.turns import (
    ELSEWHERE,
    GROUP,
    NOW,
    PRIVATE,
    SAY,
    make_event,
    make_person,
    make_press,
    make_turn,
    make_visitor,
)
from tests.handlers.whole_table import WHOLE_TABLE

BASIC = Place(-5, ChatKind.BASIC_GROUP)
OUTSIDE, ADMINISTRATOR = Standing.OUTSIDE, Standing.ADMINISTRATOR
REVISION = 7


def draft(step: str = "name", doubt: Doubt | None = None) -> Draft:
    return Draft(b"d", step, REVISION, {}, doubt=doubt)


UNSURE = draft("email", Doubt("x@gmial.com", "x@gmail.com"))
WISH, CONTRARY = "удалите мои данные", "не удаляйте мои данные"
EDIT_PHONE = SAY("button.edit_field", edit=SAY("button.edit"), field=SAY("field.phone.label"))
LEAD = Lead(b"l", "M-1", b"p", "kk", False, {}, Status.NEW, None, None, None, NOW, NOW)


@dataclass(frozen=True)
class Case:
    """`leads_to` is the handler, `module.function`; empty if no route fits."""

    event: Event
    leads_to: str
    turn: dict[str, Any] = field(default_factory=dict)

    def make_turn(self) -> Turn:
        about = {name: self.turn[name] for name in ("person", "draft", "leads", "version") if name in self.turn}
        return make_turn(
            self.event, make_visitor(**about), **{name: self.turn[name] for name in self.turn.keys() - about.keys()}
        )


def said(word: str, leads_to: str, **turn: Any) -> Case:
    """A message in the private chat: a label, a command, or other text."""
    return Case(make_event(SAY(word) if word.startswith(("button.", "command.")) else word), leads_to, turn)


def doubted(word: str, leads_to: str, **turn: Any) -> Case:
    """The label as a question: «Да?»."""
    return said(f"{SAY(word)}?", leads_to, **turn)


def pressed(press: Any, leads_to: str, **turn: Any) -> Case:
    return Case(make_press(press), leads_to, turn)


def move(what: Move, leads_to: str, revision: int = REVISION, **turn: Any) -> Case:
    return pressed(FormPress(move=what, revision=revision), leads_to, **turn)


def in_group(text: str, leads_to: str, standing: Standing = Standing.MEMBER, **event: Any) -> Case:
    return Case(make_event(text, GROUP, **event), leads_to, {"standing": standing})


def on_card(press: Any, leads_to: str, standing: Standing = Standing.MEMBER, **event: Any) -> Case:
    return Case(make_press(press, GROUP, **event), leads_to, {"standing": standing})


def known(**more: Any) -> dict[str, Any]:
    return {"person": make_person(**more)}


REPEATED = [
    Case(make_event("Сәлем"), "repeated.show_status", {"is_repeated": True}),
    Case(make_event("Сәлем"), "consent.write_before_consent"),
    Case(make_press(None), "repeated.show_status", {"is_repeated": True}),
    Case(make_event("/stats", GROUP), "repeated.keep_silent", {"is_repeated": True}),
    Case(make_event(None, what=What.BOT_ADDED), "repeated.keep_silent", {"is_repeated": True}),
]
CHANGES = [
    Case(make_event(None, what=What.BOT_ADDED), "bot_membership.unblock_bot"),
    Case(make_event(None, what=What.BOT_REMOVED), "bot_membership.block_bot"),
    Case(make_event(None, what=What.BOT_REMOVED), "bot_membership.block_bot", known(erasing=True)),
    Case(make_event(None, GROUP, What.BOT_ADDED), "bot_membership.add_to_staff_group"),
    Case(make_event(None, GROUP, What.BOT_REMOVED), "bot_membership.ignore"),
    Case(make_event(None, ELSEWHERE, What.BOT_ADDED), "bot_membership.ignore"),
    Case(make_event(None, GROUP, What.MEMBER_LEFT), "bot_membership.lose_member"),
    Case(make_event(None, ELSEWHERE, What.MEMBER_LEFT), "bot_membership.ignore"),
]
FORGET = [
    said("Сәлем", "forget.wait_for_erasure", **known(erasing=True)),
    Case(make_event("Сәлем", what=What.EDIT), "forget.wait_for_erasure", known(erasing=True)),
    pressed(ForgetPress(sure=True, since=Moment(1)), "forget.wait_for_erasure", **known(erasing=True)),
    said("/forget_me", "forget.find_nothing"),
    said("button.forget", "forget.find_nothing"),
    pressed(ForgetPress(sure=False, since=EPOCH), "forget.find_nothing"),
    said("/forget_me", "forget.ask_to_forget", **known()),
    said("button.forget", "forget.ask_to_forget", **known()),
    pressed(ForgetPress(sure=False, since=EPOCH), "forget.press_forget", **known()),
    pressed(QuestionPress(question="forget", yes=False, stamp=0), "forget.press_keep_data"),
    said("button.forget", "forget.forget_me", **known(asking="forget")),
    said("button.yes", "forget.forget_me", **known(asking="forget")),
    doubted("button.forget", "forget.ask_to_forget", **known(asking="forget")),
    doubted("button.yes", "forget.ask_to_forget", **known(asking="forget")),
    said("button.no", "forget.keep_data", **known(asking="forget")),
    said("button.no", "fallback.send_something_else", **known()),
    said("button.yes", "fallback.send_something_else", **known()),
    said("/cancel", "forget.keep_data", **known(asking="forget")),
    Case(make_event(SAY(Word.FORGET), is_forwarded=True), "fallback.send_something_else", known()),
    Case(make_event(SAY(Word.FORGET), GROUP), ""),
    said(WISH, "forget.find_nothing"),
    said(WISH, "forget.ask_to_forget", **known(asking="forget")),
    said(CONTRARY, "forget.keep_data", **known()),
    said(CONTRARY, "consent.write_before_consent"),
    Case(make_event(WISH, is_forwarded=True), "fallback.send_something_else", known()),
    Case(make_event(WISH, GROUP), ""),
    said("button.withdraw_application", "forget.ask_to_forget", **known()),
    said("button.delete_answers", "forget.find_nothing"),
]
MARKETING = MarketingPress(wants=True, since=EPOCH, language="kk", shown="")
RATING = FeedbackPress(rating=5, lead="00", language="kk", shown="")
RECEIPT, DOCUMENT = (
    SAY(f"button.{kind}", purpose=SAY("purpose.marketing")) for kind in ("receipt", "receipt_document")
)
CONSENTS = [
    said("/consents", "consents.find_no_consent"),
    said("/consents", "consents.show_consents", **known()),
    pressed(MARKETING, "consents.press_after_the_end"),
    pressed(ReceiptPress(consent="00"), "consents.press_after_the_end"),
    pressed(ReceiptDocumentPress(consent="00"), "consents.press_after_the_end"),
    pressed(MARKETING, "consents.choose_offers", **known()),
    pressed(ReceiptPress(consent="00"), "receipts.send_page", **known()),
    pressed(ReceiptDocumentPress(consent="00"), "receipts.send_document", **known()),
    pressed(StopOffersPress(), "unsubscribe.stop_offers"),
    said("button.offer_stop", "consents.find_no_consent"),
    said("button.offer_stop", "consents.refuse_offers", **known()),
    doubted("button.offer_stop", "consents.show_consents", **known()),
    said("button.offer_no", "consents.refuse_offers", **known()),
    said("button.offer_no", "fallback.send_something_else", **known(asking="cancel")),
    said("button.offer_no", "form.keep_typed", draft=UNSURE),
    said("button.offer_yes", "consents.show_consents", **known()),
    said("command.consents", "consents.find_no_consent"),
    said(RECEIPT, "consents.find_no_consent"),
    said(RECEIPT, "receipts.send_named", **known()),
    said(DOCUMENT, "receipts.send_named", **known()),
    pressed(RATING, "feedback.press_after_the_end"),
    pressed(WithdrawFeedbackPress(since=EPOCH), "feedback.press_after_the_end"),
    pressed(replace(RATING, rating=0), "feedback.decline", **known()),
    pressed(RATING, "blocked.refuse_disputed_press", **known(blocked_at=1)),
    pressed(RATING, "feedback.rate", **known()),
    pressed(WithdrawFeedbackPress(since=EPOCH), "feedback.withdraw", **known()),
    said("button.feedback_withdraw", "consents.find_no_consent"),
    said("button.feedback_withdraw", "feedback.withdraw_in_words", **known()),
    doubted("button.feedback_withdraw", "consents.show_consents", **known()),
    pressed(MilestonePress(milestone="taken", wants=False, since=EPOCH), "consents.press_after_the_end"),
    pressed(MilestonePress(milestone="", wants=True, since=EPOCH), "milestones.show_switches", **known()),
    pressed(MilestonePress(milestone="taken", wants=False, since=EPOCH), "milestones.switch", **known()),
    said("button.milestones", "consents.find_no_consent"),
    said("button.milestones", "milestones.show_switches", **known()),
    said("button.no", "feedback_words.add_nothing", **known(asking="feedback")),
    said("Рақмет!", "feedback_words.add_words", **known(asking="feedback")),
    said("Рақмет!", "fallback.send_something_else", **known()),
    Case(make_event(None, what=What.MEDIA), "fallback.send_something_else", known(asking="feedback")),
    said("/my_data", "my_data.find_nothing"),
    said("command.my_data", "my_data.find_nothing"),
    said("/my_data", "my_data.show_my_data", **known()),
    said("command.my_data", "my_data.show_my_data", **known()),
    pressed(MyDataPress(since=EPOCH), "my_data.press_after_the_end"),
    pressed(MyDataPress(since=EPOCH), "my_data.send_in_words", **known()),
    said("/privacy", "info.read_policy"),
    said("button.policy", "info.read_policy"),
    said("/help", "info.read_help"),
    said("command.help", "info.read_help"),
    said("command.language", "language.show_languages"),
    Case(make_event(None, what=What.MEDIA, command=make_event("/help").command), "info.read_help"),
    said("/language", "language.show_languages"),
    said("Қазақша", "language.name_language"),
    Case(make_event("Қазақша", is_forwarded=True), "consent.write_before_consent"),
    pressed(LanguagePress(language="kk"), "language.press_language"),
]
NO = ConsentPress(agrees=False, language="kk", shown="")
FIRST: dict[str, Any] = {**known(), "draft": draft()}
CANCEL = [
    pressed(NO, "cancel.cancel", **FIRST),
    pressed(NO, "cancel.ask_to_cancel", **{**FIRST, "draft": UNSURE}),
    pressed(NO, "cancel.ask_to_cancel", **{**FIRST, "draft": replace(draft("phone"), answers={"name": "Айгерім"})}),
    pressed(NO, "consent.decline", **FIRST, leads=(LEAD,)),
    pressed(NO, "consent.decline", **FIRST, version="0"),
    pressed(NO, "consent.decline", **known()),
    pressed(replace(NO, language="xx"), "fallback.press_unknown_button", **FIRST),
    pressed(replace(NO, language="xx"), "fallback.press_unknown_button", **{**FIRST, "draft": UNSURE}),
    move(Move.CANCEL, "cancel.ask_to_cancel", draft=draft()),
    move(Move.CANCEL, "fallback.press_unknown_button", revision=1, draft=draft()),
    pressed(QuestionPress(question="cancel", yes=True, stamp=0), "cancel.answer_question"),
    pressed(QuestionPress(question="tea", yes=True, stamp=0), "fallback.press_unknown_button"),
    said("button.yes", "cancel.cancel", draft=draft(), **known(asking="cancel")),
    doubted("button.yes", "cancel.ask_to_cancel", draft=draft(), **known(asking="cancel")),
    doubted("button.yes", "fallback.send_something_else", **known(asking="cancel")),
    said("button.yes", "form.go_on", draft=draft()),
    said("button.yes", "fallback.send_something_else", **known(asking="cancel")),
    said("button.no", "cancel.carry_on", draft=draft(), **known(asking="cancel")),
    said("button.no", "form.go_on", draft=draft()),
    said("button.no", "fallback.send_something_else", **known(asking="cancel")),
    said("button.cancel", "cancel.ask_to_cancel", draft=draft()),
    said("button.cancel", "fallback.send_something_else", **known()),
    said("button.delete_answers", "cancel.ask_to_cancel", draft=draft()),
    said("button.delete_answers", "cancel.find_no_answers", **known()),
    said("/cancel", "cancel.ask_to_cancel", draft=draft()),
    said("/cancel", "cancel.find_nothing_to_cancel"),
]
AGREE = ConsentPress(agrees=True, language="kk", shown="")
BANNED = [
    said("/start", "blocked.tell_of_dispute", **known(blocked_at=1)),
    pressed(NewApplicationPress(since=EPOCH), "blocked.refuse_disputed_press", **known(blocked_at=1)),
    said("/start", "banned.refuse", **known(banned_at=1)),
    pressed(NewApplicationPress(since=EPOCH), "banned.refuse_press", **known(banned_at=1)),
    pressed(AGREE, "banned.refuse_press", **known(banned_at=1)),
    pressed(ConsentPress(agrees=True, language="kk", shown="", renews=True), "consent.agree", **known(banned_at=1)),
    Case(make_event("Сәлем", what=What.EDIT), "fallback.edit_message", known(banned_at=1)),
]
START = [
    said("/start", "start.start"),
    pressed(NewApplicationPress(since=EPOCH), "start.press_new_application"),
    said("button.new_application", "start.apply_again"),
    pressed(AGREE, "consent.agree"),
    pressed(ConsentPress(agrees=True, language="xx", shown=""), "fallback.press_unknown_button"),
    pressed(ConsentPress(agrees=False, language="kk", shown=""), "consent.decline"),
    pressed(ConsentPress(agrees=False, language="xx", shown=""), "fallback.press_unknown_button"),
    said("button.agree", "consent.agree_in_words"),
    doubted("button.agree", "consent.write_before_consent"),
    said("button.agree", "consent.agree_in_words", version="0", **known()),
    said("button.agree", "fallback.send_something_else", **known()),
    said("button.disagree", "consent.decline_in_words"),
    said("button.disagree", "consent.decline_in_words", **known()),
    said("880412350123", "consent.write_before_consent"),
    Case(make_event(None, what=What.MEDIA), "consent.write_before_consent"),
    Case(make_event("Сәлем", what=What.EDIT), "fallback.edit_message"),
]
CORRECTING = Draft(b"d", "review", REVISION, {}, corrects=LEAD.id)
EDIT_NAME = SAY("button.edit_field", edit=SAY(Word.EDIT), field=SAY("field.name.label"))
CORRECTION = [
    pressed(EditPress(reference="M-1"), "correction.press_edit"),
    pressed(EditPress(reference="M-1"), "correction.press_edit", **known(banned_at=1)),
    said("button.edit", "correction.edit_in_words", leads=(LEAD,)),
    said("button.edit", "correction.edit_in_words", leads=(LEAD,), **known(banned_at=1)),
    said(EDIT_NAME, "correction.edit_in_words", leads=(LEAD,)),
    said("button.edit", "fallback.send_something_else", leads=(replace(LEAD, status=Status.CLOSED),)),
    said(EDIT_NAME, "fallback.send_something_else", **known()),
    said("button.edit", "form.go_on", leads=(LEAD,), draft=draft()),
    said(EDIT_NAME, "form.edit_named_field", leads=(LEAD,), draft=draft("review")),
    move(Move.CONFIRM, "correction.save", draft=CORRECTING),
    move(Move.CONFIRM, "send.confirm_again", revision=1, draft=CORRECTING),
    move(Move.CONFIRM, "send.confirm_again", draft=replace(CORRECTING, step="name")),
    said("button.confirm", "correction.save", draft=CORRECTING),
    doubted("button.confirm", "form.ask_to_confirm", draft=CORRECTING),
    said("button.yes", "correction.save", draft=CORRECTING),
    said("button.confirm", "form.go_on", draft=replace(CORRECTING, step="name")),
    move(Move.CANCEL, "correction.stop", draft=CORRECTING),
    move(Move.CANCEL, "fallback.press_unknown_button", revision=1, draft=CORRECTING),
    said("button.cancel", "correction.stop", draft=CORRECTING),
    doubted("button.cancel", "form.go_on", draft=CORRECTING),
    doubted("button.cancel", "cancel.ask_to_cancel", draft=draft()),
    said("/cancel", "correction.stop", draft=CORRECTING),
    move(Move.START_OVER, "correction.begin_anew", draft=CORRECTING),
    move(Move.START_OVER, "fallback.press_unknown_button", revision=1, draft=CORRECTING),
    said("button.start_over", "correction.begin_anew", draft=CORRECTING),
    doubted("button.start_over", "form.go_on", draft=CORRECTING),
    said("Сейтқалиева Айгерім", "form.answer_field", draft=replace(CORRECTING, step="name"), **known(banned_at=1)),
]
SEND = [
    move(Move.CONFIRM, "send.confirm", draft=draft("review")),
    move(Move.CONFIRM, "send.confirm_again", draft=draft()),
    move(Move.CONFIRM, "send.confirm_again", revision=1, draft=draft("review")),
    said("button.confirm", "send.confirm", draft=draft("review")),
    doubted("button.confirm", "form.ask_to_confirm", draft=draft("review")),
    said("button.yes", "send.confirm", draft=draft("review")),
    said("button.confirm", "form.go_on", draft=draft()),
    move(Move.MUTE, "reminder.stop_reminders", draft=draft()),
    move(Move.MUTE, "fallback.press_unknown_button", revision=1, draft=draft()),
    said("button.no_reminders", "reminder.stop_reminders", draft=draft()),
    said("button.no_reminders", "reminder.find_no_reminders", **known()),
]
PHONE = Contact("+77010000000", address_of(5))
FORM = [
    *(
        case
        for what, leads_to in {
            Move.BACK: "form.go_back",
            Move.SKIP: "form.skip_field",
            Move.EDIT: "form.edit_field",
            Move.CONTINUE: "form.go_on",
            Move.START_OVER: "form.start_over",
        }.items()
        for case in (
            move(what, leads_to, draft=draft()),
            move(what, "fallback.press_unknown_button", revision=1, draft=draft()),
            move(what, "fallback.press_unknown_button"),
        )
    ),
    *(
        case
        for what, leads_to in {Move.FIX: "form.fix_typo", Move.KEEP: "form.keep_typed"}.items()
        for case in (
            move(what, leads_to, draft=UNSURE),
            move(what, "fallback.press_unknown_button", draft=draft()),
            move(what, "fallback.press_unknown_button", revision=1, draft=UNSURE),
        )
    ),
    *(
        case
        for word, leads_to in {
            "button.back": "form.go_back",
            "button.skip": "form.skip_field",
            "button.start_over": "form.start_over",
            "button.share_contact": "form.type_contact_label",
            "button.continue": "form.go_on",
        }.items()
        for case in (
            said(word, leads_to, draft=draft()),
            said(word, "fallback.send_something_else", **known()),
            said(word, "consent.write_before_consent"),
        )
    ),
    said(EDIT_PHONE, "form.edit_named_field", draft=draft("review")),
    said(EDIT_PHONE, "form.go_on", draft=draft()),
    said("button.take", "form.go_on", draft=draft()),
    said("button.take", "fallback.send_something_else", **known()),
    said("button.yes", "form.fix_typo", draft=UNSURE),
    doubted("button.yes", "form.go_on", draft=UNSURE),
    said("button.no", "form.keep_typed", draft=UNSURE),
    said("button.no", "form.skip_field", draft=draft("email")),
    doubted("button.no", "form.go_on", draft=draft("email")),
    doubted("button.skip", "form.go_on", draft=draft("email")),
    said("button.no", "form.go_on", draft=draft("phone")),
    said("button.keep", "form.keep_typed", draft=UNSURE),
    said("button.keep", "form.go_on", draft=draft()),
    Case(make_event(None, what=What.CONTACT, contact=PHONE), "form.share_contact", {"draft": draft()}),
    Case(make_event(None, what=What.CONTACT, contact=PHONE), "fallback.send_something_else", known()),
    said("Сейтқалиева Айгерім", "form.answer_field", draft=draft()),
    said("Сейтқалиева Айгерім", "fallback.send_something_else", **known()),
    said("/unknown", "fallback.send_something_else", draft=draft()),
    Case(make_event("Айгерім", is_forwarded=True), "fallback.send_something_else", {"draft": draft()}),
    Case(make_event(None, what=What.MEDIA), "fallback.send_something_else", {"leads": (LEAD,)}),
    Case(make_event("Айгерім", what=What.EDIT), "fallback.edit_message", {"draft": draft()}),
    pressed(None, "fallback.press_unknown_button", draft=draft()),
    Case(make_press(AGREE, ELSEWHERE), ""),
]
CONNECT = [
    Case(make_event("/connect C-1", ELSEWHERE), "connect.connect"),
    Case(make_event("/connect C-1", BASIC), "connect.connect"),
    Case(make_event("/connect C-1", GROUP), "connect.connect"),
    Case(make_event("/connect C-1", Place(-6, ChatKind.ELSEWHERE)), ""),
    Case(make_event("/connect C-1", PRIVATE), "fallback.send_something_else", known()),
    Case(make_event("Сәлем", ELSEWHERE), ""),
]
CARD, ANNOUNCEMENT = CardPress(action="take", lead="00"), AnnouncementPress(action="send", announcement="00")
EXPORT = ExportPress(form="X-222222", field="to", value="staff")
ROOM = [
    in_group("/stats", "permissions.ignore", is_forwarded=True),
    in_group("сәлем", "permissions.ignore", is_forwarded=True),
    in_group("сәлем", ""),
    Case(make_event("сәлем", GROUP, What.EDIT), ""),
    in_group("/leads", "permissions.refuse_anonymous", is_anonymous=True),
    in_group("/leads", "permissions.ignore", OUTSIDE),
    on_card(CARD, "permissions.refuse_anonymous", is_anonymous=True),
    on_card(CARD, "permissions.refuse_stranger", OUTSIDE),
    on_card(CARD, "card.press_card"),
    on_card(None, ""),
    in_group("/leads", "open_leads.list_open"),
    on_card(LeadsPress(page=1), "open_leads.turn_page"),
    in_group("/privacy", "colleague_privacy.tell_colleague"),
    in_group("/note M-1 x", "note.write_note"),
    in_group("/lead M-1", "request_card.ask_for_card"),
    on_card(LeadPress(reference="M-1"), "request_card.press_reference"),
    in_group("/stats", "stats.show_stats"),
    Case(make_event("/stats", ELSEWHERE), ""),
    Case(make_event("/stats", GROUP), "", {"staff": None}),
    Case(make_press(CARD), "fallback.press_unknown_button", known()),
]
ADMINISTRATORS = [
    in_group("/ban M-1", "ban.change_ban", ADMINISTRATOR),
    in_group("/unban M-1", "permissions.refuse_member"),
    in_group("/announce x", "announce.show_preview", ADMINISTRATOR),
    in_group("/announce x", "permissions.refuse_member"),
    on_card(ANNOUNCEMENT, "announce.press_announcement", ADMINISTRATOR),
    on_card(ANNOUNCEMENT, "permissions.refuse_member"),
    in_group("/export", "export.begin", ADMINISTRATOR),
    in_group("/export", "permissions.refuse_member"),
    on_card(EXPORT, "export.choose", ADMINISTRATOR),
    on_card(EXPORT, "permissions.refuse_member"),
]
ASKED = SAY("export.question", reference="X-222222", question=Markup(SAY("export.ask.reason")))
REASON = Quoted(3, strip_markup(ASKED), True)


def replies() -> Iterator[Case]:
    """Only a reply to a question that is answered in words is an answer."""
    reply = make_event("Есеп", GROUP, reply_to=REASON)
    yield Case(reply, "export.answer", {"standing": ADMINISTRATOR})
    yield Case(reply, "")
    pressed = SAY("export.question", reference="X-222222", question=Markup(SAY("export.ask.country")))
    which = Quoted(3, strip_markup(pressed), True)
    other = (Quoted(3, REASON.text, False), Quoted(3, REASON.text, None), Quoted(3, "Сәлем", True), which)
    for foreign in (*other, Quoted(3, "X-222222", True), None):
        yield Case(make_event("Есеп", GROUP, reply_to=foreign), "", {"standing": ADMINISTRATOR})


CASES = [
    *(*REPEATED, *CHANGES, *FORGET, *CONSENTS, *CORRECTION, *CANCEL, *BANNED, *START, *SEND, *FORM),
    *(*CONNECT, *ROOM, *ADMINISTRATORS, *replies()),
]


@cases("case", CASES)
async def test_an_event_leads_to_its_handler(case: Case) -> None:
    route = await find(WHOLE_TABLE, case.event, case.make_turn())
    assert (route.name if route else "") == case.leads_to


async def test_every_row_is_met_and_missed_by_each_of_its_conditions() -> None:
    """For each row, the number of cases in which it fits, and in which each of its conditions is the first to fail."""
    seen: dict[int, set[int | None]] = defaultdict(set)
    for case in CASES:
        turn = case.make_turn()
        for number, route in enumerate(ROUTES):
            failing = None
            for place, condition in enumerate(route.conditions):
                so = condition(case.event, turn)
                if not (so if isinstance(so, bool) else await so):
                    failing = place
                    break
            seen[number].add(failing)
            if failing is None:
                break
    untried = {
        f"{number} {route.name}": wanted - seen[number]
        for number, route in enumerate(ROUTES)
        if (wanted := {None, *range(len(route.conditions))}) - seen[number]
    }
    assert untried == {}


def test_every_handler_takes_an_event_and_a_turn() -> None:
    for route in ROUTES:
        assert list(inspect.signature(route.answer).parameters) == ["event", "turn"], route.name
