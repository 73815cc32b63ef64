"""aiogram with its own FSM in memory. It keeps nothing.

`python -m benchmarks.peers.bare_aiogram URL TOKEN PROBE FOLDER`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks import probe
from benchmarks.peers import words

router = Router()


class Form(StatesGroup):
    name = State()
    phone = State()
    email = State()
    review = State()


def button(text: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]])


@router.message(CommandStart())
async def start(message: Message, state: FSMContext) -> None:
    await state.clear()
    await message.answer(words.CONSENT, reply_markup=button(words.AGREE, words.AGREED))


@router.callback_query(F.data == words.AGREED)
async def agree(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.set_state(Form.name)
    if query.message:
        await query.message.answer(words.ASK_NAME)


@router.message(Form.name, F.text)
async def take_name(message: Message, state: FSMContext) -> None:
    await state.update_data(name=message.text)
    await state.set_state(Form.phone)
    await message.answer(words.ASK_PHONE)


@router.message(Form.phone, F.text)
async def take_phone(message: Message, state: FSMContext) -> None:
    await state.update_data(phone=message.text)
    await state.set_state(Form.email)
    await message.answer(words.ASK_EMAIL)


@router.message(Form.email, F.text)
async def take_email(message: Message, state: FSMContext) -> None:
    answers = await state.update_data(email=message.text)
    await state.set_state(Form.review)
    await message.answer(words.REVIEW.format(**answers), reply_markup=button(words.CONFIRM, words.CONFIRMED))


@router.callback_query(Form.review, F.data == words.CONFIRMED)
async def confirm(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.clear()
    if query.message:
        await query.message.answer(words.THANKS)


async def main(url: str, token: str, path: Path) -> None:
    watching = asyncio.create_task(probe.watch(path))
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)
    watching.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
