"""The same phone or e-mail in two applications."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.same_contact import contacts_of, shared_fields
from tests.cases import cases
from tests.people import AIGERIM, ALICE, DANIYAR


@cases(
    ("other", "shared"),
    [
        (AIGERIM.answers, ("phone", "email")),
        (DANIYAR.answers | {"phone": AIGERIM.phone}, ("phone",)),
        (DANIYAR.answers | {"email": AIGERIM.email.upper()}, ("email",)),
        (DANIYAR.answers | {"name": AIGERIM.name}, ()),
        ({"phone": AIGERIM.email, "email": AIGERIM.phone}, ()),
        (ALICE.answers, ()),
        ({}, ()),
    ],
)
def test_what_two_have_in_common(other: Mapping[str, str], shared: tuple[str, ...]) -> None:
    assert shared_fields(AIGERIM.answers, other) == shared
    assert shared_fields(other, AIGERIM.answers) == shared


def test_a_name_is_no_contact() -> None:
    assert set(contacts_of(AIGERIM.answers)) == {"phone", "email"}


def test_two_without_an_answer_have_nothing_in_common() -> None:
    assert shared_fields({"name": "x"}, {"name": "x"}) == ()
