"""Every answer and every update fits aiogram's models; every error becomes aiogram's exception."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDice
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)

from simulator.actors.user import User
from simulator.state import faults
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import picture, sent

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Келісемін", callback_data="agree", style="success")]]
)
FILE = BufferedInputFile(b'{"a":1}', "деректер.json")


async def test_get_me(bot: Bot, world: World) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.can_read_all_group_messages) == (world.bot.id, True, False)


async def test_send_and_edit_message(bot: Bot, aigul: User) -> None:
    bot.default = DefaultBotProperties(parse_mode="HTML", protect_content=True)
    start = aigul.start()
    message = await bot.send_message(
        aigul.id,
        "<b>Сәлем</b>",
        reply_markup=BUTTONS,
        reply_parameters=ReplyParameters(message_id=start.id),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert message.reply_markup is not None
    assert message.reply_markup.model_dump() == BUTTONS.model_dump()
    assert (message.html_text, message.has_protected_content) == ("<b>Сәлем</b>", True)
    edited = await bot.edit_message_text("<i>Қош</i>", chat_id=aigul.id, message_id=message.message_id)
    assert isinstance(edited, Message)
    assert (edited.html_text, edited.reply_markup) == ("<i>Қош</i>", None)
    assert aigul.chat.last.labels == []


async def test_reply_keyboard_and_contact(bot: Bot, aigul: User) -> None:
    keyboard = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="Нөмірім", request_contact=True)]], resize_keyboard=True
    )
    await bot.send_message(aigul.id, "Нөміріңіз?", reply_markup=keyboard)
    aigul.press("Нөмірім")
    message = (await bot.get_updates())[0].message
    assert message is not None
    assert message.contact is not None
    assert message.contact.user_id == aigul.id


async def test_files(bot: Bot, aigul: User) -> None:
    message = await bot.send_document(aigul.id, FILE, caption="Міне", reply_markup=BUTTONS)
    assert message.document is not None
    assert message.document.file_name == "деректер.json"
    downloaded = await bot.download(message.document)
    assert downloaded is not None
    assert downloaded.read() == b'{"a":1}'
    media = InputMediaDocument(media=BufferedInputFile(b"[]", "b.json"), caption="Екінші")
    edited = await bot.edit_message_media(media, chat_id=aigul.id, message_id=message.message_id)
    assert isinstance(edited, Message)
    captioned = await bot.edit_message_caption(chat_id=aigul.id, message_id=message.message_id, caption="Үшінші")
    assert isinstance(captioned, Message)
    assert captioned.caption == "Үшінші"
    photo = await bot.send_photo(aigul.id, BufferedInputFile(picture(320, 200), "a.png"))
    assert photo.photo


async def test_every_kind_of_update_fits(bot: Bot, world: World, aigul: User, staff: Group) -> None:
    staff.promote(world.bot)
    aigul.write("сәлем, a@momu.kz")
    for message in (aigul.share_contact(), *aigul.send_album(2), aigul.send_document(caption="x")):
        aigul.forward(message)
    for kind in ("sticker", "photo", "voice", "location", "video_note", "dice"):
        getattr(aigul, f"send_{kind}")()
    aigul.edit(aigul.write("бір"), "екі")
    gone = sent(world, aigul.chat)
    aigul.delete(gone)
    aigul.tap_data("x", gone)
    staff.add(aigul)
    staff.restrict(aigul)
    staff.remove(aigul, by=staff.owner)
    staff.promote(staff.owner, ["is_anonymous"])
    world.basic_group("Ескі топ").migrate()
    world.supergroup("Форум", forum=True).create_topic("Лиды").close()
    aigul.block_bot()
    updates = await bot.get_updates(allowed_updates=["message", "edited_message", "callback_query", "my_chat_member"])
    assert {update.event_type for update in updates} == {
        "message", "edited_message", "callback_query", "my_chat_member",
    }  # fmt: skip
    pressed = next(update.callback_query for update in updates if update.callback_query)
    assert isinstance(pressed.message, InaccessibleMessage)
    assert all(not update.model_extra for update in updates)


async def test_chat_member_update_fits(bot: Bot, world: World, aigul: User, staff: Group) -> None:
    staff.promote(world.bot)
    await bot.get_updates(offset=-1, allowed_updates=["chat_member"])
    staff.add(aigul)
    (update,) = [one for one in await bot.get_updates() if one.chat_member]
    assert isinstance(update, Update)
    assert update.chat_member is not None
    assert update.chat_member.new_chat_member.status == "member"


async def test_press_is_answered(bot: Bot, aigul: User) -> None:
    await bot.send_message(aigul.id, "Келісесіз бе?", reply_markup=BUTTONS)
    query = aigul.tap("Келісемін")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert await update.callback_query.answer("Рақмет", show_alert=True)
    assert query.answer is not None
    assert query.answer.text == "Рақмет"


async def test_chats_and_members(bot: Bot, world: World, aigul: User, staff: Group, bolat: User) -> None:
    staff.add(aigul)
    staff.promote(world.bot)
    await bot.pin_chat_message(staff.id, (await bot.send_message(staff.id, "x")).message_id)
    assert (await bot.get_chat(aigul.id)).first_name == "Айгүл"
    assert (await bot.get_chat(staff.id)).pinned_message is not None
    statuses = [(await bot.get_chat_member(staff.id, one)).status for one in (bolat.id, aigul.id, world.bot.id)]
    assert statuses == ["creator", "member", "administrator"]
    assert len(await bot.get_chat_administrators(staff.id)) == 2
    assert await bot.get_chat_member_count(staff.id) == 3
    assert await bot.send_chat_action(staff.id, "typing")
    assert await bot.unpin_all_chat_messages(staff.id)
    assert await bot.leave_chat(staff.id)


async def test_copy_forward_delete(bot: Bot, aigul: User, staff: Group) -> None:
    message = aigul.write("сәлем")
    copied = await bot.copy_message(staff.id, aigul.id, message.id)
    forwarded = await bot.forward_message(staff.id, aigul.id, message.id)
    assert forwarded.forward_origin is not None
    assert await bot.delete_message(aigul.id, message.id)
    assert await bot.delete_messages(staff.id, [copied.message_id, forwarded.message_id])
    assert staff.messages == []


async def test_profile(bot: Bot, world: World) -> None:
    commands = [BotCommand(command="start", description="Бастау")]
    assert await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code="kk")
    (found,) = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), language_code="kk")
    assert (found.command, found.description) == ("start", "Бастау")
    assert world.commands("all_private_chats", "kk") == [("start", "Бастау")]
    assert await bot.delete_my_commands(BotCommandScopeAllPrivateChats(), language_code="kk")
    assert await bot.set_my_name("Көп музыка", language_code="kk")
    assert (await bot.get_my_name("kk")).name == "Көп музыка"
    assert await bot.set_my_description("x")
    assert (await bot.get_my_description()).description == "x"
    assert await bot.set_my_short_description("x")
    assert (await bot.get_my_short_description()).short_description == "x"
    assert await bot.set_chat_menu_button()
    assert (await bot.get_chat_menu_button()).type == "default"


async def test_webhook_info(bot: Bot) -> None:
    assert await bot.set_webhook("https://momu.kz/hook", secret_token="x" * 32, allowed_updates=["message"])
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == ("https://momu.kz/hook", 0, ["message"])
    assert await bot.delete_webhook(drop_pending_updates=True)


async def test_errors_become_aiograms_exceptions(bot: Bot, world: World, aigul: User) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4711, "x")
    with pytest.raises(TelegramServerError, match="SIMULATOR: sendDice exists in the Bot API but is not simulated"):
        await bot(SendDice(chat_id=aigul.id))
    group = world.basic_group("Ескі топ")
    successor = group.migrate()
    with pytest.raises(TelegramMigrateToChat) as migrated:
        await bot.send_message(group.id, "x")
    assert migrated.value.migrate_to_chat_id == successor.id
    aigul.block_bot()
    with pytest.raises(TelegramForbiddenError, match="blocked"):
        await bot.send_message(aigul.id, "x")


async def test_server_errors_become_aiograms_exceptions(bot: Bot, world: World) -> None:
    world.faults.script("getMe", faults.server_error("json"), faults.server_error("html"))
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    with pytest.raises(ClientDecodeError):
        await bot.get_me()
    async with Bot("123456789:wrong", session=bot.session) as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
