"""When does a card show contacts, and what can happen to a lead?"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lead import (
    MAX_NOTE_LENGTH,
    NOTE,
    RIGHTS,
    TRANSITIONS,
    Action,
    Colleague,
    Lead,
    LeadStep,
    Outcome,
    StaffCard,
    Status,
    can,
    correct,
    corrected_fields,
    corrected_since,
    is_open,
    is_too_long_a_note,
    is_worked_on,
    move,
    notes_of,
    sent_since,
    shows_contacts,
)
from bot.domain.time import EPOCH, MILLISECOND, Moment, Span
from tests.cases import cases


def lead(status: Status) -> Lead:
    return Lead(b"id", "M-2A2A2A", b"p", "kk", False, {}, status, None, None, None, EPOCH, EPOCH)


@cases(
    ("status", "claim", "full"),
    [
        (Status.NEW, False, True),
        (Status.TAKEN, True, True),
        (Status.CONTACTED, True, True),
        (Status.CLOSED, False, False),
    ],
)
def test_contacts_stand_on_the_card_only_while_somebody_works_with_it(status: Status, claim: bool, full: bool) -> None:
    assert shows_contacts(lead(status), StaffCard.CLAIM) is claim
    assert shows_contacts(lead(status), StaffCard.FULL) is full
    assert not shows_contacts(lead(status), StaffCard.PRIVATE)
    assert is_worked_on(lead(status)) is claim


def test_a_closed_lead_can_only_be_reopened() -> None:
    assert not is_open(lead(Status.CLOSED))
    assert [action for action in Action if (Status.CLOSED, action) in TRANSITIONS] == [Action.REOPEN]


MADINA, TIMUR = Colleague(b"m", "Мадина", "1"), Colleague(b"t", "Тимур", "2")
PRESSES = st.lists(st.tuples(st.sampled_from(Action), st.sampled_from([MADINA, TIMUR]), st.integers(0, 5)))


@given(PRESSES)
def test_whatever_is_pressed_a_lead_has_an_owner_exactly_while_somebody_works_with_it(
    presses: list[tuple[Action, Colleague, int]],
) -> None:
    one, now = lead(Status.NEW), EPOCH
    for action, who, later in presses:
        if not can(one, action):
            continue
        now += Span(later)
        after = move(one, action, who, now, Outcome.WON if action is Action.CLOSE else None)
        assert (after.owner is None, after.owner_name is None, after.owner_id is None) == (
            after.status is Status.NEW,
        ) * 3
        assert (after.outcome is not None) == (after.status is Status.CLOSED)
        assert not after.offered or after.status in (Status.TAKEN, Status.CONTACTED)
        seen = (after.status, after.offered, after.changed_at, after.tried_at)
        assert seen != (one.status, one.offered, one.changed_at, one.tried_at)
        one = after


def test_every_action_says_who_may() -> None:
    assert set(RIGHTS) == set(Action)


def test_only_a_new_lead_can_be_taken() -> None:
    assert [status for status in Status if (status, Action.TAKE) in TRANSITIONS] == [Status.NEW]


def test_a_lead_goes_from_hand_to_hand_until_it_is_closed() -> None:
    taken = move(lead(Status.NEW), Action.TAKE, MADINA, Moment(5))
    assert (taken.status, taken.changed_at) == (Status.TAKEN, Moment(5))
    assert (taken.owner, taken.owner_name, taken.owner_id) == (b"m", "Мадина", "1")
    contacted = move(taken, Action.CONTACT, MADINA, Moment(6))
    assert contacted == replace(taken, status=Status.CONTACTED, changed_at=Moment(6))
    offered = move(contacted, Action.OFFER, MADINA, Moment(7))
    assert offered == replace(contacted, offered=True)
    assert move(offered, Action.KEEP, MADINA, Moment(8)) == contacted
    over = move(offered, Action.TAKE_OVER, TIMUR, Moment(9))
    assert (over.status, over.owner_name, over.offered, over.changed_at) == (Status.TAKEN, "Тимур", False, Moment(9))
    closed = move(over, Action.CLOSE, TIMUR, Moment(10), Outcome.WON)
    assert closed == replace(over, status=Status.CLOSED, outcome=Outcome.WON, changed_at=Moment(10))
    again = move(closed, Action.REOPEN, MADINA, Moment(11))
    assert again == replace(lead(Status.NEW), changed_at=Moment(11))
    assert move(taken, Action.RELEASE, MADINA, Moment(12)) == replace(lead(Status.NEW), changed_at=Moment(12))


def test_each_change_is_later_than_the_one_before_even_if_the_clock_stands_still() -> None:
    """Or the storage would not notice that two colleagues decided on the same state."""
    taken = move(lead(Status.NEW), Action.TAKE, MADINA, EPOCH)
    assert taken.changed_at == EPOCH + MILLISECOND


@cases(
    ("offered", "possible"),
    [
        (False, {Action.CONTACT, Action.CLOSE, Action.RELEASE, Action.OFFER, Action.NO_ANSWER}),
        (True, {Action.CONTACT, Action.CLOSE, Action.RELEASE, Action.KEEP, Action.TAKE_OVER}),
    ],
)
def test_what_is_offered_can_be_kept_or_taken_over_and_is_not_offered_again(
    offered: bool, possible: set[Action]
) -> None:
    one = replace(lead(Status.TAKEN), offered=offered)
    assert {action for action in Action if can(one, action)} == possible


def test_a_correction_replaces_what_the_form_asks_for_and_keeps_the_rest() -> None:
    before = {"name": "a", "phone": "b", "removed": "c"}
    after = correct(before, {"name": "x", "phone": "b"})
    assert after == {"name": "x", "phone": "b", "removed": "c"}
    assert correct(before, {"name": "a"}) == {"name": "a", "removed": "c"}
    assert corrected_fields(before, after) == ("name",)
    assert corrected_fields(before, {"name": "a"}) == ("phone",)


@cases("status", Status)
def test_of_somebody_who_may_have_been_erased_no_contact_is_shown(status: Status) -> None:
    withheld = replace(lead(status), withheld=True)
    assert [kind for kind in StaffCard if shows_contacts(withheld, kind)] == []
    assert not is_worked_on(withheld)


def test_what_was_sent_and_corrected_since_a_moment_is_found() -> None:
    newest, middle, oldest = (
        replace(lead(Status.NEW), created_at=Moment(created), corrected_at=Moment(corrected))
        for created, corrected in ((30, 0), (20, 50), (10, 60))
    )
    known = [newest, middle, oldest]
    assert [sent_since(known, Moment(since)) for since in (10, 11, 30, 31)] == [oldest, middle, newest, None]
    assert [corrected_since(known, Moment(since)) for since in (50, 51, 61)] == [middle, oldest, None]


def test_a_note_is_as_long_as_telegram_counts_it() -> None:
    assert not is_too_long_a_note("ж" * MAX_NOTE_LENGTH)
    assert is_too_long_a_note("ж" * MAX_NOTE_LENGTH + "ж")
    assert not is_too_long_a_note("🎵" * (MAX_NOTE_LENGTH // 2))
    assert is_too_long_a_note("🎵" * (MAX_NOTE_LENGTH // 2) + "ж")


def test_notes_are_told_from_what_else_was_done() -> None:
    note, taken = (LeadStep(b"id", EPOCH, what, "") for what in (NOTE, Action.TAKE.value))
    assert notes_of([taken, note, taken]) == [note]


def test_calls_that_nobody_answered_are_counted_until_somebody_does() -> None:
    """They do not count as a change: the owner has had the lead since then."""
    taken = move(lead(Status.NEW), Action.TAKE, MADINA, Moment(5))
    called = move(taken, Action.NO_ANSWER, MADINA, Moment(7))
    assert called == replace(taken, tries=1, tried_at=Moment(7))
    again = move(called, Action.NO_ANSWER, MADINA, Moment(7))  # the clock stands still
    assert again == replace(taken, tries=2, tried_at=Moment(8))
    released = move(again, Action.RELEASE, MADINA, Moment(9))
    assert (released.tries, released.tried_at) == (2, Moment(8))
    reached = move(again, Action.CONTACT, MADINA, Moment(9))
    assert (reached.tries, reached.tried_at) == (0, EPOCH)
