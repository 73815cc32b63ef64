"""Does every oracle notice what it is there for, and nothing where all is well? Lives made by hand."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from simulator.actors.user import User
from simulator.schema.upload import Upload
from simulator.state.ephemeral import EphemeralMessage
from simulator.state.faults import bad_request, forbidden
from simulator.state.message import Message
from simulator.state.press import Query
from simulator.text.formatted import NO_TEXT
from tests.form import progress
from tests.lives import oracles
from tests.lives.duties import Breach, Dispute
from tests.lives.empty_place import Move
from tests.lives.hand_made import ERASED, REFERENCE, HandMade, receipt, sentence, thanks
from tests.lives.oracles import corrections
from tests.lives.people import FAMILY_PHONE
from tests.lives.sentences import sentences
from tests.people import AIGERIM

HOUR, DAY = 3600.0, 86_400.0  # seconds
CONFIRM, TAKE, AGREE, FORGET = (sentences("kk")[f"button.{name}"] for name in ("confirm", "take", "agree", "forget"))
NO_MORE = sentences("kk")["button.no_reminders"]
OTHER_EMAIL = "jana@example.org"
CONTACTS = f"{AIGERIM.name}\n{AIGERIM.phone}\n{AIGERIM.email}"


class Case(NamedTuple):
    """What is done by hand, and a word of what this oracle says of it."""

    oracle: str
    act: Callable[[HandMade], object]
    says: str


def applies(life: HandMade) -> None:
    """As it should be: everything asked, answered, sent, taken, closed, and nothing left of it on the card."""
    agrees(life)
    life.is_stored(life.aigerim)
    review = life.say(life.aigerim.chat.id, sentence("review.card", details=CONTACTS), CONFIRM)
    answer(life, life.aigerim.tap(CONFIRM))
    life.edit(review, sentence("message.retired"))
    life.has_applied(life.aigerim, "closed", keep=90)
    card = life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE)
    answer(life, life.madina.tap(TAKE, life.group))
    life.say(life.aigerim.chat.id, sentence("milestone.closed.won", reference=REFERENCE))
    life.edit(card, f"{REFERENCE} · 12:00\n{CONTACTS}\n" + sentence("card.taken", owner="Мадина"))
    life.later(HOUR)
    life.edit(card, f"{REFERENCE} · 12:00\n" + sentence("card.closed"))


def answer(life: HandMade, query: Query, text: str = "…") -> None:
    life.world.call("answerCallbackQuery", callback_query_id=query.id, text=text)


def is_forgotten(life: HandMade, words: str) -> None:
    for message in life.aigerim.chat.messages:
        life.world.call("deleteMessage", chat_id=life.aigerim.chat.id, message_id=message.id)
    life.sql("INSERT INTO ledger VALUES (1, 0, 'data_destroyed', 's', ?, '', ?)", *first_row())
    life.sql("UPDATE ledger_head SET seq = 1, hash = ?", first_row()[1])
    says_that_it_is_done(life, words)


def says_that_it_is_done(life: HandMade, words: str) -> None:
    life.sql(
        "INSERT INTO erasures (id, reference, reason, stage, requested_at) VALUES (x'01', ?, 'ended', 'done', 0)",
        ERASED,
    )
    life.say(life.aigerim.chat.id, words)


def first_row() -> tuple[str, str]:
    """Facts and hash."""
    facts = f'{{"reference": "{ERASED}"}}'
    parts = "".join(f"{len(str(one).encode())}:{one}" for one in (1, 0, "data_destroyed", "s", facts, ""))
    return facts, hashlib.sha256(parts.encode()).hexdigest()


def confirms_before_storing(life: HandMade) -> None:
    life.aigerim.write("Айгерім")
    last = life.hands_over()
    life.later(1)  # what is brought again in the same instant excuses it
    life.world.call("getUpdates", offset=last + 1)
    life.later(1)
    life.sql("INSERT INTO seen_updates VALUES (?, 0)", last)
    life.say(life.aigerim.chat.id, REFERENCE)  # something at which the files are looked at again


def answers_before_storing(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, "?", CONFIRM)
    query = life.aigerim.tap(CONFIRM)
    last = life.hands_over()
    life.later(1)
    answer(life, query)
    life.later(1)
    life.sql("INSERT INTO seen_updates VALUES (?, 0)", last)
    life.say(life.aigerim.chat.id, REFERENCE)


def takes_it_never(life: HandMade) -> None:
    life.aigerim.write("?")
    for _ in range(600):
        life.hands_over()
        life.later(20)


def remembers_the_message_alone(life: HandMade) -> None:
    message = life.aigerim.write("Айгерім")
    life.sql("INSERT INTO messages (person, message_id, kind, sent_at) VALUES (x'00', ?, 'answer', 0)", message.id)
    life.world.call("getUpdates", offset=life.hands_over() + 1)


def hears_nothing(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, "?")
    life.later(HOUR)
    life.aigerim.write("сәлем")
    life.hands_over()
    life.later(HOUR)


def presses_in_vain(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, "?", AGREE)
    life.aigerim.tap(AGREE)
    life.hands_over()
    life.later(HOUR)


def stands_on_two_cards(life: HandMade) -> None:
    for _ in range(2):
        life.edit(life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE), f"{REFERENCE} · 12:00\n{CONTACTS}")


def is_shown_aside(life: HandMade, *, asked: bool = True, hours: float = 0) -> EphemeralMessage:
    """To Madina, who has taken it or not."""
    life.played.life.options["staff_card"] = "private"
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "taken")
    life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE)
    if asked:
        answer(life, life.madina.tap(TAKE, life.group))
    message = EphemeralMessage(1, life.group, life.world.bot, life.madina, life.world.clock.now(), NO_TEXT)
    life.world.ephemeral.append(message)
    message.reach_device(life.seen.now, f"{REFERENCE}\n{CONTACTS}")
    life.later(hours * HOUR)
    return message


def is_shown_aside_after_closing(life: HandMade) -> None:
    message = is_shown_aside(life)
    life.sql("UPDATE leads SET status = 'closed'")
    life.later(HOUR)
    message.reach_device(life.seen.now, None)


def is_shown_aside_and_on_the_card(life: HandMade) -> None:
    is_shown_aside(life)
    life.say(life.group.id, f"{REFERENCE} · 12:00\n{CONTACTS}")


def is_shown_aside_though_everybody_may_see(life: HandMade) -> None:
    is_shown_aside(life)
    life.played.life.options["staff_card"] = "claim"


def is_shown_after_closing(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "closed")
    stands_on_two_cards(life)


def stays_in_a_review(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("review.card", details=CONTACTS), CONFIRM)
    life.later(HOUR)
    life.say(life.aigerim.chat.id, thanks())
    life.later(HOUR)


def stands_beside_a_keyboard(life: HandMade) -> None:
    keyboard = {"keyboard": [[{"text": "📱", "request_contact": True}]]}
    life.say(life.aigerim.chat.id, CONTACTS, reply_markup=keyboard)


def is_reminded_at_night(life: HandMade) -> None:
    life.later(13 * HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))


def is_reminded_at_once(life: HandMade) -> None:
    life.aigerim.write("Айгерім")
    life.sql("INSERT INTO seen_updates VALUES (?, 0)", life.hands_over())
    life.say(life.aigerim.chat.id, REFERENCE)
    life.later(HOUR / 4)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))


def is_reminded_after_withdrawing(life: HandMade) -> None:
    says_that_it_is_done(life, receipt())
    life.later(DAY)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))


def is_reminded_after_declining(life: HandMade) -> None:
    """Of two reminders the first becomes the answer."""
    reminder = life.say(life.aigerim.chat.id, sentence("reminder.card"), NO_MORE)
    life.later(HOUR)
    answer(life, life.aigerim.tap(NO_MORE))
    life.edit(reminder, sentence("reminder.stopped"))
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))


def is_told(life: HandMade, name: str) -> None:
    life.say(life.aigerim.chat.id, sentence(name, reference=REFERENCE))


def is_told_at_night(life: HandMade) -> None:
    life.later(13 * HOUR)
    is_told(life, "milestone.taken")


def is_told_after_withdrawing(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, thanks(reference=REFERENCE))
    says_that_it_is_done(life, receipt())
    is_told(life, "milestone.closed.won")


def is_told_what_is_not_so(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "closed", keep=90)
    life.later(HOUR)
    is_told(life, "milestone.taken")


def is_told_three_times(life: HandMade) -> None:
    for _ in range(3):
        is_told(life, "milestone.tried")
        life.later(HOUR)


def leaves_a_review(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("review.card", details=CONTACTS))
    says_that_it_is_done(life, receipt())


def leaves_a_card(life: HandMade) -> None:
    life.say(life.group.id, f"{REFERENCE} · 12:00\n{CONTACTS}")
    says_that_it_is_done(life, receipt())


def leaves_a_row(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    says_that_it_is_done(life, receipt())


def ends_too_early(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("field.name.ask", progress=progress("name")))
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("erased.unfinished"))


def is_answered_in_another_language(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("language.chosen", "ru"))
    life.later(HOUR)
    life.say(life.aigerim.chat.id, thanks("en"))


def changes_hands(life: HandMade) -> None:
    card = life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE)
    for owner in ("Мадина", "Тимур"):
        life.later(HOUR)
        life.edit(card, f"{REFERENCE} · 12:00\n" + sentence("card.taken", owner=owner))


def is_given_to_both(life: HandMade) -> None:
    life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE)
    for colleague in (life.madina, life.timur):
        answer(life, colleague.tap(TAKE, life.group), sentence("staff.done.take", reference=REFERENCE))


def an_old_button_acts(life: HandMade) -> None:
    old = life.say(life.aigerim.chat.id, sentence("review.card"), CONFIRM)
    life.edit(old, sentence("message.retired"))
    rows = [[{"text": CONFIRM, "callback_data": "newer"}]]
    life.say(life.aigerim.chat.id, sentence("review.card"), reply_markup={"inline_keyboard": rows})
    life.later(HOUR)
    answer(life, life.aigerim.tap_data(CONFIRM, old), sentence("application.sending"))


def is_impatient(life: HandMade) -> None:
    from simulator.state.faults import too_many_requests

    life.world.faults.script("sendMessage", too_many_requests(30))
    with pytest.raises(Exception, match="429"):
        life.say(life.group.id, "?")
    life.later(5)
    life.say(life.group.id, "?")


def corrects(life: HandMade) -> Message:
    """To the end; the card, which has not followed yet."""
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "taken")
    card = life.say(life.group.id, card_with(CONTACTS))
    life.later(1)
    life.aigerim.write(OTHER_EMAIL)
    for said in (
        sentence("correction.review", details=OTHER_EMAIL, reference=REFERENCE),
        sentence("correction.saved", reference=REFERENCE),
    ):
        life.later(1)
        life.say(life.aigerim.chat.id, said)
    return card


def corrects_in_vain(life: HandMade) -> None:
    corrects(life)
    life.later(11 * 60)


def corrects_and_waits(life: HandMade) -> None:
    """Until the application is closed, which takes the contacts off its card."""
    card = corrects(life)
    life.later(11 * 60)
    life.edit(card, card_with("", sentence("card.closed")))


def card_with(contacts: str, *more: str) -> str:
    return "\n".join([f"{REFERENCE} · 12:00", contacts, sentence("card.taken", owner="Мадина"), *more])


def is_named_with_somebody_gone(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "taken")
    life.say(life.group.id, card_with(CONTACTS, sentence("card.same", reference="M-AAAAAA", fields="E-mail")))


def hears_nothing_of_an_application(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, is_told=False)
    life.say(life.group.id, f"{REFERENCE} · 12:00\n" + sentence("card.new"), TAKE)


def is_thanked_without_a_receipt(life: HandMade) -> None:
    hears_nothing_of_an_application(life)
    life.say(life.aigerim.chat.id, thanks())


def is_asked_below_the_thanks(life: HandMade) -> None:
    hears_nothing_of_an_application(life)
    life.say(life.aigerim.chat.id, thanks(), "r:00")
    life.say(life.aigerim.chat.id, sentence("review.sent", reference=REFERENCE))


def shows_a_review(life: HandMade) -> Message:
    hears_nothing_of_an_application(life)
    return life.say(life.aigerim.chat.id, sentence("review.card"), CONFIRM)


def becomes_the_thanks_unasked(life: HandMade) -> None:
    review = shows_a_review(life)
    life.later(60)
    life.edit(review, thanks(), "r:00")


def becomes_the_thanks_minutes_after_the_press(life: HandMade) -> None:
    review = shows_a_review(life)
    life.aigerim.tap(CONFIRM, message=review)
    life.later(60)
    life.edit(review, thanks(), "r:00")


def becomes_the_thanks_above_a_reminder(life: HandMade) -> None:
    review = shows_a_review(life)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    life.later(60)
    life.aigerim.tap(CONFIRM, message=review)
    life.edit(review, thanks(), "r:00")


def hears_nothing_after_another_message_was_refused(life: HandMade) -> None:
    hears_nothing_of_an_application(life)
    life.world.faults.script("sendMessage", bad_request("something new that nobody knows"))
    with pytest.raises(Exception, match="new"):
        life.say(life.aigerim.chat.id, "?")


def loses_the_thanks_while_logged_out(life: HandMade) -> None:
    hears_nothing_of_an_application(life)
    life.world.faults.script("sendMessage", bad_request("logged out"))
    with pytest.raises(Exception, match="logged out"):
        life.say(life.aigerim.chat.id, thanks())


def is_told_thrice_after_a_death_of_before(life: HandMade) -> None:
    life.dies()
    life.later(60)
    says(thanks(), 3)(life)


def is_tried_again_and_again(life: HandMade) -> None:
    life.aigerim.block_bot()
    for _ in range(31):
        with pytest.raises(Exception, match="blocked"):
            life.say(life.aigerim.chat.id, "?")
        life.later(60)


def leaves_a_review_and_misses_a_reminder(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("review.card", details=CONTACTS))
    life.later(HOUR)
    life.world.faults.script("sendMessage", forbidden("bot was blocked by the user"))
    with pytest.raises(Exception, match="blocked"):
        life.say(life.aigerim.chat.id, "?")
    life.later(HOUR)
    says_that_it_is_done(life, receipt())


def says(text: str, times: int = 1) -> Callable[[HandMade], object]:
    return lambda life: [life.say(life.aigerim.chat.id, text) for _ in range(times)]


def writes(statement: str, file: str = "momu.db") -> Callable[[HandMade], object]:
    return lambda life: life.sql(statement, file=file)


def knows_a_stranger(life: HandMade) -> None:
    life.sql("INSERT INTO letters VALUES (x'00', ?)", life.name_of(life.aigerim))


def is_exported(life: HandMade) -> None:
    """And the file stands in the chat of whoever asked for it."""
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim)
    life.madina.start()
    file = Upload("export.csv", "text/csv", f"reference\n{REFERENCE}".encode())
    life.world.call("sendDocument", chat_id=life.madina.chat.id, document=file, caption="📤 X-7K3F9Q")
    life.later(60)


def is_disputed(life: HandMade, kept: tuple[object, object] = ((1, 0), (1, 0))) -> None:
    life.is_stored(life.aigerim)
    life.operator.disputes.append(Dispute(life.aigerim, life.seen.now, kept, is_sure=True))


def is_reminded_in_a_dispute(life: HandMade) -> None:
    is_disputed(life)
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    life.later(60)


def is_on_a_card_in_a_dispute(life: HandMade) -> None:
    life.say(life.group.id, f"{REFERENCE} · 12:00\n{CONTACTS}", TAKE)
    is_disputed(life)
    life.later(HOUR)


def is_exported_in_a_dispute(life: HandMade) -> None:
    life.operator.disputes.append(Dispute(life.aigerim, life.seen.now, ((), ()), is_sure=True))
    life.later(HOUR)
    is_exported(life)


def is_reminded_in_a_dispute_after_what_was_told_before(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, receipt())
    life.later(60)
    is_reminded_in_a_dispute(life)


def is_reminded_in_a_dispute_after_one_application_ended(life: HandMade) -> None:
    is_disputed(life)
    life.later(60)
    life.say(life.aigerim.chat.id, sentence("erased.ended", application=REFERENCE))
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    life.later(60)


def is_told_of_nothing(life: HandMade) -> None:
    life.operator.breaches.append(Breach(life.seen.now, (0, 1), frozenset({life.name_of(life.aigerim)}), is_sure=True))


def is_told_of_a_breach(life: HandMade, user: User, times: int) -> None:
    is_told_of_nothing(life)
    for _ in range(times):
        life.say(user.chat.id, sentence("breach.told", start="01.01.1970 06:00"))


def is_moved(life: HandMade, *people: User) -> None:
    """With a backup that has these people, and without the newest erasures."""
    names = frozenset(life.name_of(one) for one in people)
    life.operator.moves.append(Move(life.seen.now, life.folder, names, is_doubted=True))


def is_on_a_card_in_doubt(life: HandMade) -> None:
    is_moved(life, life.aigerim)
    life.later(60)
    life.say(life.group.id, f"{REFERENCE} · 12:00\n{CONTACTS}", TAKE)
    life.later(60)


def is_reminded_in_doubt(life: HandMade) -> None:
    is_moved(life, life.aigerim)
    life.later(60)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    life.later(60)


def is_reminded_in_doubt_after_agreeing_again(life: HandMade) -> None:
    """What came back with the backup is still there."""
    is_moved(life, life.aigerim)
    card = life.say(life.aigerim.chat.id, "?", AGREE)
    life.aigerim.tap(AGREE, message=card)
    life.sql("INSERT INTO seen_updates VALUES (?, 0)", life.hands_over())
    life.say(life.daniyar.chat.id, REFERENCE)  # something at which the files are looked at again
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    life.later(60)


def stays_after_an_export(life: HandMade) -> None:
    is_exported(life)
    life.later(2 * DAY)


def is_destroyed_after_an_export(life: HandMade) -> None:
    is_exported(life)
    life.sql("DELETE FROM leads")
    life.later(HOUR)


def is_not_told_of_an_export(life: HandMade) -> None:
    is_destroyed_after_an_export(life)
    says_that_it_is_done(life, receipt())


def keeps_a_word(life: HandMade) -> None:
    (life.folder / "notes.tmp").write_text(f"call {AIGERIM.phone}")


def exports(life: HandMade, ends_in: float) -> None:
    """A file of the operator's, which is to go after so many seconds."""
    (life.folder / "export-X-7K3F9Q.csv").write_text(AIGERIM.phone)
    life.sql(
        "INSERT INTO disclosures (id, reference, format, recipient, basis, country, fields, place, asked_at, "
        "handed_at, remove_at) VALUES (x'01', 'X-7K3F9Q', 'csv', 'staff', 'consent', 'KZ', 'name', x'00', 1, 1, ?)",
        life.world.clock.now_ms() + int(ends_in * 1000),
    )


def packs_a_word(life: HandMade) -> None:
    with zipfile.ZipFile(life.folder / "sheet.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", f"<t>{AIGERIM.phone}</t>")


def agrees(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, "?", AGREE)
    answer(life, life.aigerim.tap(AGREE))


def the_key_outlives_the_rows(life: HandMade) -> None:
    agrees(life)
    life.sql("INSERT INTO keys VALUES (?, x'01', 1)", life.name_of(life.aigerim), file="keys.db")
    life.is_stored(life.aigerim)
    life.sql("DELETE FROM persons")


def is_shown_for_an_hour_more(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "taken")
    card = life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE)
    answer(life, life.madina.tap(TAKE, life.group))
    life.edit(card, f"{REFERENCE} · 12:00\n{CONTACTS}")
    life.later(HOUR)
    life.sql("UPDATE leads SET status = 'closed'")
    life.later(HOUR)
    life.edit(card, f"{REFERENCE} · 12:00")


def stays_though_telegram_refused_but_once(life: HandMade) -> None:
    is_shown_after_closing(life)
    for message in life.group.messages:
        with pytest.raises(Exception, match="not found"):
            life.refuse("editMessageText", "message to edit not found", message)


def is_shown_a_phone_that_somebody_else_said_among_words(life: HandMade) -> None:
    life.aigerim.write(f"менің нөмірім {FAMILY_PHONE}")
    life.say(life.daniyar.chat.id, f"{sentence('review.card')} {FAMILY_PHONE}")


def is_shown_more_than_the_phone_of_both(life: HandMade) -> None:
    share_a_phone(life)
    life.say(life.daniyar.chat.id, f"{sentence('review.card')} {FAMILY_PHONE} {AIGERIM.email}")


def share_a_phone(life: HandMade) -> None:
    life.aigerim.write(FAMILY_PHONE)
    life.daniyar.write(f"менің нөмірім {FAMILY_PHONE}")


def an_answer_stays_after_trouble_of_before(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("my_data.card") + CONTACTS)
    life.dies()
    life.later(3 * DAY)


def is_reminded_of_what_was_sent(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("field.email.ask", progress=progress("email")))
    life.say(life.aigerim.chat.id, sentence("review.card"), CONFIRM)
    life.later(1)
    answer(life, life.aigerim.tap(CONFIRM))
    life.later(1)
    life.say(life.aigerim.chat.id, thanks())
    life.later(2 * HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))


def is_sent_offers_after_withdrawing(life: HandMade) -> None:
    yes = sentences("kk")["button.offer_yes"]
    life.say(life.aigerim.chat.id, sentence("offer.card"), yes)
    answer(life, life.aigerim.tap(yes))
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("offer.withdrawn"))
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("announce.letter"))


def keeps_too_long(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "closed")


def says_what_is_no_longer_so(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim, "taken")
    life.say(life.group.id, f"{REFERENCE} · 12:00\n" + sentence("card.new"), TAKE)


def waits_for_a_day(life: HandMade) -> None:
    life.say(life.group.id, f"{REFERENCE} · 12:00\n" + sentence("card.new"), TAKE)
    life.later(DAY)


def is_said_thrice(life: HandMade) -> None:
    for _ in range(3):
        life.say(life.group.id, sentence("nudge.new", reference=REFERENCE))
        life.later(60)


def wishes_in_vain(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("forget.ask"), FORGET)
    answer(life, life.aigerim.tap(FORGET), "")
    life.later(60)
    life.say(life.aigerim.chat.id, receipt())


def another_bot_is_answered(life: HandMade) -> None:
    life.daniyar.is_bot = True
    life.say(life.daniyar.chat.id, "?")


def every_picture_is_answered(life: HandMade) -> None:
    life.later(60)
    life.aigerim.send_album(3)
    for _ in range(3):
        life.say(life.aigerim.chat.id, "?")


def keeps_a_keyboard(life: HandMade) -> None:
    keyboard = {"keyboard": [[{"text": "📱", "request_contact": True}]]}
    life.say(life.aigerim.chat.id, "?", reply_markup=keyboard)
    life.say(life.aigerim.chat.id, receipt())


CASES = [
    Case("acknowledged", confirms_before_storing, "confirmed"),
    Case("acknowledged", answers_before_storing, "press"),
    Case("acknowledged", remembers_the_message_alone, "not remembered itself"),
    Case("acknowledged", says(thanks()), "was not in the database"),
    Case("acknowledged", takes_it_never, "was brought 600 times"),
    Case("announcements", says(sentence("announce.letter")), "was sent offers"),
    Case("announcements", is_sent_offers_after_withdrawing, "was sent offers"),
    Case("answers", hears_nothing, "heard nothing"),
    Case("answers", presses_in_vain, "never answered"),
    Case("breaches", is_told_of_nothing, "Айгерім was told of the breach that was found on 0d 00:00:00 by nobody"),
    Case("breaches", lambda life: is_told_of_a_breach(life, life.aigerim, 2), "2 times"),
    Case("breaches", lambda life: is_told_of_a_breach(life, life.daniyar, 1), "nothing of theirs was stored"),
    Case("bots", another_bot_is_answered, "was answered 1 times"),
    Case("bursts", every_picture_is_answered, "told 3 times"),
    Case("cards", says_what_is_no_longer_so, "is taken, and its card says"),
    Case("aside", lambda life: is_shown_aside(life, asked=False), "had not asked"),
    Case("aside", lambda life: is_shown_aside(life, hours=30), "after a day"),
    Case("aside", is_shown_aside_after_closing, "60 minutes after the work ended"),
    Case("aside", is_shown_aside_and_on_the_card, "before the whole group"),
    Case("aside", is_shown_aside_though_everybody_may_see, "alone was shown"),
    Case("contacts", stands_on_two_cards, "on two cards"),
    Case("contacts", stands_on_two_cards, "nobody had taken it"),
    Case("contacts", is_shown_after_closing, "it is closed"),
    Case("contacts", stays_though_telegram_refused_but_once, "it is closed"),
    Case("contacts", is_shown_for_an_hour_more, "60 minutes after"),
    Case("contacts", lambda life: life.say(life.group.id, CONTACTS), "outside a card"),
    Case("counts", writes("INSERT INTO daily_counts (day, event, language, count) "
                          "VALUES ('2026-11-23', 'agreed', 'kk', 9)"), "agreed"),
    Case("counts", writes("INSERT INTO daily_counts (day, event, language, count) "
                          "VALUES ('2026-11-23', 'sent', 'kk', 1)"), "of 0 applications"),
    Case("disputes", lambda life: is_disputed(life, kept=((2, 0), (1, 0))), "something was destroyed"),
    Case("disputes", is_reminded_in_a_dispute, "was sent"),
    Case("disputes", is_reminded_in_a_dispute_after_what_was_told_before, "was sent"),
    Case("disputes", is_reminded_in_a_dispute_after_one_application_ended, "was sent"),
    Case("disputes", is_on_a_card_in_a_dispute, "stood in the group"),
    Case("disputes", is_exported_in_a_dispute, "X-7K3F9Q with their application was handed out"),
    Case("doubted", is_on_a_card_in_doubt, "were shown"),
    Case("doubted", is_reminded_in_doubt, "was sent"),
    Case("doubted", is_reminded_in_doubt_after_agreeing_again, "was sent"),
    Case("due", writes("INSERT INTO outbox (lane, kind, subject, urgency, version, attempts, due_at) "
                       "VALUES ('staff', 'card', x'00', 0, 1, 0, 1)"), "wait to be told"),
    Case("due", writes("INSERT INTO messages (person, message_id, kind, sent_at, remove_at) "
                       "VALUES (x'00', 1, 'my_data', 1, 2)"), "shown data"),
    Case("due", writes("INSERT INTO erasures (id, reference, reason, stage, requested_at) "
                       "VALUES (x'01', 'E-1', 'wish', 'done', 1)"), "tombstones"),
    Case("due", writes("INSERT INTO erasures (id, reference, reason, stage, requested_at) "
                       "VALUES (x'01', 'E-1', 'wish', 'destroyed', 1)"), "are not done"),
    Case("due", lambda life: life.aigerim.write("?"), "never confirmed"),
    Case("exports", stays_after_an_export, "stood for"),
    Case("exports", is_destroyed_after_an_export, "stood for 60 minutes after its end"),
    Case("exports", is_destroyed_after_an_export, f"nobody was asked to destroy {REFERENCE} in the copies of X-7K3F9Q"),
    Case("exports", is_not_told_of_an_export, "does not name X-7K3F9Q"),
    Case("exports", says(receipt(handed=sentence("erased.handed"))), "names a file that never was"),
    Case("keyboards", keeps_a_keyboard, "still has the keyboard"),
    Case("keys", the_key_outlives_the_rows, "their key was not"),
    Case("keys", lambda life: life.is_stored(life.aigerim), "had not agreed"),
    Case("language", is_answered_in_another_language, "chose ru and was told in en"),
    Case("leads", says(thanks()), "confirmed 0 times"),
    Case("leads", says(thanks()), "has no card"),
    Case("leads", says(thanks()), "is lost"),
    Case("leads", lambda life: [life.say(user.chat.id, thanks()) for user in (life.aigerim, life.daniyar)], "told to"),
    Case("leads", lambda life: life.say(life.group.id, f"{REFERENCE} · 12:00", TAKE), "of nobody"),
    Case("corrections", corrects_in_vain, "has corrected that to"),
    Case("corrections", corrects_and_waits, "has corrected that to"),
    Case("corrections", is_named_with_somebody_gone, "names ['M-AAAAAA']"),
    Case("ledger", says(sentence("correction.saved", reference=REFERENCE)), "1 corrections were told of"),
    Case("ledger", writes("INSERT INTO ledger VALUES (1, 0, 'e', 's', '{}', '', 'wrong')"), "not what was written"),
    Case("ledger", writes("UPDATE ledger_head SET seq = 3"), "head"),
    Case("ledger", says(receipt()), f"does not speak of {ERASED}"),
    Case("ledger", writes("INSERT INTO consents VALUES (x'00', x'00', 'p', 'h', 'kk', 'u', '1', 'd', 1, 1, NULL)"),
         "1 consents are stored"),
    Case("left", keeps_a_word, "notes.tmp holds"),
    Case("left", lambda life: exports(life, -HOUR), "export-X-7K3F9Q.csv holds"),
    Case("due", lambda life: exports(life, -HOUR), "exports stand after their end"),
    Case("left", writes("INSERT INTO disclosures (id, reference, format, recipient, basis, country, fields, details, "
                        "asked_at, handed_at) VALUES (x'01', 'X', 'csv', 'staff', 'law', 'KZ', 'name', x'00', 1, 1)"),
         "1 exports still say who asked"),
    Case("left", packs_a_word, "sheet.xlsx/xl/sharedStrings.xml holds"),
    Case("left", lambda life: life.is_written_elsewhere("etc/sheet.xml"), "outside the data folder"),
    Case("left", knows_a_stranger, "letters.person knows"),
    Case("left", writes("INSERT INTO cards (lead, chat_id, message_id, sent_at, shown) VALUES (x'00', 1, 1, 1, '')"),
         "1 rows of cards belong to nobody"),
    Case("left", writes("INSERT INTO keys VALUES (x'00', x'01', 1)", "keys.db"), "keys open nothing"),
    Case("owners", changes_hands, "went from"),
    Case("owners", is_given_to_both, "was given to"),
    Case("receipts", leaves_a_review, "does not name 1 messages of the bot"),
    Case("receipts", leaves_a_review_and_misses_a_reminder, "does not name 1 messages of the bot"),
    Case("receipts", leaves_a_card, "does not name a card"),
    Case("receipts", leaves_a_row, "while their row"),
    Case("receipts", ends_too_early, "ended"),
    Case("milestones", is_told_at_night, "quiet hours"),
    Case("milestones", is_told_after_withdrawing, "after withdrawing"),
    Case("milestones", is_told_what_is_not_so, "it was not so"),
    Case("milestones", is_told_three_times, "3 times"),
    Case("reminders", is_reminded_at_night, "quiet hours"),
    Case("reminders", is_reminded_at_once, "after doing something"),
    Case("reminders", is_reminded_after_withdrawing, "after withdrawing"),
    Case("reminders", is_reminded_of_what_was_sent, "after sending all"),
    Case("reminders", is_reminded_after_declining, "after declining"),
    Case("retention", keeps_too_long, "closed application is kept"),
    Case("returned", leaves_a_row, "is stored"),
    Case("shown", stands_beside_a_keyboard, "reply keyboard"),
    Case("shown", says(CONTACTS), "of no kind"),
    Case("shown", lambda life: life.say(life.daniyar.chat.id, CONTACTS), "somebody else"),
    Case("shown", is_shown_a_phone_that_somebody_else_said_among_words, "somebody else"),
    Case("shown", is_shown_more_than_the_phone_of_both, "somebody else was shown data of Айгерім"),
    Case("shown", stays_in_a_review, "still shows"),
    Case("shown", an_answer_stays_after_trouble_of_before, "stood for 72 hours"),
    Case("stale", an_old_button_acts, "acted"),
    Case("told", hears_nothing_of_an_application, "nobody was thanked for"),
    Case("told", is_thanked_without_a_receipt, "cannot get the receipt"),
    Case("told", is_asked_below_the_thanks, "below the thanks"),
    Case("told", becomes_the_thanks_unasked, "nobody looked"),
    Case("told", becomes_the_thanks_minutes_after_the_press, "nobody looked"),
    Case("told", becomes_the_thanks_above_a_reminder, "above what was said since"),
    Case("told", hears_nothing_after_another_message_was_refused, "nobody was thanked for"),
    Case("told", loses_the_thanks_while_logged_out, "nobody was thanked for"),
    Case("trouble", lambda life: life.logs("ERROR", "update 7 ended in a bug"), "has a bug"),
    Case("trouble", lambda life: life.logs("ERROR", "storage refuses"), "without a reason"),
    Case("trouble", lambda life: life.nobody_caught("KeyError()"), "nobody caught"),
    Case("twice", says(thanks(), 3), "3 times"),
    Case("twice", is_told_thrice_after_a_death_of_before, "3 times"),
    Case("twice", is_tried_again_and_again, "was refused 31 times"),
    Case("twice", is_impatient, "after «"),
    Case("twice", is_said_thrice, "three times"),
    Case("waiting", waits_for_a_day, "nobody was told"),
    Case("wish", wishes_in_vain, "waited for more"),
]  # fmt: skip


@pytest.fixture
def life(tmp_path: Path) -> Iterator[HandMade]:
    made = HandMade(tmp_path)
    yield made
    made.close()


def find(oracle: str, life: HandMade) -> list[str]:
    found: list[str] = import_module(f"{oracles.__name__}.{oracle}").check(life.played)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.oracle}: {case.says}")
def test_an_oracle_notices(life: HandMade, case: Case) -> None:
    case.act(life)
    found = find(case.oracle, life)
    assert any(case.says in one for one in found), found


def test_nothing_is_wrong_with_a_whole_application(life: HandMade) -> None:
    applies(life)
    life.world.call("getUpdates", offset=life.hands_over() + 1)
    assert oracles.judge(life.played) == []


def test_nothing_is_wrong_with_an_erasure_that_tells_the_truth(life: HandMade) -> None:
    is_forgotten(life, receipt())
    life.world.call("getUpdates", offset=life.hands_over() + 1)
    assert oracles.judge(life.played) == []


def test_a_card_that_follows_a_correction_is_no_mistake(life: HandMade) -> None:
    card = corrects(life)
    life.later(60)
    life.edit(card, card_with(CONTACTS.replace(AIGERIM.email, OTHER_EMAIL)))
    life.later(11 * 60)
    assert corrections.check(life.played) == []


def test_nothing_is_wrong_with_an_export_whose_end_has_not_come(life: HandMade) -> None:
    exports(life, HOUR)
    assert find("left", life) == []
    assert [one for one in find("due", life) if "exports" in one] == []


def test_who_has_taken_it_may_see_it_alone_until_it_is_closed(life: HandMade) -> None:
    message = is_shown_aside(life, hours=20)
    life.sql("UPDATE leads SET status = 'closed'")
    message.reach_device(life.seen.now, None)
    assert find("aside", life) == []


def test_every_oracle_is_tried() -> None:
    names = {path.stem for path in Path(oracles.__path__[0]).glob("*.py")} - {"__init__"}
    assert names == {case.oracle for case in CASES}


def test_what_is_named_in_a_receipt_may_stand(life: HandMade) -> None:
    says_that_it_is_done(life, receipt(left=sentence("erased.left")))
    assert find("receipts", life) == []


def test_nobody_is_told_that_an_erased_application_waits(life: HandMade) -> None:
    life.is_stored(life.aigerim)
    life.has_applied(life.aigerim)
    life.say(life.group.id, f"{REFERENCE} · 12:00\n" + sentence("card.new"), TAKE)
    life.later(60)
    life.sql("DELETE FROM leads")
    life.later(DAY)
    assert find("waiting", life) == []


def test_what_an_earlier_receipt_named_is_not_named_again(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, sentence("review.card", details=CONTACTS))
    life.later(60)
    life.say(life.aigerim.chat.id, receipt(left=sentence("erased.left")))
    life.later(60)
    says_that_it_is_done(life, receipt())
    assert find("receipts", life) == []


def test_what_has_come_since_an_earlier_receipt_is_named(life: HandMade) -> None:
    life.say(life.aigerim.chat.id, receipt(left=sentence("erased.left")))
    life.later(60)
    leaves_a_review(life)
    assert any("does not name 1 messages of the bot" in one for one in find("receipts", life))


def test_nothing_is_wrong_with_a_dispute_that_ends(life: HandMade) -> None:
    card = life.say(life.group.id, f"{REFERENCE} · 12:00\n{CONTACTS}", TAKE)
    is_disputed(life)
    life.edit(card, f"{REFERENCE} · 12:00")
    life.later(HOUR)
    life.operator.disputes[0].until = life.seen.now
    life.later(60)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    life.edit(card, f"{REFERENCE} · 12:00\n{CONTACTS}")
    life.later(HOUR)
    assert find("disputes", life) == []


def test_a_dispute_is_over_once_all_that_it_is_about_is_destroyed(life: HandMade) -> None:
    is_disputed(life)
    life.later(HOUR)
    life.say(life.aigerim.chat.id, receipt())
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    assert find("disputes", life) == []


def test_a_newcomer_after_the_restore_may_be_reminded(life: HandMade) -> None:
    is_moved(life, life.aigerim)
    life.later(60)
    life.say(life.daniyar.chat.id, sentence("reminder.card"))
    life.say(life.aigerim.chat.id, receipt())
    life.later(HOUR)
    life.say(life.aigerim.chat.id, sentence("reminder.card"))
    assert find("doubted", life) == []


def test_a_card_may_show_what_was_sent_after_the_restore(life: HandMade) -> None:
    is_moved(life, life.aigerim)
    life.later(60)
    life.say(life.aigerim.chat.id, thanks())
    life.later(60)
    life.say(life.group.id, f"{REFERENCE} · 12:00\n{CONTACTS}", TAKE)
    life.later(60)
    assert find("doubted", life) == []


def test_a_phone_that_two_share_is_shown_to_both_however_they_said_it(life: HandMade) -> None:
    share_a_phone(life)
    for user in (life.aigerim, life.daniyar):
        life.say(user.chat.id, f"{sentence('review.card')} {FAMILY_PHONE}")
    assert find("shown", life) == []


def test_who_is_told_of_a_breach_once_or_was_erased_meanwhile_misses_nothing(life: HandMade) -> None:
    is_told_of_a_breach(life, life.aigerim, 1)
    assert find("breaches", life) == []
    life.operator.breaches.append(
        Breach(life.seen.now, (86_400_000, 2), life.operator.breaches[0].people, is_sure=True)
    )
    assert find("breaches", life) != []
    life.say(life.aigerim.chat.id, receipt())
    assert find("breaches", life) == []


def test_a_review_that_a_backup_knows_nothing_of_may_stand(life: HandMade) -> None:
    since = life.seen.now - 1000
    life.say(life.aigerim.chat.id, sentence("review.card", details=CONTACTS))
    life.later(60)
    life.say(life.aigerim.chat.id, thanks())
    assert find("shown", life) == ["a review of Айгерім still shows what was sent"]
    life.operator.restored.append((life.seen.now, since))
    assert find("shown", life) == []
