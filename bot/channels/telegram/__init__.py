"""Telegram, as aiogram knows it."""

from bot.channels.telegram import deferred_models  # before anything here imports aiogram

__all__ = ["deferred_models"]
