"""A run of pytest in several processes: `--workers 5`.

The first one collects all tests, and forks the workers (tests/forked_worker.py), which take one unit of tests after the
other (tests/work_units.py) from a pipe: every second worker begins with those that mostly wait, or all would wait at
once. What they tell of their tests is said to the plugins here. Without the option, and with `--pdb`, all is run in one
process. Why not pytest-xdist: docs/decisions/forked-tests.md.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait

import pytest

from tests.forked_worker import NUMBER, TestBegins, WarningRecorded, WorkerEnds, work
from tests.work_units import units_of, waits


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("workers").addoption("--workers", type=int, default=0, help="how many processes run the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    option = session.config.option
    if not option.workers or option.usepdb or option.collectonly or session.testsfailed:
        return None
    run = ForkedRun(session)
    try:
        run.begin(option.workers)
        run.listen()
    finally:
        run.end()
    return True


def _queue(numbers: Sequence[int]) -> int:
    """A pipe to read them from: it holds 64 KB, and so all of them at once."""
    read, written = os.pipe()
    os.write(written, b"".join(number.to_bytes(NUMBER, "big") for number in numbers))
    os.close(written)
    return read


@dataclass
class Worker:
    name: str
    pid: int
    test: TestBegins | None = None
    """That it is in, or was in last."""


class ForkedRun:
    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._workers: dict[Connection, Worker] = {}

    def begin(self, workers: int) -> None:
        assert threading.active_count() == 1, "what another thread has locked would be locked in the workers for ever"
        units = units_of(self._session.items)
        waiting = [number for number, unit in enumerate(units) if waits(unit)]
        working = [number for number in range(len(units)) if number not in waiting]
        queues = [_queue(working), _queue(waiting)]
        place = self._session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        for number in range(workers):
            name = f"worker-{number}"
            heard, telling = Pipe(duplex=False)
            sys.stdout.flush()
            sys.stderr.flush()
            pid = os.fork()
            if not pid:
                for connection in (*self._workers, heard):
                    connection.close()  # or a worker would not notice that this process is gone
                work(self._session, units, queues[:: -1 if number % 2 else 1], telling, place / name)
            telling.close()
            self._workers[heard] = Worker(name, pid)
        for queue in queues:
            os.close(queue)

    def listen(self) -> None:
        """Until all workers have ended, or one of them has died, or enough has failed."""
        while self._workers:
            for heard in wait(list(self._workers)):
                assert isinstance(heard, Connection)
                self._hear(heard)
                if self._session.shouldfail:
                    raise self._session.Failed(self._session.shouldfail)
                if self._session.shouldstop:
                    raise self._session.Interrupted(self._session.shouldstop)

    def _hear(self, heard: Connection) -> None:
        config, worker = self._session.config, self._workers[heard]
        try:
            told = heard.recv()
        except (EOFError, OSError):
            told = WorkerEnds("")
        match told:
            case TestBegins():
                worker.test = told
            case WarningRecorded():
                config.hook.pytest_warning_recorded.call_historic(kwargs=told._asdict())
            case WorkerEnds():
                del self._workers[heard]
                heard.close()
                _, status = os.waitpid(worker.pid, 0)
                if told.trouble is not None:
                    self._fail(worker, f"{worker.name} ended with {os.waitstatus_to_exitcode(status)}", told.trouble)
            case _:
                for data in told:
                    report = config.hook.pytest_report_from_serializable(config=config, data=data)
                    config.hook.pytest_runtest_logreport(report=report)

    def _fail(self, worker: Worker, end: str, trouble: str) -> None:
        """The test that it was in has failed. The run ends, as tests after that are lost."""
        if worker.test:
            report = pytest.TestReport(*worker.test, {}, "failed", f"{end}\n{trouble}".strip(), "call")
            self._session.config.hook.pytest_runtest_logreport(report=report)
        self._session.shouldfail = end

    def end(self) -> None:
        """Whoever still runs tests is interrupted; all close what they have opened."""
        for heard, worker in self._workers.items():
            heard.close()
            os.kill(worker.pid, signal.SIGINT)
        for worker in self._workers.values():
            os.waitpid(worker.pid, 0)
