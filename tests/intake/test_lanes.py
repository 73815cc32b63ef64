"""What waits for an update that could not be stored, and for how long?"""

from __future__ import annotations

from bot.domain.address import Address
from bot.intake.lanes import PRESS_KEPT_SECONDS, UnstoredUpdates

WHO, OTHER = Address("telegram", "1"), Address("telegram", "2")


class Elsewhere:
    """Updates that another process has taken, on a clock that a test sets."""

    def __init__(self) -> None:
        self.now, self.taken = 100.0, set[int]()
        self.unstored = UnstoredUpdates(lambda: self.now, self.is_taken)

    async def is_taken(self, number: int) -> bool:
        return number in self.taken


async def test_later_updates_of_a_person_wait_until_the_first_one_is_stored() -> None:
    unstored = Elsewhere().unstored
    unstored.note(WHO, 7)
    waits = [await unstored.has_earlier(who, number) for who, number in ((WHO, 8), (WHO, 7), (WHO, 6), (OTHER, 8))]
    assert waits == [True, False, False, False]
    unstored.settle(WHO, 7)
    assert not await unstored.has_earlier(WHO, 8)


async def test_nothing_waits_for_what_another_process_has_stored() -> None:
    elsewhere = Elsewhere()
    elsewhere.unstored.note(WHO, 7)
    elsewhere.taken.add(7)
    assert not await elsewhere.unstored.has_earlier(WHO, 8)
    elsewhere.taken.clear()
    assert not await elsewhere.unstored.has_earlier(WHO, 9)  # it is not asked again


async def test_what_never_comes_is_waited_for_as_long_as_telegram_keeps_a_press() -> None:
    elsewhere = Elsewhere()
    elsewhere.unstored.note(WHO, 7)
    elsewhere.now += PRESS_KEPT_SECONDS - 1
    assert await elsewhere.unstored.has_earlier(WHO, 8)
    elsewhere.now += 1
    assert not await elsewhere.unstored.has_earlier(WHO, 8)
