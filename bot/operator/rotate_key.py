"""Changes the master key, so that afterwards the old one opens nothing.

The new key comes from NEW_MASTER_KEY (or a file, NEW_MASTER_KEY_FILE), or is generated. A generated key is on the disk,
as `master.key.new`, before the first key is wrapped by it. It becomes `master.key` when the last key is wrapped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.master_key import MasterKeyLost, known_master_key, read_key, write_key
from bot.config.setting_types import decode_key
from bot.config.settings import InvalidSettings, Settings
from bot.domain.frozen import frozen
from bot.machine import Entropy, system_sleep
from bot.operator.existing_store import NoDatabase
from bot.operator.progress import REMOVING_TRACES, Begin
from bot.refusal import Refusal
from storage.any_places import AnyPlaces
from storage.engine import Engine
from storage.files import sync_folder
from storage.keystore import Keystore
from storage.keystores import keystore_of
from storage.migrate import migrate
from storage.places import alone
from storage.rewrap import Rewrap, next_key_fits
from storage.statements import KeystoreLost
from storage.vault import Wrap


class RotationRefused(Refusal):
    """The text says why, in one line. The key in use stays in use."""


class NewKeySettings(BaseSettings):
    """Read by this command only, and only from the environment: a key that is used once must not stand in `.env`."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, hide_input_in_errors=True, frozen=True)

    new_master_key: SecretStr | None = None
    new_master_key_file: Path | None = None

    def key(self) -> bytes | None:
        """Raises ValueError and OSError."""
        if self.new_master_key:
            return decode_key(self.new_master_key.get_secret_value())
        return decode_key(self.new_master_key_file.read_text("ascii")) if self.new_master_key_file else None


@frozen
class Rotated:
    """`keys` were wrapped anew. `file` holds the new master key; it is None if the operator keeps the key."""

    keys: int
    file: Path | None
    key_in_environment: bool


def load_new_key() -> bytes | None:
    """The key that the operator gives; None if one is to be generated. Raises InvalidSettings."""
    try:
        return NewKeySettings().key()
    except (OSError, ValidationError, UnicodeDecodeError):
        raise InvalidSettings(["NEW_MASTER_KEY_FILE: cannot be read"]) from None
    except ValueError as error:
        raise InvalidSettings([f"NEW_MASTER_KEY: {error}"]) from None


async def rotate_key(settings: Settings, given: bytes | None, entropy: Entropy, begin: Begin) -> Rotated:
    """Begin the change, or continue it after a crash. Raises RotationRefused and what opening a keystore raises."""
    in_environment = settings.master_key is not None
    file, waiting = settings.master_key_file, settings.master_key_file.with_name("master.key.new")
    async with _opened(settings.places, entropy) as keystore:
        engine = keystore.engine
        in_use = known_master_key(settings)
        if in_use is None:
            raise MasterKeyLost
        begun_with = await _resumed(engine, [given, read_key(waiting), read_key(file), in_use], entropy)
        new = begun_with or given or entropy(32)
        rewrap = Rewrap(engine, Wrap(in_use, entropy), Wrap(new, entropy))
        if begun_with is None:
            _refuse_bad_start(in_use, given, in_environment, file)
            await rewrap.check()
            if not (given and in_environment):
                write_key(waiting, new)
            await rewrap.begin()
        keys = await rewrap.run(begin("wrapping the keys anew", await rewrap.count()))
        begin(REMOVING_TRACES)
        if not await keystore.compact():
            raise RotationRefused("somebody reads the keystore; run this again when they have stopped")
        _put_in_place(waiting, file, new)
        await rewrap.finish()
    return Rotated(keys, file if read_key(file) == new else None, in_environment)


async def _resumed(engine: Engine, candidates: list[bytes | None], entropy: Entropy) -> bytes | None:
    """The key that an unfinished change began with; None if none is unfinished."""
    for key in candidates:
        fits = await next_key_fits(engine, Wrap(key, entropy)) if key else False
        if fits is None:
            return None
        if fits:
            return key
    raise RotationRefused("NEW_MASTER_KEY: a change of the master key is unfinished; give the key it began with")


def _refuse_bad_start(in_use: bytes, given: bytes | None, in_environment: bool, file: Path) -> None:
    if given == in_use:
        raise RotationRefused("NEW_MASTER_KEY: is the key in use already")
    if in_environment and not given and read_key(file) not in (None, in_use):
        raise RotationRefused(f"{file} holds a key that is not in use while MASTER_KEY is set; move it away first")


def _put_in_place(waiting: Path, file: Path, new: bytes) -> None:
    if read_key(waiting) == new:
        waiting.replace(file)
        sync_folder(file.parent)


@asynccontextmanager
async def _opened(places: AnyPlaces, entropy: Entropy) -> AsyncIterator[Keystore]:
    """Open the keystore exclusively, without checking the key in use: during a change that key does not open all."""
    if not await places.hold_a_database():
        raise NoDatabase(places)
    with alone(places):
        if not places.hold_a_keystore:
            raise KeystoreLost
        async with AsyncExitStack() as opened:
            engine = await places.open_keys_alone(opened)
            await migrate(engine, "keys")
            yield keystore_of(engine, entropy, system_sleep)
