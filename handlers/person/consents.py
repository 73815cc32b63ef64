"""A person sees all their consents, and gives or withdraws one."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import Decision, Popup, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.offer_presses import MarketingPress, OfferPlace
from bot.dialogue.presses import ForgetPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent, Purpose
from bot.domain.row_id import abbreviate
from bot.domain.time import EPOCH
from bot.i18n import Markup
from bot.views import keyboards, prompts, receipt, thanks
from bot.views.feedback import withdraw_button
from bot.views.milestones import open_button
from bot.views.notice import compose_offer
from handlers.conditions import command, has_not_agreed, is_asked_nothing, pressed, said
from handlers.typed_conditions import is_firm
from storage import consents, daily_counts, persons

History = list[Consent]
IN_WORDS = (Word.CONSENTS, Word.OFFER_STOP)


def routes() -> Routes:
    return (
        Route(find_no_consent, command("consents"), has_not_agreed),
        Route(find_no_consent, said(*IN_WORDS), has_not_agreed),
        Route(show_consents, command("consents")),
        # Whoever agrees to offers in words is shown the text first: what was shown has to be provable.
        Route(show_consents, said(Word.CONSENTS, Word.OFFER_YES)),
        Route(refuse_offers, said(Word.OFFER_STOP), is_firm),
        Route(show_consents, said(Word.OFFER_STOP)),
        Route(refuse_offers, said(Word.OFFER_NO), is_asked_nothing),
        Route(press_after_the_end, pressed(MarketingPress), has_not_agreed),
        Route(choose_offers, pressed(MarketingPress)),
    )


async def find_no_consent(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("consents.nothing"))])


async def press_after_the_end(event: Event, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("consents.nothing"), alert=True)])


async def show_consents(event: Event, turn: Turn) -> Decision:
    history = await _history(turn)
    return Decision([Say(card(turn, history), keyboard(turn, history))], turn.close_question())


async def choose_offers(event: Event, turn: Turn) -> Decision:
    """Give, decline or withdraw the consent to offers. A button of an earlier state changes nothing."""
    press = event.pressed(MarketingPress)
    history = await _history(turn)
    newest = _newest(history, Purpose.MARKETING)
    if _is_current(turn, press, newest):
        if press.wants and not _agrees(turn, history):
            return _give(event, turn, history, newest, press)
        if not press.wants and newest is None:
            return _decline(event, turn, history)
        if not press.wants and newest is not None and newest.in_force:
            return _withdraw(turn, history, newest)
    return Decision([Popup(turn.text("consents.old"), alert=True)])


async def refuse_offers(event: Event, turn: Turn) -> Decision:
    """In words. A refusal always counts, whatever it was typed under; in the form the question comes again."""
    newest = _newest(await _history(turn), Purpose.MARKETING)
    draft = turn.visitor.draft
    goes_on = prompts.step(turn, draft) if draft else []
    if newest is None or not newest.in_force:
        return Decision([Say(turn.text("offer.declined")), *goes_on], turn.close_question())
    withdrawn = consents.withdraw(newest, turn.person.ledger_subject, turn.now)
    changes = [persons.still_here(turn.visitor.pseudonym), *withdrawn, *turn.close_question()]
    return Decision([Say(turn.text("offer.withdrawn")), *goes_on], changes)


def card(turn: Turn, history: History) -> str:
    """Every purpose with its state; below, the exact text of the consent to offers unless it has been given.

    Feedback is asked for only after an application is closed, so it is not listed before.
    """
    stated = [
        turn.text(
            "consents.purpose",
            title=turn.text(f"purpose.{purpose.value}"),
            what=turn.text(f"purpose.{purpose.value}.what"),
            state=Markup(state(turn, _newest(history, purpose))),
        )
        for purpose in Purpose
        if purpose is not Purpose.FEEDBACK or _newest(history, purpose)
    ]
    offered = [] if _agrees(turn, history) else [compose_offer(turn.installation, turn.language).text]
    return "\n\n".join([turn.text("consents.head"), *stated, *offered])


def state(turn: Turn, consent: Consent | None) -> str:
    """Given, withdrawn or never given, and when."""
    if consent is None:
        return turn.text("consents.not_given")
    if consent.withdrawn_at is not None:
        return turn.text("consents.withdrawn", date=turn.date(consent.withdrawn_at))
    key = "consents.given" if _is_to_this_policy(turn, consent) else "consents.outdated"
    return turn.text(key, date=turn.date(consent.granted_at), version=consent.policy_version)


def _give(event: Event, turn: Turn, history: History, newest: Consent | None, press: MarketingPress) -> Decision:
    notice = compose_offer(turn.installation, press.language)
    if press.shown != notice.mark:
        anew = Say(card(turn, history), keyboard(turn, history))
        return Decision([Popup(turn.text("consent.changed"), alert=True), anew])
    who, person = turn.visitor.pseudonym, turn.person
    consent = Consent.of(notice, turn.make_id(16), Purpose.MARKETING, turn.update_id, turn.now)
    granted = consents.grant(who, person.ledger_subject, consent, notice)
    said = turn.text("offer.accepted", date=turn.date(turn.now))
    after = [consent, *history]
    rewritten = (
        Rewrite(card(turn, after), keyboard(turn, after))
        if press.place is OfferPlace.CONSENTS
        else _answered(event, turn, after, said, consent)
    )
    # Of two simultaneous taps one wins: a second consent would stay in force after the first is withdrawn.
    once = consents.none_since(who, Purpose.MARKETING, newest.granted_at if newest else EPOCH)
    return Decision([Popup(said), rewritten], [once, *granted])


def _withdraw(turn: Turn, history: History, consent: Consent) -> Decision:
    who, person = turn.visitor.pseudonym, turn.person
    gone = replace(consent, withdrawn_at=turn.now)
    after = [gone if one.id == consent.id else one for one in history]
    return Decision(
        [Popup(turn.text("offer.withdrawn")), Rewrite(card(turn, after), keyboard(turn, after))],
        [persons.still_here(who), *consents.withdraw(consent, person.ledger_subject, turn.now)],
    )


def _decline(event: Event, turn: Turn, history: History) -> Decision:
    """Only the number of refusals is stored."""
    said = _answered(event, turn, history, turn.text("offer.declined"))
    return Decision([said], counts=[daily_counts.count(turn.today, "marketing_refused")])


def _answered(event: Event, turn: Turn, history: History, answer: str, given: Consent | None = None) -> Rewrite:
    """The message that asked, with the answer in place of the question, and the receipt of the consent if it was
    `given`.

    In chats with earlier versions the question stands under a receipt.
    """
    consent, leads = _newest(history, Purpose.APPLICATION), turn.visitor.leads
    proof = [receipt.button(turn.text, given)] if given else []
    alone = keyboards.rows(proof) if proof else None
    if consent is None or not leads:
        return Rewrite(answer, alone)
    first = leads[-1]  # only the first application asks the question
    if event.tap and event.tap.is_file:
        asked = receipt.caption(turn.text, consent, first.reference, turn.installation.zone, answer)
        return Rewrite(asked, alone)
    if event.pressed(MarketingPress).place is OfferPlace.THANKS:
        said = thanks.compose_thanks(turn.installation, turn.text, first, first.created_at)
        return Rewrite(f"{said}\n\n{answer}", keyboards.below(thanks.keyboard(turn.text, first, consent), proof))
    return Rewrite(f"{turn.text('review.sent', reference=first.reference)}\n\n{answer}", alone)


def keyboard(turn: Turn, history: History) -> Inline:
    """One tap gives, or takes back, each purpose."""
    newest = [one for one in (_newest(history, purpose) for purpose in Purpose) if one is not None]
    withdraw = Button(
        turn.text("button.withdraw_application"), ForgetPress(sure=False, since=keyboards.registered_at(turn))
    )
    rated = _newest(history, Purpose.FEEDBACK)
    feedback = [withdraw_button(turn.text, keyboards.registered_at(turn))] if rated and rated.in_force else []
    receipts = [[receipt.button(turn.text, one), receipt.document_button(turn.text, one)] for one in newest]
    told = [open_button(turn.text, keyboards.registered_at(turn))]
    return keyboards.rows([_marketing_button(turn, history)], feedback, [withdraw], told, *receipts)


def _marketing_button(turn: Turn, history: History) -> Button:
    notice, wants = compose_offer(turn.installation, turn.language), not _agrees(turn, history)
    press = MarketingPress(
        wants=wants,
        since=keyboards.registered_at(turn),
        language=notice.language,
        shown=notice.mark,
        stamp=_stamp(_newest(history, Purpose.MARKETING)),
        place=OfferPlace.CONSENTS,
    )
    return Button(turn.text("button.offer_yes" if wants else "button.offer_stop"), press)


async def _history(turn: Turn) -> History:
    return await consents.history(turn.store.engine, turn.visitor.pseudonym)


def _newest(history: History, purpose: Purpose) -> Consent | None:
    return next((consent for consent in history if consent.purpose is purpose), None)


def _agrees(turn: Turn, history: History) -> bool:
    """Whether a consent to offers is in force under the current policy: a new policy ends it at once."""
    newest = _newest(history, Purpose.MARKETING)
    return newest is not None and newest.in_force and _is_to_this_policy(turn, newest)


def _is_to_this_policy(turn: Turn, consent: Consent) -> bool:
    return consent.policy_version == turn.installation.policy.version


def _is_current(turn: Turn, press: MarketingPress, newest: Consent | None) -> bool:
    """Whether the button belongs to this registration and to the last answer. A forged one can name any language."""
    known = press.language in turn.words.languages
    return known and press.since == keyboards.registered_at(turn) and press.stamp == _stamp(newest)


def _stamp(consent: Consent | None) -> str:
    """Identifies the consent that a button was drawn for."""
    return abbreviate(consent.id) if consent else ""
