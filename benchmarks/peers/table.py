"""How each measured bot is started."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.loopback.telegram import GROUP

MASTER_KEY = bytes(range(32))
WRITTEN_KEY = base64.b64encode(MASTER_KEY).decode()
"""As the setting takes it."""
TOKEN = "700000001:" + "loopback" * 4
BIN = "263440000014"
"""Of nobody: no organisation was registered in a 34th month."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a bot: its Telegram, the file of its probe, a folder of its own, and a port where nobody listens."""

    url: str
    probe: Path
    folder: Path
    port: int = 0


@dataclass(frozen=True, slots=True)
class Peer:
    """`words` are the arguments for Python, `settings` the environment."""

    title: str
    words: Callable[[Start], list[str]]
    settings: Callable[[Start], Mapping[str, str]]


def our_settings(start: Start) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": start.url,
        "STAFF_CHAT_ID": str(GROUP),
        "OPERATOR_BIN": BIN,
        "PRIVACY_POLICY_DATE": "2026-01-31",
        "MASTER_KEY": WRITTEN_KEY,
        "DATABASE_URL": f"sqlite:///{start.folder / 'data' / 'momu.db'}",
    }


def webhook_settings(start: Start) -> dict[str, str]:
    return our_settings(start) | {"WEBHOOK_URL": "https://bot.example.kz/telegram", "PORT": str(start.port)}


def _our_words(start: Start) -> list[str]:
    return ["-m", "benchmarks.peers.ours", str(start.probe)]


def _stranger(module: str) -> Callable[[Start], list[str]]:
    return lambda start: ["-m", f"benchmarks.peers.{module}", start.url, TOKEN, str(start.probe), str(start.folder)]


BASE = "aiogram"
"""The peer that the others are compared with."""
PEERS: Mapping[str, Peer] = {
    "ours": Peer("ours, everything on", _our_words, our_settings),
    "webhook": Peer("ours, by webhook", _our_words, webhook_settings),
    BASE: Peer("bare aiogram, in memory", _stranger("bare_aiogram"), lambda start: {}),
    "ptb": Peer("python-telegram-bot, pickle", _stranger("python_telegram_bot"), lambda start: {}),
}


def command(peer: Peer, start: Start) -> list[str]:
    return [sys.executable, *peer.words(start)]
