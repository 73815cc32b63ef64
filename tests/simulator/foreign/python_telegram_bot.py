"""A bot of python-telegram-bot: asynchronous, handlers added to an application."""

from __future__ import annotations

import os

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

Context = ContextTypes.DEFAULT_TYPE


def counter(presses: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Count", callback_data=f"count:{presses + 1}")]])


async def start(update: Update, context: Context) -> None:
    hello = f"Hello, <b>{update.effective_user.first_name}</b>"
    await update.message.reply_text(hello, parse_mode=ParseMode.HTML, reply_markup=counter(0))


async def count(update: Update, context: Context) -> None:
    query = update.callback_query
    presses = int(query.data.partition(":")[2])
    await query.answer("Counted")
    await query.edit_message_text(f"Pressed {presses}", reply_markup=counter(presses))


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    said = "You changed it to" if update.edited_message else "You wrote"
    await message.reply_text(f"{said}: {message.text}", do_quote=True)


async def send_back(update: Update, context: Context) -> None:
    file = await update.message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await update.message.reply_document(content[::-1], filename="back.txt", caption=f"{len(content)} bytes")


async def prepare(application: Application) -> None:
    await application.bot.set_my_commands([("start", "Begin")])


def main() -> None:
    root = os.environ["API_URL"]  # noqa: TID251
    application = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])  # noqa: TID251
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .post_init(prepare)
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(count, pattern="^count:"))
    application.add_handler(MessageHandler(filters.Document.ALL, send_back))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
