"""A bot of pyTelegramBotAPI's asynchronous half, which sends most of its calls as GET with a form in the body."""

from __future__ import annotations

import asyncio
import os
from io import BytesIO

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    ReplyParameters,
)

root = os.environ["API_URL"]  # noqa: TID251
asyncio_helper.API_URL = root + "/bot{0}/{1}"
asyncio_helper.FILE_URL = root + "/file/bot{0}/{1}"

bot = AsyncTeleBot(os.environ["BOT_TOKEN"], parse_mode="HTML", protect_content=False)  # noqa: TID251


def counter(presses: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Count", callback_data=f"count:{presses + 1}")]])


@bot.message_handler(commands=["start"])
async def start(message: Message) -> None:
    await bot.send_message(message.chat.id, f"Hello, <b>{message.from_user.first_name}</b>", reply_markup=counter(0))


@bot.callback_query_handler(func=lambda call: call.data.startswith("count:"))
async def count(call: CallbackQuery) -> None:
    presses = int(call.data.partition(":")[2])
    await bot.answer_callback_query(call.id, "Counted", show_alert=False)
    place = {"chat_id": call.message.chat.id, "message_id": call.message.message_id}
    await bot.edit_message_text(f"Pressed {presses}", **place, reply_markup=counter(presses))


@bot.message_handler(content_types=["document"])
async def send_back(message: Message) -> None:
    file = await bot.get_file(message.document.file_id)
    content = await bot.download_file(file.file_path)
    back = InputFile(BytesIO(content[::-1]), file_name="back.txt")
    await bot.send_document(message.chat.id, back, caption=f"{len(content)} bytes")


@bot.message_handler(func=lambda message: True)
async def echo(message: Message) -> None:
    await bot.reply_to(message, f"You wrote: {message.text}")


@bot.edited_message_handler(func=lambda message: True)
async def echo_change(message: Message) -> None:
    quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    await bot.send_message(message.chat.id, f"You changed it to: {message.text}", reply_parameters=quoted)


async def main() -> None:
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.infinity_polling(allowed_updates=["message", "edited_message", "callback_query"])


if __name__ == "__main__":
    asyncio.run(main())
