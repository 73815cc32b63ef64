"""A person applies, from /start to the card."""

from tests.people import AIGERIM
from tests.scenarios.stage import Stage, words


async def test_from_start_to_a_taken_card(stage: Stage) -> None:
    aigerim = stage.person(AIGERIM)
    aigerim.start()
    await stage.world.until(lambda: "Келісемін" in aigerim.chat.last.labels)
    aigerim.tap("Келісемін")
    await stage.world.until(lambda: "1/3" in aigerim.chat.last.text)
    aigerim.write(AIGERIM.name)
    await stage.world.until(lambda: "2/3" in aigerim.chat.last.text)
    aigerim.press(words("kk")("button.share_contact"))
    await stage.world.until(lambda: "3/3" in aigerim.chat.last.text)
    aigerim.write(AIGERIM.email)
    await stage.world.until(lambda: AIGERIM.email in aigerim.chat.last.text)
    print(aigerim.chat.last.text)
    aigerim.tap("Растау")
    await stage.world.until(lambda: len(stage.group.messages) > 0)
    print([m.text for m in aigerim.chat.messages], [m.text for m in stage.group.messages])
    stage.madina.tap("Жұмысқа алу", chat=stage.group)
    await stage.world.until(lambda: AIGERIM.email in stage.group.last.text)
    print(stage.group.last.text)
