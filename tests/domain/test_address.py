import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.address import Address
from tests.cases import cases

CHANNELS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1)


@given(CHANNELS, st.text(min_size=1))
def test_what_is_written_is_read_again(channel: str, name: str) -> None:
    assert Address.parse(str(Address(channel, name))) == Address(channel, name)


@given(CHANNELS, st.text(min_size=1), CHANNELS, st.text(min_size=1))
def test_two_people_never_have_the_same_bytes(channel: str, name: str, other: str, another: str) -> None:
    one, two = Address(channel, name), Address(other, another)
    assert (str(one) == str(two)) == (one == two)


@cases("text", ["", "telegram", "telegram:", ":5", "5"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Address.parse(text)


def test_the_bytes_are_those_under_which_everybody_is_stored() -> None:
    assert bytes(Address("telegram", "700000001")) == b"telegram:700000001"
