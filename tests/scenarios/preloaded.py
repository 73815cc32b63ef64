"""What a forked process of the bot begins with: everything that it would import, the root certificates, and the models
of what every bot sends, which are otherwise built at their first use, in a tenth of a second."""

import gc
import importlib
import ssl
from functools import cache

import certifi

for name in (
    "bot.cli.main", "bot.cli.demo", "bot.operator.doctor", "tests.scenarios.killed_bot", "tests.scenarios.stopped",
    "tests.real.child",
):  # fmt: skip
    importlib.import_module(name)

# Every bot loads all root certificates when it starts, which takes 35 ms; no test uses TLS.
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]
ssl.create_default_context(cafile=certifi.where())

methods, types = (importlib.import_module(f"aiogram.{name}") for name in ("methods", "types"))  # after the bot's own
for model in (
    methods.AnswerCallbackQuery, methods.DeleteMessage, methods.DeleteMessages, methods.EditMessageReplyMarkup,
    methods.EditMessageText, methods.SendMessage, methods.SetMyCommands, types.BotCommand, types.InlineKeyboardMarkup,
    types.ReplyKeyboardMarkup, types.ReplyKeyboardRemove,
):  # fmt: skip
    model.model_rebuild()

gc.freeze()  # or the first collection in each process would copy all this memory
