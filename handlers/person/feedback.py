"""A person rates the service after their application was closed, or takes every rating back."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import Decision, Popup, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.facts import Fact
from bot.domain.feedback import RATINGS, Feedback, may_be_asked_about
from bot.domain.lead import Lead
from bot.domain.time import EPOCH
from bot.views import feedback as question
from bot.views import keyboards
from bot.views.notice import compose_feedback
from handlers.conditions import has_not_agreed, pressed, said
from handlers.person import consents as list_of_consents
from handlers.person.blocked import is_disputed, refuse_disputed_press
from handlers.person.feedback_words import QUESTION
from handlers.typed_conditions import is_firm
from storage import consents, feedback, outbox, persons
from storage.outbox import Urgency
from storage.statements import Statement


def routes() -> Routes:
    return (
        Route(press_after_the_end, pressed(FeedbackPress), has_not_agreed),
        Route(press_after_the_end, pressed(WithdrawFeedbackPress), has_not_agreed),
        Route(decline, pressed(FeedbackPress, rating=0)),
        Route(refuse_disputed_press, pressed(FeedbackPress), is_disputed),
        Route(rate, pressed(FeedbackPress)),
        Route(withdraw, pressed(WithdrawFeedbackPress)),
        Route(list_of_consents.find_no_consent, said(Word.FEEDBACK_WITHDRAW), has_not_agreed),
        Route(withdraw_in_words, said(Word.FEEDBACK_WITHDRAW), is_firm),
        Route(list_of_consents.show_consents, said(Word.FEEDBACK_WITHDRAW)),
    )


async def press_after_the_end(event: Event, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("consents.nothing"), alert=True)])


async def decline(event: Event, turn: Turn) -> Decision:
    """Nothing is stored, the refusal neither."""
    return Decision([Rewrite(turn.text("feedback.declined"))])


async def rate(event: Event, turn: Turn) -> Decision:
    """The press is the consent: it carries the digest of the text under which it stood."""
    press = event.pressed(FeedbackPress)
    lead = next((one for one in turn.visitor.leads if one.id == press.lead_id), None)
    known = press.rating in RATINGS and press.language in turn.words.languages
    if lead is None or not known or not may_be_asked_about(lead):
        return _refuse(turn, "old_button")
    if await feedback.rating_of(turn.store.engine, lead.id) is not None:
        return _refuse(turn, "feedback.rated_already")
    notice = compose_feedback(turn.installation, press.language)
    if press.shown != notice.mark:
        return _ask_anew(turn, lead)
    given = Feedback(lead.id, press.rating, turn.now)
    told = outbox.tell(outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.MANY)
    key, asked = (
        ("feedback.rated", turn.open_question(QUESTION)) if _may_add_words(turn) else ("feedback.rated_only", [])
    )
    return Decision(
        [Rewrite(turn.text(key, rating=press.rating, reference=lead.reference))],
        [*await _agree(turn, notice), feedback.insert(lead, given), told, *asked],
    )


def _may_add_words(turn: Turn) -> bool:
    """Whether the next message can be the words: with a draft it answers the form, and a ban lets nobody write."""
    return turn.visitor.draft is None and turn.person.banned_at == EPOCH


async def withdraw(event: Event, turn: Turn) -> Decision:
    """Take back the consent, and destroy every rating and all words."""
    given = await _newest(turn)
    is_old = event.pressed(WithdrawFeedbackPress).since != keyboards.registered_at(turn)
    if is_old or given is None or not given.in_force:
        return _refuse(turn, "consents.old")
    gone = replace(given, withdrawn_at=turn.now)
    history = await consents.history(turn.store.engine, turn.visitor.pseudonym)
    after = [gone if one.id == given.id else one for one in history]
    listed = Rewrite(list_of_consents.card(turn, after), list_of_consents.keyboard(turn, after))
    return Decision([Popup(turn.text("feedback.withdrawn")), listed], await _withdraw(turn, given))


async def withdraw_in_words(event: Event, turn: Turn) -> Decision:
    given = await _newest(turn)
    answer = Say(turn.text("feedback.withdrawn"))
    return Decision([answer], await _withdraw(turn, given) if given and given.in_force else turn.close_question())


async def _withdraw(turn: Turn, given: Consent) -> list[Statement]:
    who = turn.visitor.pseudonym
    rated = await feedback.of_person(turn.store.engine, who, turn.seal)
    redrawn = [outbox.tell(outbox.STAFF, Fact.CARD, one.lead, turn.now, Urgency.MANY) for one in rated]
    return [
        persons.still_here(who),
        *consents.withdraw(given, turn.person.ledger_subject, turn.now),
        feedback.remove(who),
        *redrawn,
        *turn.close_question(),
    ]


async def _agree(turn: Turn, notice: Notice) -> list[Statement]:
    """The consent with its expectation: one that is in force under this policy is not given again."""
    newest, who = await _newest(turn), turn.visitor.pseudonym
    if newest is not None and newest.in_force and newest.policy_version == turn.installation.policy.version:
        return [consents.still_in_force(newest.id)]
    consent = Consent.of(notice, turn.make_id(16), Purpose.FEEDBACK, turn.update_id, turn.now)
    # Of two simultaneous ratings one wins: a second consent would stay in force after the first is withdrawn.
    once = consents.none_since(who, Purpose.FEEDBACK, newest.granted_at if newest else EPOCH)
    return [once, *consents.grant(who, turn.person.ledger_subject, consent, notice)]


async def _newest(turn: Turn) -> Consent | None:
    history = await consents.history(turn.store.engine, turn.visitor.pseudonym)
    return next((one for one in history if one.purpose is Purpose.FEEDBACK), None)


def _refuse(turn: Turn, key: str) -> Decision:
    return Decision([Popup(turn.text(key), alert=True)])


def _ask_anew(turn: Turn, lead: Lead) -> Decision:
    notice = compose_feedback(turn.installation, turn.language)
    anew = Say(question.ask_anew(turn.text, lead, notice), question.keyboard(turn.text, lead, notice))
    return Decision([Popup(turn.text("consent.changed"), alert=True), anew])
