"""What all tests share: settings that make them faster without changing them, and a store."""

from __future__ import annotations

import gc
import os
import shutil
import ssl
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import coverage
import pytest
from hypothesis import settings

import bot.channels.telegram  # noqa: F401 before any test imports aiogram, which is slow otherwise
from bot.machine import system_entropy
from storage.store import Store, open_store
from tests import fork_server, postgres_server
from tests.databases import ON_POSTGRES, places_in
from tests.empty_files import place_empty_files
from tests.examples import some_of
from tests.work_units import start_order

pytest_plugins = ["tests.forked_run"]

# The duration of an example depends on the machine, not on the code.
settings.register_profile("unhurried", deadline=None, max_examples=some_of(100))
settings.load_profile("unhurried")

MEMORY = Path("/dev/shm")  # noqa: S108
MEMORY_NEEDED = 2**31  # bytes; a container may have 64 MB
# No test needs its files to outlive the machine, and a disk that many share takes milliseconds for each commit.
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
    os.environ.setdefault("TMPDIR", str(MEMORY))  # noqa: TID251
    tempfile.tempdir = None  # which pytest has asked for already

# Every bot loads all root certificates when it starts, which takes 35 ms; no test uses TLS.
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]


def pytest_configure(config: pytest.Config) -> None:
    if config.option.workers:
        fork_server.begin()
        postgres_server.share()
    gc.disable()  # until everything is collected, nothing is garbage; looking for it is a sixth of that time


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = start_order(items)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """When all fixtures are closed."""
    if ON_POSTGRES:
        from tests.schemas import give_back_schemas

        give_back_schemas()


def pytest_collection_finish() -> None:
    """The libraries stay to the end; looking through them again and again is a tenth of all time."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="module")
def unmeasured() -> Iterator[None]:
    """No lines are counted in a module that runs the same lines again and again, and that others run too."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    yield
    measuring.start()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    place_empty_files(tmp_path)
    opened = await open_store(places_in(tmp_path), bytes(32), system_entropy)
    yield opened
    await opened.close()
