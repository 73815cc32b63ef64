"""The page shows messages as Telegram does, and never treats text as markup."""

from contextlib import ExitStack
from typing import Any

from playwright.async_api import expect

from simulator.page.server import PageServer
from simulator.state.events import Event
from simulator.state.press import Query
from tests.demo.browser import PHONE, Tab

SEEN = {"type": "emoji", "emoji": "👀"}
HOSTILE = '<img src=x onerror="window.hacked = 1"> <b>& &amp; <script>window.hacked = 1</script>'


def send(page: PageServer, text: str, **more: Any) -> int:
    """What the bot says to the first person."""
    user = page.cast.people[0].user
    if not user.chat.started:
        user.start()
    sent = page.cast.world.call("sendMessage", chat_id=user.id, text=text, **more)
    return int(sent["message_id"])


def newest_press(page: PageServer) -> Query:
    return next(reversed(page.cast.world.queries.values()))


async def test_text_is_never_markup(bare: PageServer, bare_tab: Tab) -> None:
    send(bare, HOSTILE)
    bare.cast.people[0].user.write(HOSTILE)
    await expect(bare_tab.chat.get_by_text(HOSTILE)).to_have_count(2)
    assert await bare_tab.page.evaluate("window.hacked") is None
    assert await bare_tab.chat.locator("img, script").count() == 0


async def test_entities_are_drawn_and_nested(bare: PageServer, bare_tab: Tab) -> None:
    send(bare, "😀 <b>bold <i>both</i></b> <a href='https://momu.kz/x'>policy</a> <code>M-1</code>", parse_mode="HTML")
    await expect(bare_tab.chat.locator("b > i")).to_have_text("both")
    link = bare_tab.chat.get_by_role("link", name="policy")
    await expect(link).to_have_attribute("href", "https://momu.kz/x")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_have_attribute("target", "_blank")


async def test_an_expandable_quote_expands(bare: PageServer, bare_tab: Tab) -> None:
    lines = "\n".join(f"line {number}" for number in range(20))
    sent = send(bare, f"before\n<blockquote expandable>{lines}</blockquote>", parse_mode="HTML")
    more = bare_tab.chat.get_by_role("button", name="More")
    quote = bare_tab.chat.locator(".folded")
    folded = await quote.evaluate("node => node.clientHeight")
    await more.click()
    await expect(bare_tab.chat.get_by_role("button", name="Less")).to_have_attribute("aria-expanded", "true")
    assert await quote.evaluate("node => node.clientHeight") > 3 * folded
    user = bare.cast.people[0].user
    bare.cast.world.call(
        "editMessageReplyMarkup", chat_id=user.id, message_id=sent,
        reply_markup={"inline_keyboard": [[{"text": "New", "callback_data": "x"}]]},
    )  # fmt: skip
    await bare_tab.chat.get_by_role("button", name="New").wait_for()
    await bare_tab.chat.get_by_role("button", name="Less").wait_for()


async def test_edits_are_marked_and_deletions_fade(bare: PageServer, bare_tab: Tab) -> None:
    sent, user = send(bare, "before"), bare.cast.people[0].user
    await bare_tab.sees("before")
    bare.cast.world.call("editMessageText", chat_id=user.id, message_id=sent, text="after")
    bare.cast.world.call("setMessageReaction", chat_id=user.id, message_id=sent, reaction=[SEEN])
    await bare_tab.sees("after")
    await expect(bare_tab.chat.get_by_role("group", name="Reactions")).to_have_text("👀")
    still = bare_tab.chat.locator(".message.flash .bubble")
    await expect(still).to_have_css("animation-name", "none")  # who wants no motion sees none
    await bare_tab.chat.get_by_text("edited").wait_for()
    bare.cast.world.call("deleteMessage", chat_id=user.id, message_id=sent)
    await expect(bare_tab.chat.locator(".message.leaving")).to_have_count(1)
    await bare_tab.loses("after")


async def test_buttons_have_their_colours_and_wait_for_the_bot(bare: PageServer, bare_tab: Tab) -> None:
    button = {"text": "Go", "callback_data": "go", "style": "danger"}
    send(bare, "well?", reply_markup={"inline_keyboard": [[button]]})
    await bare_tab.tap("Go")
    go = bare_tab.chat.get_by_role("button", name="Go")
    await expect(go).to_have_class("inline-button danger")
    await expect(go).to_have_attribute("aria-busy", "true")
    query = newest_press(bare).id
    bare.cast.world.call("answerCallbackQuery", callback_query_id=query, text="Read this", show_alert=True)
    alert = bare_tab.page.get_by_role("alertdialog")
    await alert.filter(has_text="Read this").wait_for()
    await expect(alert).to_have_accessible_name("Много Музыки")
    await bare_tab.is_accessible('[role="alertdialog"]')
    await bare_tab.page.reload()
    await alert.filter(has_text="Read this").wait_for()
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)
    await expect(go).not_to_have_attribute("aria-busy", "true")


async def test_a_button_stops_waiting_though_its_message_stays_as_it_was(bare: PageServer, bare_tab: Tab) -> None:
    """The bot answers so fast that no state with a waiting button is ever shown."""
    world = bare.cast.world

    def answer(event: Event) -> None:
        if event.kind == "query_pressed" and event.query:
            world.call("answerCallbackQuery", callback_query_id=event.query.id)

    with ExitStack() as after:
        after.callback(world.listen(answer))
        send(bare, "well?", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
        await bare_tab.tap("Go")
        await world.until(lambda: world.queries and newest_press(bare).user is bare.cast.people[0].user)
    await expect(bare_tab.chat.get_by_role("button", name="Go")).not_to_have_attribute("aria-busy", "true")
    assert newest_press(bare).answer is not None


async def test_everything_one_can_send_arrives(bare: PageServer, bare_tab: Tab) -> None:
    send(bare, "send me something")
    for item in ("Sticker", "Photo", "Voice message"):
        await bare_tab.phone.get_by_role("button", name="Attach").click()
        await bare_tab.phone.get_by_role("menuitem", name=item).click()
        await bare_tab.chat.get_by_role("img", name=item).wait_for()
    await bare_tab.phone.get_by_role("button", name="Attach").click()
    await bare_tab.phone.get_by_role("menuitem", name="Document").click()
    await bare_tab.chat.get_by_role("link", name="scan.pdf").wait_for()
    await bare_tab.is_accessible(PHONE)
    await bare_tab.phone.get_by_role("button", name="Attach").click()
    await bare_tab.phone.get_by_role("menuitem", name="Somebody else's contact").click()
    await bare_tab.sees("Данияр")
    await bare_tab.phone.get_by_role("button", name="Attach").click()
    await bare_tab.phone.get_by_role("menuitem", name="My contact").click()
    await bare_tab.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(bare_tab.chat.get_by_text("Айгерім", exact=True)).to_have_count(0)


async def test_the_menu_shows_commands_and_works_by_keyboard(bare: PageServer, bare_tab: Tab) -> None:
    commands = [{"command": "start", "description": "Бастау"}, {"command": "help", "description": "Көмек"}]
    bare.cast.world.call("setMyCommands", commands=commands)
    send(bare, "the menu has come with this")
    await bare_tab.sees("the menu has come with this")
    await bare_tab.phone.get_by_role("button", name="Commands").focus()
    await bare_tab.page.keyboard.press("Enter")
    await bare_tab.page.keyboard.press("ArrowDown")
    await bare_tab.page.keyboard.press("Enter")
    await bare_tab.sees("/help")
    await bare_tab.phone.get_by_role("button", name="Commands").click()
    await bare_tab.page.keyboard.press("Escape")
    await expect(bare_tab.phone.get_by_role("menuitem")).to_have_count(0)


async def test_a_new_person_can_come(bare: PageServer, bare_tab: Tab) -> None:
    await bare_tab.phone.get_by_role("button", name="New person").click()
    await bare_tab.page.get_by_label("Language of the client").select_option("de")
    await bare_tab.page.get_by_role("button", name="Open the phone").click()
    await expect(bare_tab.phone.get_by_role("button", name="Jürgen")).to_have_attribute("aria-pressed", "true")
