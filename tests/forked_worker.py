"""A worker of a run of pytest in several processes (tests/forked_run.py): it runs units of tests, and tells of each."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest
from _pytest.tmpdir import TempPathFactory

NUMBER = 4  # bytes of the number of a unit


class TestBegins(NamedTuple):
    nodeid: str
    location: tuple[str, int | None, str]


class WorkerEnds(NamedTuple):
    trouble: str | None
    """None if nothing went wrong."""


class WarningRecorded(NamedTuple):
    warning_message: warnings.WarningMessage
    when: str
    nodeid: str
    location: None = None


class Teller:
    """What this process would say of its tests is told to the first one."""

    def __init__(self, config: pytest.Config, telling: Connection) -> None:
        self._config, self._tell = config, telling.send
        self._reports: list[dict[str, Any] | None] = []

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self._tell(TestBegins(nodeid, location))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(self._config.hook.pytest_report_to_serializable(config=self._config, report=report))

    def pytest_runtest_logfinish(self) -> None:
        """All at once: to be told of its setup, its call and its teardown would wake the first process three times."""
        self._tell(self._reports)
        self._reports = []

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage, when: str, nodeid: str) -> None:
        named = f"{warning_message.category.__name__}: {warning_message.message}"  # its class may be unknown elsewhere
        plain = warnings.WarningMessage(named, Warning, warning_message.filename, warning_message.lineno)
        self._tell(WarningRecorded(plain, when, nodeid))


def work(
    session: pytest.Session,
    units: Sequence[Sequence[pytest.Item]],
    queues: Sequence[int],
    telling: Connection,
    place: Path,
) -> NoReturn:
    """Runs units whose numbers it reads from one queue after the other, with its temporary files in `place`, and ends
    this process."""
    trouble = None
    try:
        teller = _become_worker(session.config, telling, place)
        try:
            for number in chain.from_iterable(map(_numbers, queues)):
                unit = units[number]
                for item, following in pairwise((*unit, session)):  # any test may be next: only the session stays open
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        finally:
            for ending in (signal.SIGINT, signal.SIGTERM):
                signal.signal(ending, signal.SIG_IGN)  # from a terminal and from the first process it comes twice
            session.config.pluginmanager.unregister(teller)
            session.config.hook.pytest_sessionfinish(session=session, exitstatus=session.testsfailed and 1)
            session.config._ensure_unconfigure()
    except BaseException:
        trouble = traceback.format_exc()
    # As Python ends a process, but for the first one's frames. What was to be done at its exit is done here too.
    atexit._run_exitfuncs()
    with suppress(OSError):  # nobody listens any more
        telling.send(WorkerEnds(trouble))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _numbers(queue: int) -> Iterator[int]:
    """Until nothing is left for any worker."""
    while number := os.read(queue, NUMBER):
        yield int.from_bytes(number, "big")


def _become_worker(config: pytest.Config, telling: Connection, place: Path) -> Teller:
    config.workerinput = {}  # type: ignore[attr-defined] # by this plugins know that only the first process writes files
    config.option.basetemp = place
    config._tmp_path_factory = TempPathFactory.from_config(config, _ispytest=True)  # type: ignore[attr-defined]
    # In the background of a shell SIGINT is ignored. By default SIGTERM ends a process without closing its servers.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    plugins = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    capturing = plugins.get_plugin("capturemanager")
    assert capturing
    capturing.stop_global_capturing()  # into a file that all would write to
    capturing.start_global_capturing()
    capturing.suspend_global_capture()
    teller = Teller(config, telling)
    plugins.register(teller)
    return teller
