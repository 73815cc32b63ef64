"""A person is asked for consent, and agrees or declines."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import SILENCE, ChatMemory, Decision, Popup, Relevance, Rewrite, Say, SetButtons
from bot.dialogue.event import Event
from bot.dialogue.presses import ConsentPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.form import Draft, begin, review_again
from bot.domain.funnel import Stage
from bot.domain.person import Person
from bot.domain.time import EPOCH, SECOND
from bot.views import keyboards, prompts
from bot.views.notice import compose_notice, notice_for
from handlers.conditions import has_not_agreed, has_to_agree, is_message, pressed, said, speaks_our_language
from handlers.person.forget import ask_to_forget
from handlers.typed_conditions import is_firm
from storage import consents, daily_counts, drafts, leads, persons
from storage.new_keys import KeptKey, Key
from storage.statements import Statement

DOUBLE_TAP = 3 * SECOND


def routes() -> Routes:
    return (
        Route(agree, pressed(ConsentPress, agrees=True), speaks_our_language),
        Route(decline, pressed(ConsentPress, agrees=False), speaks_our_language),
        Route(agree_in_words, said(Word.AGREE), is_firm, has_to_agree),
        Route(decline_in_words, said(Word.DISAGREE)),
        Route(write_before_consent, is_message, has_not_agreed),
    )


def show_consent(
    turn: Turn, *, rewrite: bool = False, language: str | None = None, renews: bool = False, album: str | None = None
) -> Decision:
    """The consent card. `album` is the one that it answers."""
    notice = notice_for(turn, language or turn.language)
    keyboard = keyboards.consent(turn.installation, notice, renews=renews)
    card = Rewrite(notice.text, keyboard) if rewrite else Say(notice.text, keyboard, relevance=Relevance.QUESTION)
    shown = ChatMemory(notice.language, notice.mark, renews, album)
    return Decision([card], chat_memory=shown, started=_is_new(turn))


def ask_first(turn: Turn) -> Decision:
    """In the middle of the form: the consent card for its question, which an earlier consent does not name."""
    notice = notice_for(turn, turn.language)
    shown = ChatMemory(notice.language, notice.mark, bool(turn.visitor.leads))
    return Decision(prompts.step(turn, turn.draft), turn.close_question(), chat_memory=shown)


async def agree(event: Event, turn: Turn) -> Decision:
    press = event.pressed(ConsentPress)
    notice = notice_for(turn, press.language)
    if turn.agreed:
        return _agree_again(turn, notice)
    if press.shown != notice.mark:
        changed = show_consent(turn, rewrite=True, language=press.language, renews=press.renews)
        return replace(changed, replies=[Popup(turn.text("consent.changed"), alert=True), *changed.replies])
    return await give_consent(turn, notice, pressed=True, renews=press.renews)


def _agree_again(turn: Turn, notice: Notice) -> Decision:
    """No second consent. The form's question is asked once more, but a double tap has just brought it."""
    given, draft, consent = Popup(turn.text("consent.given")), turn.visitor.draft, turn.visitor.consent
    if draft is None or consent is None or turn.now - consent.granted_at < DOUBLE_TAP:
        return Decision([given])
    buttons = SetButtons(keyboards.after_consent(turn, notice))
    return Decision([given, buttons, *prompts.step(turn, draft)], turn.close_question())


async def agree_in_words(event: Event, turn: Turn) -> Decision:
    """The typed label counts only if the bot remembers which card was shown: the shown text has to be provable."""
    notice, seen = notice_for(turn, turn.language), turn.chat_memory
    if seen.shown != notice.mark:
        return show_consent(turn, renews=bool(turn.visitor.leads))
    return await give_consent(turn, notice, renews=seen.renews)


async def decline(event: Event, turn: Turn) -> Decision:
    return await _decline(event, turn, event.pressed(ConsentPress).language)


async def decline_in_words(event: Event, turn: Turn) -> Decision:
    return await _decline(event, turn, turn.language)


async def _decline(event: Event, turn: Turn, language: str) -> Decision:
    """Somebody who agreed earlier withdraws that consent, which means the erasure of everything."""
    if turn.visitor.person is not None:
        asked = await ask_to_forget(event, turn)
        met = [_has_not_agreed(turn), *([] if turn.visitor.draft else [drafts.none(turn.visitor.pseudonym)])]
        return replace(asked, changes=[*met, *asked.changes] if asked.changes else [])
    text = turn.words.text_in(language)
    said = f"{text('consent.declined')}\n\n{prompts.otherwise(text, turn.installation)}"
    keyboard = keyboards.after_decline(turn, compose_notice(turn.installation, language))
    declined = Rewrite(said, keyboard) if event.tap else Say(said, keyboard)
    refused = daily_counts.count(turn.today, "refused")
    return Decision([declined], counts=[refused], chat_memory=ChatMemory(language))


async def write_before_consent(event: Event, turn: Turn) -> Decision:
    """Nothing sent before consent is read or kept. An album gets one answer."""
    if event.album and event.album == turn.chat_memory.album:
        return SILENCE
    return show_consent(turn, album=event.album)


async def give_consent(turn: Turn, notice: Notice, *, pressed: bool = False, renews: bool = False) -> Decision:
    """Store the first data about a person: a key, the person sealed under it, and what they agreed to."""
    who = turn.visitor.pseudonym
    known, seal = turn.visitor.person, turn.visitor.seal
    new_keys: list[Key] = [] if known else [KeptKey(who, turn.now)]
    if seal is None:
        seal, new_key = turn.store.vault.make_seal(who, turn.now)
        new_keys = [new_key]
    subject = turn.entropy(16).hex()
    person = known or Person(turn.visitor.address, notice.language, None, False, turn.now, subject)
    version = notice.policy.version
    if known:
        met = [_has_not_agreed(turn), persons.note_policy(who, version)]
    else:
        met = [persons.insert(who, seal, person, version)]
    consent = Consent.of(notice, turn.make_id(16), Purpose.APPLICATION, turn.update_id, turn.now)
    granted = consents.grant(who, person.ledger_subject, consent, notice)
    agreed = replace(
        turn,
        visitor=replace(turn.visitor, seal=seal, person=person, consent=consent, named=notice.fields),
        language=person.language,
        text=turn.words.text_in(person.language),
    )
    # Somebody erased since the bot asked has no consent to renew; without a draft, their row would have no end.
    form = await _continue(agreed, renews=renews and known is not None)
    # Whoever agrees for the first time is asked at once: the buttons go when something is asked again.
    buttons = SetButtons(keyboards.after_consent(agreed, notice), later=known is None)
    replies = [buttons, *form.replies] if pressed else form.replies
    reached = None if known else Stage.AGREED
    return Decision(replies, [*met, *granted, *form.changes], new_keys, started=_is_new(turn), reached=reached)


def _has_not_agreed(turn: Turn) -> Statement:
    """Conflicts if the person has agreed meanwhile."""
    earlier = turn.visitor.consent.granted_at if turn.visitor.consent else EPOCH
    return consents.none_since(turn.visitor.pseudonym, Purpose.APPLICATION, earlier)


async def _continue(turn: Turn, *, renews: bool) -> Decision:
    """Continue the draft begun under the earlier policy; thank somebody who was only asked to agree again."""
    if turn.visitor.draft:
        return Decision(prompts.step(turn, turn.visitor.draft))
    return Decision([Say(turn.text("policy.renewed"))]) if renews else await begin_application(turn)


async def begin_application(turn: Turn) -> Decision:
    """Ask the first question; somebody who has applied before is shown at once, for review, what is known from then.

    Nobody begins another application while one is open: they see how that stands.
    """
    if turn.open_lead:
        return Decision([prompts.menu(turn)], turn.close_question())
    if not turn.visitor.leads:
        return begin_form(turn)
    ends = await leads.ends_of(turn.store.engine, turn.visitor.pseudonym)
    kept = [lead for lead in turn.visitor.leads if ends.get(lead.id, EPOCH) > turn.now]
    if not kept:
        return begin_form(turn)
    return _store(turn, review_again(turn.make_id(8), int.from_bytes(turn.entropy(4)), kept[0].details))


def begin_form(turn: Turn) -> Decision:
    """Store an empty draft, in place of the one that the person has, and ask the first question."""
    return _store(turn, begin(turn.make_id(8), int.from_bytes(turn.entropy(4))))


def _store(turn: Turn, draft: Draft) -> Decision:
    who, earlier = turn.visitor.pseudonym, turn.visitor.draft
    end = turn.installation.schedule.retention.end_of_draft(turn.now)
    if earlier is None:
        begun = drafts.put(who, turn.seal, draft, turn.now, end)
    else:
        begun = drafts.advance(who, turn.seal, earlier, draft, turn.now, end)
    return Decision(prompts.step(turn, draft), [begun, *turn.close_question()])


def _is_new(turn: Turn) -> bool:
    """Neither the database nor the memory knows this person."""
    return turn.visitor.person is None and turn.chat_memory == ChatMemory()
