"""Finds, makes and writes the master key, which opens the keystore."""

from __future__ import annotations

import base64
from pathlib import Path

from bot.config.setting_types import decode_key
from bot.config.settings import Settings
from bot.machine import Entropy
from bot.refusal import Refusal
from storage.files import create_private, write_private
from storage.statements import StorageUnavailable


class MasterKeyLost(Refusal):
    """The keystore exists, but its master key does not."""

    line = "MASTER_KEY: the keystore exists but its key does not; put master.key back or set MASTER_KEY"


def find_master_key(settings: Settings, entropy: Entropy) -> bytes:
    """The 32 bytes of MASTER_KEY if it is set, else of the file beside the database, which the first run makes (0600).

    Raises MasterKeyLost if the file holds no key, or if it is missing and a keystore exists: a new key would make
    everything stored unreadable. Raises StorageUnavailable.
    """
    known = known_master_key(settings)
    if known is not None:
        return known
    if settings.places.hold_a_keystore:
        raise MasterKeyLost
    try:
        create_private(settings.master_key_file, _encode(entropy(32)))
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from None
    # Read the file again: if two processes start for the first time at once, it holds the key of the first.
    made = read_key(settings.master_key_file)
    if made is None:
        raise MasterKeyLost
    return made


def known_master_key(settings: Settings) -> bytes | None:
    """Like find_master_key, but makes no key: None if there is none."""
    if settings.master_key:
        return decode_key(settings.master_key.get_secret_value())
    return read_key(settings.master_key_file)


def read_key(file: Path) -> bytes | None:
    """None if there is no such file. Raises MasterKeyLost if it holds no key, and StorageUnavailable."""
    try:
        return decode_key(file.read_text("ascii"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, IsADirectoryError):
        raise MasterKeyLost(f"MASTER_KEY: there is no key in {file.name}; put the right one back") from None
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from None


def write_key(file: Path, key: bytes) -> None:
    """Raises StorageUnavailable."""
    try:
        write_private(file, _encode(key))
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from None


def _encode(key: bytes) -> bytes:
    return base64.b64encode(key) + b"\n"
