"""Any text at all, as an answer to a question: is there a verdict at once, and is what was read out of it an answer?"""

from __future__ import annotations

import time
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fields import FIELDS
from bot.domain.names import validate_name
from bot.domain.phones import validate_phone
from bot.domain.small_talk import CERTAIN, DOUBTFUL, drop_greeting, is_wish
from bot.domain.told_contacts import read_email, read_phone, slipped_domain
from bot.domain.told_names import LONG_ONES, SHORT_ONES, insist_on_name, read_name
from bot.domain.validation import Accepted, Reason, Rejected, Validator
from tests.cases import cases
from tests.domain.test_validation import TEXTS, insist_on_email
from tests.examples import examples
from tests.people import EVERYBODY

PHRASES = [" ".join(words) for words in sorted(CERTAIN | DOUBTFUL | LONG_ONES | SHORT_ONES)]
ANSWERED = [answer for who in EVERYBODY for answer in who.answers.values()]
JOINTS = [" ", ", ", "! ", ": ", "\n", " — ", "<", ">", "@", "хочу", "тел", "'", "\u0301", "\ud800", "😀"]
SENTENCES = st.lists(st.sampled_from(PHRASES) | st.sampled_from(ANSWERED) | st.sampled_from(JOINTS), max_size=8)
SAID = TEXTS | SENTENCES.map("".join) | SENTENCES.map(" ".join)

READERS: dict[Validator, Validator] = {
    read_name: validate_name,
    insist_on_name: validate_name,
    read_phone: validate_phone,
    read_email: insist_on_email,
    partial(read_email, insist=True): insist_on_email,
}
"""Each with the strict validator that must accept whatever it reads."""


@given(text=SAID)
@examples(150)
def test_what_is_read_or_suggested_is_an_answer_as_it_stands(text: str) -> None:
    for read, validate in READERS.items():
        outcome = read(text)
        assert isinstance(outcome, Accepted | Rejected)
        value = outcome.value if isinstance(outcome, Accepted) else outcome.hint
        assert value is None or validate(value) == Accepted(value)
        assert isinstance(outcome, Accepted) or outcome.reason in Reason


@given(text=SAID)
@examples(150)
def test_every_doubt_about_an_answer_can_be_asked_and_decided(text: str) -> None:
    for field in FIELDS:
        outcome = field.validate(text)
        if field.doubting and isinstance(outcome, Rejected) and outcome.hint:
            asked = field.doubting.ask_about(text, outcome.hint)
            assert asked is None or asked in outcome.hint
            assert isinstance(field.doubting.insist(text), Accepted | Rejected)


@given(text=SAID)
def test_small_talk_is_no_name_and_a_greeting_a_beginning(text: str) -> None:
    opened = drop_greeting(text)
    assert text.endswith(opened.rest)
    assert opened.greeted or opened.rest == drop_greeting(opened.rest).rest
    is_small_talk = (opened.greeted and opened.certain) or is_wish(text)
    assert not is_small_talk or isinstance(insist_on_name(text), Rejected)


@given(typed=SAID, suggested=SAID)
def test_a_slip_is_part_of_what_is_suggested(typed: str, suggested: str) -> None:
    assert (slipped_domain(typed, suggested) or "") in suggested


@cases("read", READERS)
@cases("piece", ["hi ", "a", "7 ", "меня зовут ", "a@b.kz ", "как ", "8 777 ", "<a@", "\u0301", "’"])
def test_a_megabyte_is_refused_at_once(read: Validator, piece: str) -> None:
    before = time.perf_counter()
    assert read(piece * (1_000_000 // len(piece))) == Rejected(Reason.TOO_LONG)
    assert time.perf_counter() - before < 0.1  # seconds; it takes microseconds, all greetings of it would take minutes
