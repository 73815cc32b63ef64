"""A bot of pyTelegramBotAPI: threads, handlers by decorator."""

from __future__ import annotations

import os
from io import BytesIO

import telebot
from telebot import apihelper
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
apihelper.API_URL = root + "/bot{0}/{1}"
apihelper.FILE_URL = root + "/file/bot{0}/{1}"

bot = telebot.TeleBot(os.environ["BOT_TOKEN"], parse_mode="HTML")  # noqa: TID251


def counter(presses: int) -> InlineKeyboardMarkup:
    markup = InlineKeyboardMarkup()
    markup.add(InlineKeyboardButton("Count", callback_data=f"count:{presses + 1}"))
    return markup


@bot.message_handler(commands=["start"])
def start(message: Message) -> None:
    bot.send_message(message.chat.id, f"Hello, <b>{message.from_user.first_name}</b>", reply_markup=counter(0))


@bot.callback_query_handler(func=lambda call: call.data.startswith("count:"))
def count(call: CallbackQuery) -> None:
    presses = int(call.data.partition(":")[2])
    bot.answer_callback_query(call.id, "Counted")
    place = {"chat_id": call.message.chat.id, "message_id": call.message.message_id}
    bot.edit_message_text(f"Pressed {presses}", **place, reply_markup=counter(presses))


@bot.message_handler(content_types=["document"])
def send_back(message: Message) -> None:
    content = bot.download_file(bot.get_file(message.document.file_id).file_path)
    file = InputFile(BytesIO(content[::-1]), file_name="back.txt")
    bot.send_document(message.chat.id, file, caption=f"{len(content)} bytes")


@bot.message_handler(func=lambda message: True)
def echo(message: Message) -> None:
    bot.reply_to(message, f"You wrote: {message.text}")


@bot.edited_message_handler(func=lambda message: True)
def echo_change(message: Message) -> None:
    quoted = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    bot.send_message(message.chat.id, f"You changed it to: {message.text}", reply_parameters=quoted)


if __name__ == "__main__":
    bot.set_my_commands([BotCommand("start", "Begin")])
    bot.infinity_polling(skip_pending=False, allowed_updates=["message", "edited_message", "callback_query"])
