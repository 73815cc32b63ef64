"""Does the first screen say all that a person has to know before agreeing? (law 94-V, art. 8)"""

import pytest

from tests.form import progress
from tests.people import AIGERIM, BIN, EVERYBODY, Applicant
from tests.scenarios.stage import Stage, words

KK = words("kk")
AGREE = KK("button.agree")
FACTS = {
    "kk": (
        "тегі, аты, әкесінің аты",
        "ұялы телефон",
        "электрондық пошта",
        "қарау және Сізбен байланысу",
        "3 күн",
        "1 жыл",
        "90 күн",
        "қызметкерлері",
        "Telegram",
        "Қазақстаннан тыс",
        "жалпыға қолжетімді көздерде таратылмайды",
    ),
    "ru": (
        "фамилия, имя, отчество",
        "мобильного телефона",
        "электронной почты",
        "рассмотреть заявку",
        "3 дня",
        "1 год",
        "90 дней",
        "сотрудники",
        "Telegram",
        "за пределами Казахстана",
        "не распространяются",
    ),
    "en": (
        "surname, given name, patronymic",
        "mobile phone",
        "e-mail",
        "review your application",
        "3 days",
        "1 year",
        "90 days",
        "staff",
        "Telegram",
        "outside Kazakhstan",
        "nothing is published",
    ),
}


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_the_card_says_everything_the_law_asks_for(stage: Stage, who: Applicant) -> None:
    await stage.restart(
        operator_name="ТОО «Пример»",
        operator_bin=BIN,
        privacy_policy_version="7",
        privacy_policy_date="2026-02-03",
        privacy_policy_url="https://momu.kz/{lang}/privacy",
    )
    guest = stage.guest(who)
    await guest.reach("consent")
    card = guest.chat.last
    for fact in (*FACTS[who.language], "ТОО «Пример»", BIN, "info@momu.kz", "/forget_me", "7", "2026"):
        assert fact in card.text
    last = card.text.split("\n")[-1]
    assert last == guest.text("consent.applicant")  # one line before the buttons, not in the fold
    assert "18" in last
    kinds = {entity.type for entity in card.entities}
    links = [entity.detail for entity in card.entities if entity.type == "text_link"]
    links += [button.value for button in card.inline_buttons if button.action == "url"]
    assert "expandable_blockquote" in kinds
    assert links == [f"https://momu.kz/{who.language}/privacy"]  # once
    assert "03.02.2026" in card.text
    assert card.labels[:2] == [guest.text("button.agree"), guest.text("button.disagree")]


async def test_without_settings_the_card_names_the_owner_and_the_bin_that_every_bot_has(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    assert f"«Много Музыки» ЖШС, БСН {BIN}" in aigerim.chat.last.text


async def test_after_agreeing_the_card_stays_to_be_read_with_the_way_out(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("consent")
    card = aigerim.chat.last
    text = card.text
    await aigerim.tap(AGREE, progress("name"))
    assert "/forget_me" in card.text == text
    assert {KK("button.disagree"), KK("button.policy")} < set(card.labels)
    await aigerim.say("/start")  # the question is asked again
    await stage.world.until(lambda: card.labels == [KK("button.policy"), KK("button.forget")])
    assert card.text == text
