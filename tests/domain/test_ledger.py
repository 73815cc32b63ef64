"""Is every change of a row, of the order and of the end of a chain noticed?"""

from __future__ import annotations

import json
from dataclasses import replace

from bot.domain.ledger import ChainCheck, Entry, Event, Head, cut_of, hash_of
from bot.domain.time import Moment, Span
from tests.cases import cases


def entry(
    seq: int, previous: str = "", event: str = Event.CONSENT_GIVEN, subject: str = "s", facts: str = "{}"
) -> Entry:
    at = Moment(1_000 + seq)
    return Entry(seq, at, event, subject, facts, previous, hash_of(seq, at, event, subject, facts, previous))


def chain(length: int, after: Head | None = None) -> list[Entry]:
    """Whole rows after `after`."""
    rows, last = [], after or Head()
    for _ in range(length):
        rows.append(entry(last.seq + 1, last.hash))
        last = Head(rows[-1].seq, rows[-1].hash)
    return rows


def first_broken(rows: list[Entry], heads: list[Head], start: Head | None = None) -> int | None:
    """The number of the first row that is not whole, or that is missing at the end."""
    check = ChainCheck(heads, start)
    for number, row in enumerate(rows, check.reached.seq + 1):
        if not check.is_whole(row):
            return number
    return check.missing()


def test_the_hash_of_a_row_can_be_computed_with_other_tools() -> None:
    """By `printf '%s' '1:713:179500000000013:consent_given2:ж26:{"purpose": "application"}0:' | sha256sum`."""
    assert (
        hash_of(7, Moment(1_795_000_000_000), "consent_given", "ж", '{"purpose": "application"}', "")
        == "2d238ff502a4f7d67524ebb127c695835867b7f590e834838e41bb99963988a4"
    )


def test_no_letter_can_move_from_one_column_to_the_next() -> None:
    assert entry(1, subject="ab", facts="c").hash != entry(1, subject="a", facts="bc").hash


@cases(
    "change",
    [
        {"seq": 3},
        {"at": Moment(7)},
        {"event": Event.DATA_DESTROYED},
        {"subject": "t"},
        {"facts": '{"a": 1}'},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_column_is_noticed_in_its_row(change: dict[str, object]) -> None:
    rows = chain(3)
    rows[1] = replace(rows[1], **change)  # type: ignore[arg-type]
    assert first_broken(rows, []) == 2


def test_rows_that_were_exchanged_left_out_or_written_again_are_noticed() -> None:
    one, two, three = chain(3)
    assert first_broken([one, two, three], []) is None
    assert first_broken([one, three, two], []) == 2
    assert first_broken([one, three], []) == 2
    assert first_broken([two, three], []) == 1
    assert first_broken([one, two, two], []) == 3


def test_a_chain_that_was_computed_anew_disagrees_with_a_published_head() -> None:
    published = Head(2, chain(2)[-1].hash)
    forged = [entry(1, subject="x")]
    forged.append(entry(2, forged[0].hash))
    assert first_broken(forged, []) is None
    assert first_broken(forged, [published]) == 2


def test_rows_missing_at_the_end_are_noticed_by_a_published_head() -> None:
    rows = chain(3)
    heads = [Head(row.seq, row.hash) for row in rows]
    assert first_broken(rows, heads) is None
    assert first_broken(rows[:2], heads) == 3
    assert first_broken([], heads) == 1


def test_after_a_cut_the_chain_goes_on_from_the_last_row_that_was_cut_off() -> None:
    gone = Head(5, "5" * 64)
    rows = chain(2, gone)
    assert first_broken(rows, [], gone) is None
    assert first_broken(rows, []) == 1
    assert first_broken(rows, [Head(5, "x"), Head(2, "y")], gone) is None  # of rows that are gone, heads prove nothing
    assert first_broken(chain(2, Head(5, "6" * 64)), [], gone) == 6


def cut(**facts: object) -> Entry:
    return entry(9, "8" * 64, Event.LEDGER_CUT, "", json.dumps({"up_to": 5, "hash": "5" * 64, "before": 7} | facts))


def test_a_cut_says_which_row_was_the_last_one_cut_off() -> None:
    assert cut_of(cut()) == Head(5, "5" * 64)


@cases(
    "row",
    [
        replace(cut(), facts=cut(up_to=6).facts),
        replace(cut(), at=cut().at + Span(1)),
        replace(cut(), previous="7" * 64),
        replace(cut(), seq=8),
        replace(cut(), subject="s"),
        entry(9, facts=cut().facts),
    ],
)
def test_a_changed_row_records_no_cut(row: Entry) -> None:
    assert cut_of(row) is None
