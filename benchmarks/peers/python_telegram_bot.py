"""python-telegram-bot with ConversationHandler and PicklePersistence, which writes its file every second.

`python -m benchmarks.peers.python_telegram_bot URL TOKEN PROBE FOLDER`
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.warnings import PTBUserWarning

from benchmarks import probe
from benchmarks.peers import words

CONSENT, NAME, PHONE, EMAIL, REVIEW = range(5)
Context = ContextTypes.DEFAULT_TYPE
TYPED = filters.TEXT & ~filters.COMMAND


def button(text: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])


async def start(update: Update, context: Context) -> int:
    assert update.message
    await update.message.reply_text(words.CONSENT, reply_markup=button(words.AGREE, words.AGREED))
    return CONSENT


async def agree(update: Update, context: Context) -> int:
    assert update.callback_query
    assert update.effective_chat
    await update.callback_query.answer()
    await update.effective_chat.send_message(words.ASK_NAME)
    return NAME


async def take_name(update: Update, context: Context) -> int:
    assert update.message
    assert context.user_data is not None
    context.user_data["name"] = update.message.text
    await update.message.reply_text(words.ASK_PHONE)
    return PHONE


async def take_phone(update: Update, context: Context) -> int:
    assert update.message
    assert context.user_data is not None
    context.user_data["phone"] = update.message.text
    await update.message.reply_text(words.ASK_EMAIL)
    return EMAIL


async def take_email(update: Update, context: Context) -> int:
    assert update.message
    assert context.user_data is not None
    context.user_data["email"] = update.message.text
    text = words.REVIEW.format(**context.user_data)
    await update.message.reply_text(text, reply_markup=button(words.CONFIRM, words.CONFIRMED))
    return REVIEW


async def confirm(update: Update, context: Context) -> int:
    assert update.callback_query
    assert update.effective_chat
    assert context.user_data is not None
    await update.callback_query.answer()
    context.user_data.clear()
    await update.effective_chat.send_message(words.THANKS)
    return ConversationHandler.END


def make_conversation() -> ConversationHandler[Context]:
    # It reminds everybody who mixes messages and presses of a setting that is right here.
    warnings.filterwarnings("ignore", category=PTBUserWarning)
    return ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={
            CONSENT: [CallbackQueryHandler(agree, pattern=f"^{words.AGREED}$")],
            NAME: [MessageHandler(TYPED, take_name)],
            PHONE: [MessageHandler(TYPED, take_phone)],
            EMAIL: [MessageHandler(TYPED, take_email)],
            REVIEW: [CallbackQueryHandler(confirm, pattern=f"^{words.CONFIRMED}$")],
        },
        fallbacks=[CommandHandler("start", start)],
        name="form",
        persistent=True,
    )


def main(url: str, token: str, path: Path, folder: Path) -> None:
    watching: list[asyncio.Task[None]] = []

    async def watch(_: Application[Any, Any, Any, Any, Any, Any]) -> None:
        watching.append(asyncio.create_task(probe.watch(path)))

    async def stop_watching(_: Application[Any, Any, Any, Any, Any, Any]) -> None:
        watching[0].cancel()

    application = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .persistence(PicklePersistence(folder / "conversations.pickle", update_interval=1))
        .post_init(watch)
        .post_stop(stop_watching)
        .build()
    )
    application.add_handler(make_conversation())
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
