"""Do presses travel as the bytes that stand on the buttons in people's chats, and does nothing else pass for one?"""

from dataclasses import fields
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import presses
from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.dialogue.milestone_presses import MilestonePress
from bot.dialogue.offer_presses import MarketingPress, OfferPlace
from bot.dialogue.press import Press
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
from bot.domain.frozen import frozen
from bot.domain.time import EPOCH, Moment
from tests.cases import cases

ID = "00112233445566778899aabbccddeeff"
MARK = "0123456789abcdef"
AGREED = Moment(1767225600000)

# Written down from version 0.1.0, whose buttons stand in chats: none of these may ever change.
DRAWN: list[tuple[Press, str]] = [
    (ConsentPress(agrees=True, language="kk", shown=MARK), "c:1:kk:0123456789abcdef:0"),
    (ConsentPress(agrees=False, language="ru", shown=MARK, renews=True), "c:0:ru:0123456789abcdef:1"),
    (LanguagePress(language="en"), "l:en:0:0"),
    (LanguagePress(language="kk", consent=True), "l:kk:1:0"),
    (LanguagePress(language="kk", consent=True, renews=True), "l:kk:1:1"),
    (FormPress(move=Move.BACK, revision=7), "f:back:7:"),
    (FormPress(move=Move.SKIP, revision=7), "f:skip:7:"),
    (FormPress(move=Move.EDIT, revision=7), "f:edit:7:"),
    (FormPress(move=Move.FIX, revision=7), "f:fix:7:"),
    (FormPress(move=Move.KEEP, revision=7), "f:keep:7:"),
    (FormPress(move=Move.CONFIRM, revision=7), "f:confirm:7:"),
    (FormPress(move=Move.CANCEL, revision=7), "f:cancel:7:"),
    (FormPress(move=Move.CONTINUE, revision=7), "f:continue:7:"),
    (FormPress(move=Move.START_OVER, revision=7), "f:over:7:"),
    (FormPress(move=Move.MUTE, revision=7), "f:mute:7:"),
    (FormPress(move=Move.EDIT, revision=2147483648, field="organisation"), "f:edit:2147483648:organisation"),
    (NewApplicationPress(since=EPOCH), "n:0"),
    (NewApplicationPress(since=AGREED), "n:1767225600000"),
    (EditPress(reference="M-7K3F9Q"), "e:M-7K3F9Q"),
    (ForgetPress(sure=True, since=AGREED), "g:1:1767225600000"),
    (ForgetPress(sure=False, since=EPOCH), "g:0:0"),
    (QuestionPress(question="forget", yes=True, stamp=AGREED), "q:forget:1:1767225600000"),
    (QuestionPress(question="cancel", yes=False, stamp=3), "q:cancel:0:3"),
    (MarketingPress(wants=True, since=AGREED, language="kk", shown=MARK), "m:1:1767225600000:kk:0123456789abcdef::0"),
    (
        MarketingPress(
            wants=False, since=AGREED, language="ru", shown=MARK, stamp="0a1b2c3d", place=OfferPlace.CONSENTS
        ),
        "m:0:1767225600000:ru:0123456789abcdef:0a1b2c3d:1",
    ),
    (
        MarketingPress(wants=True, since=AGREED, language="kk", shown=MARK, place=OfferPlace.THANKS),
        "m:1:1767225600000:kk:0123456789abcdef::2",
    ),
    (
        FeedbackPress(rating=5, lead=ID, language="kk", shown=MARK),
        "v:5:00112233445566778899aabbccddeeff:kk:0123456789abcdef",
    ),
    (WithdrawFeedbackPress(since=AGREED), "w:1767225600000"),
    (MilestonePress(milestone="taken", wants=True, since=AGREED), "h:taken:1:1767225600000"),
    (MilestonePress(milestone="", wants=False, since=EPOCH), "h::0:0"),
    (MyDataPress(since=AGREED), "d:1767225600000"),
    (ReceiptPress(consent=ID), "r:00112233445566778899aabbccddeeff"),
    (ReceiptDocumentPress(consent=ID), "j:00112233445566778899aabbccddeeff"),
    (CardPress(action="take", lead=ID), "s:take:00112233445566778899aabbccddeeff:"),
    (CardPress(action="close", lead=ID, outcome="licensed"), "s:close:00112233445566778899aabbccddeeff:licensed"),
    (ExportPress(form="X-7K3F9Q", field="country", value="KZ"), "x:X-7K3F9Q:country:KZ"),
    (AnnouncementPress(action="send", announcement=ID), "a:send:00112233445566778899aabbccddeeff"),
    (StopOffersPress(), "o"),
    (LeadsPress(page=0), "p:0"),
    (LeadsPress(page=-1), "p:-1"),
    (LeadPress(reference="MOMU-7K2D4"), "k:MOMU-7K2D4"),
]
KINDS: list[type[Press]] = [
    one for one in vars(presses).values() if isinstance(one, type) and issubclass(one, Press) and hasattr(one, "prefix")
]


@cases(("press", "text"), DRAWN)
def test_a_button_has_the_bytes_it_always_had(press: Press, text: str) -> None:
    assert press.pack() == text
    assert type(press).unpack(text) == press
    assert [kind.unpack(text) for kind in KINDS if kind is not type(press)] == [None] * (len(KINDS) - 1)


@cases(("press", "text"), DRAWN)
def test_a_press_is_read_without_knowing_its_kind(press: Press, text: str) -> None:
    assert presses.read_press(text) == press
    assert presses.read_press(f"{text}:") is None
    assert presses.read_press(f"zz{text}") is None


def test_every_kind_and_every_move_is_written_down_and_no_prefix_stands_twice() -> None:
    assert {type(press) for press, _ in DRAWN} == set(KINDS)
    assert {press.move for press, _ in DRAWN if isinstance(press, FormPress)} == set(Move)
    assert len({kind.prefix for kind in KINDS}) == len(KINDS)


@cases(
    ("kind", "text"),
    [
        (ForgetPress, "g:true:1"),
        (ForgetPress, "g::1"),
        (ForgetPress, "g:1"),
        (ForgetPress, "g:1:1:"),
        (ForgetPress, "G:1:1"),
        (ForgetPress, " g:1:1"),
        (LeadsPress, "p:01"),
        (LeadsPress, "p:+1"),
        (LeadsPress, "p: 1"),
        (LeadsPress, "p:1_0"),
        (LeadsPress, "p:٣"),
        (LeadsPress, "p:1.0"),
        (LeadsPress, "p:-0"),
        (LeadsPress, "p:"),
        (LeadsPress, f"p:{'9' * 63}"),
        (LeadsPress, f"p:{'9' * 5000}"),
        (FormPress, "f:fly:1:"),
        (FormPress, "f::1:"),
        (LeadPress, f"k:{'ә' * 32}"),
        (LeadPress, "k:\ud800"),
        (StopOffersPress, "o:"),
    ],
)
def test_what_no_button_carries_is_no_press(kind: type[Press], text: str) -> None:
    assert kind.unpack(text) is None


PACKED = st.sampled_from([text.encode() for _, text in DRAWN])
PARTS = st.sampled_from([*"clfngqmrsxaopk", *Move, "0", "1", "-1", "٣", "", "kk", ID, "ә" * 16, "\ud800", "\x00"])


@given(st.text() | st.lists(PARTS, max_size=8).map(":".join))
def test_any_text_is_nothing_or_the_press_that_packs_to_it(text: str) -> None:
    for kind in KINDS:
        press = kind.unpack(text)
        assert press is None or press.pack() == text


@given(
    st.text(max_size=64).map(str.encode) | st.binary(max_size=64) | PACKED, st.integers(0, 64), st.binary(max_size=2)
)
def test_any_bytes_are_no_press_or_the_only_one_that_packs_to_them(data: bytes, at: int, change: bytes) -> None:
    """Also a press some of whose bytes were changed."""
    for sent in (data, data[:at] + change + data[at + 1 :]):
        for text in (sent.decode(errors="replace"), sent.decode(errors="surrogateescape"), sent.decode("latin-1")):
            press = presses.read_press(text)
            assert [press] == [one for kind in KINDS if (one := kind.unpack(text))] or press is None
            assert press is None or press.pack() == text


WORDS = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), max_size=3)
VALUES = {bool: st.booleans(), int: st.integers(-(2**52), 2**52), str: WORDS, Move: st.sampled_from(Move)}
VALUES |= {OfferPlace: st.sampled_from(OfferPlace)}


def drawn(kind: type[Press]) -> st.SearchStrategy[Press]:
    types = get_type_hints(kind)
    return st.builds(kind, **{field.name: VALUES[types[field.name]] for field in fields(kind)})


def written(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


@given(st.sampled_from(KINDS).flatmap(drawn))
def test_every_press_travels_as_its_prefix_and_its_values(press: Press) -> None:
    values = [written(getattr(press, field.name)) for field in fields(press)]
    assert press.pack() == ":".join([press.prefix, *values])


@given(st.sampled_from(KINDS).flatmap(drawn))
def test_every_press_comes_back_as_it_was(press: Press) -> None:
    assert type(press).unpack(press.pack()) == press


@cases("letters", ["a" * 62, "ә" * 31, "💥" * 15 + "aa"])
def test_64_bytes_fit_on_a_button_and_65_do_not(letters: str) -> None:
    assert len(LeadPress(letters).pack().encode()) == 64
    with pytest.raises(ValueError, match="64 bytes"):
        LeadPress(letters + "a").pack()


@cases("press", [LeadPress("a:b"), LeadPress(":"), QuestionPress("forget:", True, 1)])
def test_a_value_with_a_colon_cannot_be_drawn(press: Press) -> None:
    with pytest.raises(ValueError, match="contains"):
        press.pack()


def test_a_kind_carries_nothing_but_words_and_numbers() -> None:
    @frozen
    class Heavy(Press):
        prefix = "h"
        weight: float

    with pytest.raises(TypeError, match="cannot carry"):
        Heavy(1.5).pack()
