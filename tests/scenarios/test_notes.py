"""Does a note for colleagues stand beside the contacts only, and go where the person's data goes?"""

from __future__ import annotations

import pytest

from tests.bytescan import scan_folder
from tests.people import AIGERIM
from tests.scenarios.colleagues import CLOSE, OUTCOMES, REOPEN, press, taken_card
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_export import exported, table
from tests.scenarios.test_feedback import stored

KK = words("kk")
NOTE = "кафе иесі, кешке қоңырау шалу"


async def test_it_comes_and_goes_with_the_contacts_and_stands_in_the_export(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    stage.timur.write(f"/note@momu_bot {NOTE}", chat=stage.group, reply_to=card)
    await stage.world.until(lambda: NOTE in card.text)
    assert AIGERIM.email in card.text
    assert scan_folder(stage.folder, [NOTE]) == []
    [headings, row] = table(await exported(stage))
    assert dict(zip(headings, row, strict=True))[KK("export.notes")] == NOTE
    await press(stage, stage.madina, CLOSE, card)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    await press(stage, stage.madina, OUTCOMES[0], card)
    await stage.world.until(lambda: card.labels == [REOPEN])
    assert NOTE not in card.text
    stage.madina.write(f"/lead@momu_bot {reference}", chat=stage.group)
    again = await stage.card(reference, KK("step.note"))
    assert NOTE not in again.text


@pytest.mark.parametrize("forgets", [True, False])
async def test_the_person_sees_it_and_destroys_it(stage: Stage, forgets: bool) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    await press(stage, stage.madina, "Жұмысқа алу", card)
    await stage.world.until(lambda: AIGERIM.email in card.text)
    stage.madina.write(f"/note@momu_bot {reference} {NOTE}", chat=stage.group)
    await stage.world.until(lambda: NOTE in card.text)
    if forgets:
        await guest.forget()
        await stage.world.until(lambda: NOTE not in card.text)
        assert stage.rows("lead_history") == [[]]
        return
    guest.user.write("/my_data")
    await stage.world.until(lambda: stored(guest))
    assert NOTE in [step.get("words") for step in stored(guest)["applications"][0]["steps"]]
    told = next(one for one in guest.chat.messages if KK("my_data.notes_in_file", number=1) in one.html)
    assert NOTE not in told.text
    guest.user.tap(KK("button.my_data_text"), message=told)
    await stage.world.until(lambda: any(NOTE in one for one in texts(guest)))


def texts(guest: Guest) -> list[str]:
    """Of the files in the chat."""
    return [(one.document.content or b"").decode() for one in guest.chat.messages if one.document]
