"""What can still be done with a message about an erased person?"""

import random
from dataclasses import replace

from bot.channels.telegram.addresses import address_of
from bot.domain.abilities import Abilities
from bot.domain.erasure import (
    WAYS,
    Answer,
    Erasure,
    Kind,
    Place,
    Reason,
    Result,
    Stage,
    Step,
    Trace,
    conclude,
    kind_from,
    remove_at,
    step_for,
    ways,
)
from bot.domain.erasure_plan import PLAN, What, spots
from bot.domain.fate import Fate
from bot.domain.person import Person
from bot.domain.time import EPOCH, HOUR, MILLISECOND, NO_TIME, Span
from tests.cases import cases

DELETABLE, DICE_STANDS = 48 * HOUR, 24 * HOUR
TWO_DAYS = Abilities(
    can_edit=True,
    can_delete=True,
    clears_both_sides=True,
    longest_text=1,
    longest_caption=1,
    longest_notice=1,
    deletable_for=DELETABLE,
    dice_stand_for=DICE_STANDS,
)
NOTHING = replace(TWO_DAYS, can_edit=False, can_delete=False)
EDITS, DELETES = replace(TWO_DAYS, can_delete=False), replace(TWO_DAYS, can_edit=False)


def trace(kind: Kind, place: Place = Place.PRIVATE) -> Trace:
    return Trace(place, None, 1, kind, sent_at=EPOCH)


@cases("kind", [Kind.ANSWER, Kind.READ_BACK, Kind.REVIEW, Kind.RETIRED])
def test_what_is_young_is_deleted(kind: Kind) -> None:
    assert step_for(trace(kind), EPOCH + DELETABLE - MILLISECOND, TWO_DAYS) is Step.DELETE


@cases("kind", [Kind.READ_BACK, Kind.REVIEW, Kind.RETIRED])
def test_an_old_message_of_the_bot_is_rewritten(kind: Kind) -> None:
    assert step_for(trace(kind), EPOCH + DELETABLE, TWO_DAYS) is Step.REWRITE


def test_an_old_message_of_the_person_is_out_of_reach() -> None:
    assert step_for(trace(Kind.ANSWER), EPOCH + DELETABLE, TWO_DAYS) is Step.GIVE_UP


@cases(
    ("age", "step"),
    [
        (NO_TIME, Step.GIVE_UP),
        (DICE_STANDS, Step.GIVE_UP),
        (DICE_STANDS + MILLISECOND, Step.DELETE),
        (DELETABLE - MILLISECOND, Step.DELETE),
        (DELETABLE, Step.GIVE_UP),
    ],
)
def test_a_dice_can_be_deleted_on_its_second_day_only(age: Span, step: Step) -> None:
    assert step_for(trace(Kind.DICE), EPOCH + age, TWO_DAYS) is step


@cases("age", [NO_TIME, HOUR, 100 * HOUR])
def test_a_card_is_rewritten_at_any_age_so_that_staff_see_why(age: Span) -> None:
    assert step_for(trace(Kind.CARD, Place.STAFF), EPOCH + age, TWO_DAYS) is Step.REWRITE


@cases(
    ("can", "own", "of_the_bot", "card"),
    [
        (NOTHING, Step.GIVE_UP, Step.GIVE_UP, Step.GIVE_UP),
        (EDITS, Step.GIVE_UP, Step.REWRITE, Step.REWRITE),
        (DELETES, Step.DELETE, Step.DELETE, Step.DELETE),
        (replace(DELETES, deletable_for=None), Step.DELETE, Step.DELETE, Step.DELETE),
    ],
)
def test_a_channel_is_asked_for_nothing_that_it_cannot(can: Abilities, own: Step, of_the_bot: Step, card: Step) -> None:
    young = [trace(Kind.ANSWER), trace(Kind.REVIEW), trace(Kind.CARD, Place.STAFF)]
    assert [step_for(one, EPOCH + HOUR, can) for one in young] == [own, of_the_bot, card]
    assert all(step in ways(step, can) for step in (own, of_the_bot, card) if step is not Step.GIVE_UP)
    assert not can.deletes_at(1000 * HOUR) or can.deletable_for is None


def test_what_no_channel_takes_back_is_tried_in_no_way() -> None:
    assert [ways(step, NOTHING) for step in Step] == [(), (), ()]
    assert [ways(step, TWO_DAYS) for step in Step] == [WAYS[step] for step in Step]


PROOFS = {
    (Answer.DONE, None): Result.DELETED,
    (Answer.DONE, Answer.DONE): Result.DELETED,
    (Answer.REFUSED, Answer.DONE): Result.REWRITTEN,
    (Answer.ABSENT, Answer.DONE): Result.REWRITTEN,
    (None, Answer.DONE): Result.REWRITTEN,
    (Answer.ABSENT, Answer.ABSENT): Result.GONE,
    (Answer.ABSENT, Answer.REFUSED): Result.UNREACHABLE,
    (Answer.REFUSED, Answer.ABSENT): Result.UNREACHABLE,
    (Answer.ABSENT, None): Result.UNREACHABLE,
    (None, Answer.ABSENT): Result.UNREACHABLE,
    (None, None): Result.UNREACHABLE,
}


@cases(("answers", "result"), PROOFS.items())
def test_a_message_is_gone_only_if_both_ways_say_so(
    answers: tuple[Answer | None, Answer | None], result: Result
) -> None:
    assert conclude(*answers) is result


def test_both_ways_are_tried_but_for_what_a_bot_can_never_reach() -> None:
    assert {first: set(ways) for first, ways in WAYS.items()} == {
        Step.DELETE: {Step.DELETE, Step.REWRITE},
        Step.REWRITE: {Step.DELETE, Step.REWRITE},
        Step.GIVE_UP: set(),
    }
    assert all(ways[0] is first for first, ways in WAYS.items() if ways)


def test_the_age_of_a_message_counts_from_when_it_was_sent() -> None:
    sent = replace(trace(Kind.ANSWER), sent_at=EPOCH + 1000 * DELETABLE)
    assert step_for(sent, sent.sent_at + HOUR, TWO_DAYS) is Step.DELETE


def test_a_message_of_a_kind_that_only_a_newer_version_knows_is_taken_back_as_one_with_data() -> None:
    assert [kind_from(kind.value) for kind in Kind] == [*Kind]
    assert kind_from("hologram") is Kind.RETIRED


def test_places_are_listed_in_the_order_of_destruction_all_or_those_of_one_fate() -> None:
    tables = spots(What.TABLE)
    assert tables == tuple(spot for spot in PLAN if spot.what is What.TABLE)
    assert spots(What.TABLE, Fate.DESTROYED) == tuple(spot for spot in tables if spot.fate is Fate.DESTROYED)
    assert spots(What.TABLE, *Fate) == tables


SOMEBODY = Person(address_of(5), "ru", None, False, EPOCH, "s")


def test_who_is_known_is_told_and_whose_key_is_lost_is_not() -> None:
    told, lost = (
        Erasure.of(b"p" * 32, one, Reason.WISH, EPOCH + HOUR, random.Random(1).randbytes) for one in (SOMEBODY, None)
    )
    assert told == replace(lost, address=SOMEBODY.address, language="ru", ledger_subject="s", is_lost=False)
    assert (lost.stage, lost.person, lost.requested_at, lost.is_lost) == (Stage.INTENT, b"p" * 32, EPOCH + HOUR, True)
    assert len(lost.id) == 16
    assert lost.reference.startswith("E-")
    assert told.is_lost is False


def test_what_shows_all_data_leaves_the_chat_within_a_day_and_nothing_else_by_itself() -> None:
    sent = EPOCH + 1000 * HOUR
    going = {kind: remove_at(kind, sent) for kind in Kind}
    assert {kind for kind, at in going.items() if at is not None} == {Kind.MY_DATA, Kind.MY_DATA_FILE}
    assert all(sent + 23 * HOUR < at < sent + 24 * HOUR for at in going.values() if at is not None)
