import pytest

from bot.channels.telegram.addresses import address_of, number_of
from bot.domain.address import Address
from tests.cases import cases


@cases("number", [1, 700_000_001, 2**52 - 1])
def test_a_number_comes_back(number: int) -> None:
    assert number_of(address_of(number)) == number
    assert bytes(address_of(number)) == b"telegram:%d" % number


def test_nobody_of_another_channel_has_a_number() -> None:
    with pytest.raises(ValueError, match="no address in Telegram"):
        number_of(Address("whatsapp", "77010000000"))
