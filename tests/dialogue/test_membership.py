"""Is the channel asked once for each update, and is an unknown standing never guessed?"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.dialogue.membership import PersonInChat, StandingInquiry
from bot.domain.address import Address
from bot.domain.standing import Standing, StandingDoubt, StandingUnknown
from tests.members import Members

GROUP, MADINA = -1_001_234_567_890, Address("telegram", "5")


@dataclass(frozen=True)
class Counting(Members):
    """Records whom it was asked about."""

    asked: list[PersonInChat] = field(default_factory=list)

    async def ask(self, who: PersonInChat, received_at: float) -> Standing | StandingDoubt:
        self.asked.append(who)
        return await super().ask(who, received_at)


async def test_one_answer_is_enough_for_one_update() -> None:
    group = Counting({MADINA: Standing.MEMBER})
    inquiry = StandingInquiry(group, (GROUP, MADINA), 0.0)
    assert [await inquiry.is_member(), await inquiry.is_member(), await inquiry.is_administrator()] == [
        True,
        True,
        False,
    ]
    assert group.asked == [(GROUP, MADINA)]


@pytest.mark.parametrize("doubt", StandingDoubt)
async def test_an_unknown_standing_is_neither_yes_nor_no(doubt: StandingDoubt) -> None:
    inquiry = StandingInquiry(Members({MADINA: doubt}), (GROUP, MADINA), 0.0)
    with pytest.raises(StandingUnknown) as caught:
        await inquiry.is_member()
    assert caught.value.doubt is doubt
