"""An administrator previews an announcement to everybody who agreed to offers, confirms it, and can stop it."""

from __future__ import annotations

import pytest

from bot.dialogue.decision import Say
from bot.dialogue.event import Event, Quoted, Sender
from bot.dialogue.presses import AnnouncementPress
from bot.domain.announcement import MAX_TEXT_LENGTH, PREVIEW_VALID_FOR, Announcement, State
from bot.domain.facts import Fact
from bot.i18n import Markup
from bot.views.announcement import letter
from storage import announcements
from storage.statements import Conflict, Statement
from tests.handlers.cases import ADMINISTRATOR, UNTOLD, Case, Line, each, heard, in_group, on_card, popup, rewrite, say
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, SECOND, known, sent
from tests.handlers.turns import NOW, OPERATOR, POLICY, SAY, STAFF_CHAT, WORDS

KAZAKH, RUSSIAN = "Жаңа каталог!", "Новый каталог!"
NAME = {language: WORDS.text_in(language)("language.name") for language in WORDS.languages}
BOTH = f"{KAZAKH}\n{NAME['ru']}\n{RUSSIAN}"
WANTS = known(wants_offers=True)
PREVIEWED = ("INSERT INTO announcements",)
ID = b"announce"
PREVIEW = announcements.preview(ID, {"kk": KAZAKH}, POLICY.version, NOW)
STALE = announcements.preview(ID, {"kk": KAZAKH}, POLICY.version, NOW - PREVIEW_VALID_FOR)
SENDING = [PREVIEW, *announcements.confirm(ID, POLICY.version, STAFF_CHAT, 1)]
OLD = popup("announce.old")
BEGUN, STOPPED, CANCELLED = popup("announce.begun"), popup("announce.stopping"), rewrite("announce.cancelled")
CONFIRMED = ("UPDATE announcements", "INSERT INTO letters", "INSERT INTO outbox")
ENDED = ("UPDATE announcements", "DELETE FROM letters", "INSERT INTO outbox")


def press(action: str, who: Sender = COLLEAGUE, announcement: str = ID.hex(), **more: int | None) -> Event:
    return on_card(AnnouncementPress(action=action, announcement=announcement), who, **more)


def announce(text: str, reply_to: Quoted | None = None) -> Event:
    return in_group(f"/announce {text}".strip(), reply_to=reply_to)


def summary(*given: tuple[str, int, *tuple[str, ...]]) -> Line:
    """(language, readers, languages of their texts), most readers first."""
    lines = [
        SAY("announce.line", language=NAME[one], count_of=count, given=", ".join(NAME[text] for text in texts))
        for one, count, *texts in given
    ]
    return say("announce.preview", lines=Markup("\n".join(lines)), total=sum(count for _, count, *_ in given))


def seen(language: str, **texts: str) -> Line:
    """The announcement as people will see it."""
    return Line(Say, letter(WORDS, language, texts, OPERATOR))


KK = seen("kk", kk=KAZAKH)
COLLEAGUES, BOTS, NOBODYS = (Quoted(1, KAZAKH, is_ours) for is_ours in (False, True, None))


def preview(event: Event, *says: Line) -> Case:
    return Case("announce.show_preview", event, says, PREVIEWED if len(says) > 1 else [], WANTS, turn=ADMINISTRATOR)


def pressed(event: Event, line: Line, writes: tuple[str, ...], before: list[Statement]) -> Case:
    return Case("announce.press_announcement", event, [line], writes, WANTS, turn=ADMINISTRATOR, before=before)


CASES = [
    preview(announce(KAZAKH), KK, summary(("kk", 1, "kk"))),
    preview(announce(BOTH), KK, seen("ru", kk=KAZAKH, ru=RUSSIAN), summary(("kk", 1, "kk"), ("ru", 0, "kk", "ru"))),
    preview(announce("", reply_to=COLLEAGUES), KK, summary(("kk", 1, "kk"))),
    preview(announce("", reply_to=BOTS), say("announce.how")),
    preview(announce("", reply_to=NOBODYS), say("announce.how")),
    preview(announce(""), say("announce.how")),
    preview(announce(f"ru\n{RUSSIAN}"), say("announce.no_master")),
    preview(announce("😀" * (MAX_TEXT_LENGTH // 2 + 1)), say("announce.too_long", longest=MAX_TEXT_LENGTH)),
    Case("announce.show_preview", announce(KAZAKH), [say("announce.nobody")], [], sent(), turn=ADMINISTRATOR),
    Case(
        "announce.show_preview",
        announce(KAZAKH),
        [say("announce.nobody")],
        [],
        known(wants_offers=True, banned_at=1),
        turn=ADMINISTRATOR,
    ),
    Case("permissions.refuse_member", announce(KAZAKH), [say("staff.only_administrators")], [], WANTS),
    Case("permissions.refuse_unknown", announce(KAZAKH), [say("staff.unknown.passing")], [], WANTS, turn=UNTOLD),
    # Under the preview
    pressed(press("send"), BEGUN, CONFIRMED, [PREVIEW]),
    pressed(press("send", message=None), OLD, (), [PREVIEW]),
    pressed(press("send"), OLD, (), [STALE]),
    pressed(press("cancel"), CANCELLED, ("DELETE FROM announcements",), [PREVIEW]),
    pressed(press("cancel"), CANCELLED, ("DELETE FROM announcements",), [STALE]),
    pressed(press("stop"), OLD, (), [PREVIEW]),
    # Under the progress
    pressed(press("stop"), STOPPED, ENDED, SENDING),
    pressed(press("send"), OLD, (), SENDING),
    pressed(press("cancel"), OLD, (), SENDING),
    # No such announcement
    pressed(press("send"), OLD, (), []),
    pressed(press("send", announcement="Ә"), OLD, (), []),
    pressed(press("burn"), OLD, (), [PREVIEW]),
    Case(
        "permissions.refuse_member",
        press("send"),
        [popup("staff.only_administrators")],
        [],
        WANTS,
        before=[PREVIEW],
    ),
    Case(
        "permissions.refuse_unknown",
        press("stop"),
        [popup("staff.unknown.passing")],
        [],
        WANTS,
        turn=UNTOLD,
        before=SENDING,
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def load(scene: Scene) -> Announcement | None:
    return await announcements.load(scene.store.engine, ID)


async def test_only_who_wants_offers_gets_a_letter(scene: Scene) -> None:
    await scene.admit(WANTS)
    await scene.admit(sent(who=COLLEAGUE))
    await scene.store.commit([PREVIEW])
    await scene.play(press("send"), **ADMINISTRATOR)
    one = await load(scene)
    assert one is not None
    assert (one.state, one.total, one.chat_id, one.message_id) == (State.SENDING, 1, STAFF_CHAT, 1)
    assert await announcements.next_reader(scene.store.engine, ID) == (await scene.visitor()).pseudonym
    assert await scene.tells(Fact.ANNOUNCEMENT, ID)
    assert await scene.tells(Fact.PROGRESS, ID)


async def test_what_was_previewed_is_what_is_sent(scene: Scene) -> None:
    await scene.admit(WANTS)
    decision = await scene.play(announce(BOTH), **ADMINISTRATOR)
    rows = await scene.store.engine.read("SELECT id FROM announcements")
    one = await announcements.load(scene.store.engine, rows[0][0])
    assert one is not None
    assert (one.state, one.texts) == (State.PREVIEW, {"kk": KAZAKH, "ru": RUSSIAN})
    assert heard(decision)[:2] == [KK, seen("ru", kk=KAZAKH, ru=RUSSIAN)]


async def test_a_double_tap_sends_once(scene: Scene) -> None:
    await scene.admit(WANTS)
    await scene.store.commit([PREVIEW])
    first = await scene.decide(press("send"), **ADMINISTRATOR)
    second = await scene.decide(press("send", SECOND), **ADMINISTRATOR)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(press("send"), **ADMINISTRATOR)) == [OLD]


async def test_what_is_stopped_loses_its_letters_and_its_words(scene: Scene) -> None:
    await scene.admit(WANTS)
    await scene.store.commit(SENDING)
    await scene.play(press("stop"), **ADMINISTRATOR)
    one = await load(scene)
    assert one is not None
    assert (one.state, one.texts) == (State.STOPPED, {})
    assert await scene.count("letters") == 0
    assert heard(await scene.play(press("stop"), **ADMINISTRATOR)) == [OLD]
