"""A person applies, from /start to the card, in each language."""

import pytest

from tests.form import progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.stage import Stage, words


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """The whole way over the wire."""
    return stage_over_http


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_an_application_reaches_the_staff_group(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    reference = await guest.apply()
    card = await stage.card(reference)
    assert who.email not in card.text
    assert who.phone not in card.html
    stage.madina.tap("Жұмысқа алу", chat=stage.group)
    await stage.card(reference, who.name, who.email, "Мадина")


async def test_the_contact_button_gives_the_phone(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.agree()
    await aigerim.write(AIGERIM.name, progress("phone"))
    aigerim.user.press(words("kk")("button.share_contact"))
    await aigerim.sees(progress("email"))
    await aigerim.finish(AIGERIM.email, "+7 771 000 99 98")
