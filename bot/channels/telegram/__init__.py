"""Telegram, as aiogram knows it."""
