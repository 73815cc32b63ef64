"""Who may give orders in the staff group, and what does the group's list of open applications show?"""

from pathlib import Path

import pytest

import handlers
from bot.dialogue.presses import LeadsPress
from handlers.staff import open_leads
from simulator.state.membership import EVERY_RIGHT
from tests.people import AIGERIM, MADINA, different
from tests.scenarios.colleagues import ask
from tests.scenarios.evidence import REFERENCE, ever_showed, said
from tests.scenarios.stage import Guest, Stage, open_stage, words

KK = words("kk")


async def nothing_is_said(stage: Stage) -> None:
    """Once everything that was said before has been taken, and something later answered in private."""
    before = len(said(stage.group))
    passer_by = stage.guest(AIGERIM)
    await passer_by.hears(passer_by.user.start)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert len(said(stage.group)) == before


async def test_the_list_names_open_applications_and_no_contacts(stage: Stage) -> None:
    commands = ("/leads", "/leads@momu_bot", "/LEADS")
    reference = await stage.guest(AIGERIM).apply()
    await stage.card(reference)
    for command in commands:
        answer = await ask(stage, command)
        assert reference in answer.text, command
        assert "алынбаған" in answer.text, command
    stage.madina.tap("Жұмысқа алу", chat=stage.group)
    await stage.world.until(lambda: any(AIGERIM.email in message.text for message in said(stage.group)))
    for command in commands:
        answer = await ask(stage, command)
        assert MADINA in answer.text, command
        assert not ever_showed(answer, AIGERIM), command


async def test_an_empty_list_says_so(stage: Stage) -> None:
    assert (await ask(stage, "/leads@momu_bot")).text == KK("leads.none")


async def test_the_list_is_paged_newest_first_and_each_reference_brings_its_card(stage: Stage) -> None:
    references = [await stage.guest(who).apply() for who in different(open_leads.PAGE + 2)]
    await stage.world.until(lambda: len(said(stage.group)) == len(references))
    answer = await ask(stage, "/leads")
    newest = references[::-1]
    assert REFERENCE.findall(answer.text) == newest[: open_leads.PAGE]
    assert answer.labels == [*newest[: open_leads.PAGE], "›"]
    stage.timur.tap("›", chat=stage.group, message=answer)
    await stage.world.until(lambda: REFERENCE.findall(answer.text) == newest[open_leads.PAGE :])
    assert answer.labels == [*newest[open_leads.PAGE :], "‹"]
    assert not ever_showed(answer, AIGERIM)
    stage.timur.tap(newest[-1], chat=stage.group, message=answer)
    await stage.card(newest[-1], KK("card.new"))


@pytest.mark.parametrize("page", [-3, 99])
async def test_a_page_that_does_not_exist_is_the_nearest_one(stage: Stage, page: int) -> None:
    reference = await stage.guest(AIGERIM).apply()
    await stage.card(reference)
    answer = await ask(stage, "/leads")
    query = stage.madina.tap_data(LeadsPress(page=page).pack(), answer)
    await stage.world.until(lambda: query.answer is not None and not stage.world.updates.pending)
    assert REFERENCE.findall(answer.text) == [reference]


async def test_an_anonymous_administrator_is_asked_to_show_who_it_is(stage: Stage) -> None:
    stage.group.promote(stage.timur, [*EVERY_RIGHT, "is_anonymous"])
    before = len(said(stage.group))
    stage.timur.write("/leads@momu_bot", chat=stage.group)
    await stage.world.until(lambda: len(said(stage.group)) > before)
    assert said(stage.group)[-1].text == KK("staff.anonymous")


async def test_the_group_is_answered_in_its_own_language_and_in_the_topic_that_asked(tmp_path: Path) -> None:
    """STAFF_LANGUAGE is the group's alone: a person whose client speaks none of the languages hears Kazakh."""
    async with open_stage(tmp_path / "data", staff_language="ru") as stage:
        await stage.stop()
        forum = stage.world.supergroup("Лицензии", members=[stage.madina], forum=True)
        stage.options["staff_chat_id"] = forum.id
        await stage.start()
        topic = forum.create_topic("Вопросы")
        stage.madina.write("/leads@momu_bot", chat=forum, topic=topic.id)
        await stage.world.until(lambda: said(forum))
        assert said(forum)[-1].text == words("ru")("leads.none")
        assert said(forum)[-1].topic == topic.id
        await stage.world.until(lambda: stage.timur.commands_shown(forum))
        assert dict(stage.timur.commands_shown(forum))["leads"] == words("ru")("command.leads")
        await stage.guest(AIGERIM).apply()
        await stage.world.until(lambda: words("ru")("card.new") in said(forum)[-1].html)
        tourist = Guest(stage.world.user("Marie", language_code="fr"), AIGERIM)
        await tourist.reach("consent")
        assert KK("button.agree") in tourist.chat.last.labels


async def test_commands_in_another_group_do_nothing(stage: Stage) -> None:
    other = stage.world.supergroup("Көршілер", members=[stage.madina])
    stage.madina.write("/leads@momu_bot", chat=other)
    await nothing_is_said(stage)
    assert said(other) == []


async def test_a_forwarded_command_and_one_for_another_bot_do_nothing(stage: Stage) -> None:
    stage.group.promote(stage.world.bot)  # sees everything
    stage.madina.forward("/leads@momu_bot", chat=stage.group)
    stage.madina.write("/leads@other_bot", chat=stage.group)
    stage.madina.write("/export_all", chat=stage.group)
    await nothing_is_said(stage)


async def test_the_group_s_menu_has_the_group_s_commands(stage: Stage) -> None:
    def shown() -> list[str]:
        return [name for name, _ in stage.timur.commands_shown(stage.group)]

    await stage.world.until(shown)
    assert shown() == list(handlers.MEMBERS_MAY)
    await stage.world.until(
        lambda: (
            [name for name, _ in stage.madina.commands_shown(stage.group)]
            == [*handlers.MEMBERS_MAY, *handlers.ADMINISTRATORS_MAY]
        )
    )


async def test_a_command_that_has_to_wait_for_the_group_s_minute_is_acknowledged_at_once(stage: Stage) -> None:
    """The answer to the twenty-first message of a minute waits; nothing is said twice, also if the update is."""
    asked = [stage.timur.write("/leads@momu_bot", chat=stage.group) for _ in range(20)]
    await stage.world.until(lambda: len(said(stage.group)) == 20)
    waits = stage.madina.write("/lead@momu_bot M-7K3F9Q", chat=stage.group)
    began = stage.world.clock.now_ms()
    await stage.world.until(lambda: waits.reactions)
    assert stage.world.clock.now_ms() - began < 1_000
    stage.world.redeliver(waits)
    await stage.world.until(lambda: len(said(stage.group)) == 21, timeout=180)
    assert stage.world.clock.now_ms() - began > 50_000
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert [one.reactions for one in (*asked, waits)] == [*[[]] * 20, ["👀"]]
    assert [call.method for call in stage.world.calls].count("setMessageReaction") == 1
    assert len(said(stage.group)) == 21


async def test_where_no_reactions_are_allowed_the_answer_comes_all_the_same(stage: Stage) -> None:
    stage.group.takes_reactions = False
    for _ in range(21):
        stage.timur.write("/leads@momu_bot", chat=stage.group)
    await stage.world.until(lambda: len(said(stage.group)) == 21, timeout=180)
    assert "setMessageReaction" in [call.method for call in stage.world.calls]
