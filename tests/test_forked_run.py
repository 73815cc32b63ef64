"""Runs of pytest in two processes: nothing that goes wrong in a worker is lost, and nothing stays open."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.cases import cases

ROOT = Path(__file__).parents[1]
SHARED = """
import atexit, os, signal, time, warnings
from pathlib import Path
import pytest

NOTES = Path(__file__).parent

@pytest.fixture(scope="session", autouse=True)
def shared():
    atexit.register((NOTES / f"exit {os.getpid()}").touch)
    yield
    (NOTES / f"closed {os.getpid()}").touch()
    if (NOTES / f"broken {os.getpid()}").exists():
        raise OSError("not to be closed")
"""
OUTCOMES = """
def test_right(tmp_path):
    (tmp_path / "file").touch()

def test_wrong(tmp_path):
    print("printed by the test")
    os.system("echo printed by a process")
    assert tmp_path.parent.parent == Path()

def test_loud():
    warnings.warn("a warning")

@pytest.mark.skip(reason="a reason")
def test_left_out():
    pass
"""
WAITS = """
def test_waits():
    (NOTES / "waits").touch()
    time.sleep(60)
"""
BREAKS = """
def test_breaks():
    while not (NOTES / "waits").exists():
        time.sleep(0.01)
    {}
"""


def run(folder: Path, *options: str) -> tuple[int, str]:
    """Its exit code, and what it says."""
    (folder / "pytest.ini").write_text("[pytest]\ntmp_path_retention_policy = failed\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.forked_run", "-p", "no:cacheprovider", "--workers", "2"]
    environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_DEBUG_TEMPROOT": str(folder), "COLUMNS": "300"}
    ended = subprocess.run(
        [*command, "-q", "-rfs", "-c", folder / "pytest.ini", *options, folder],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


def notes(folder: Path, word: str) -> set[str]:
    """The processes that have left a note of this kind."""
    return {path.name.partition(" ")[2] for path in folder.glob(f"{word} *")}


def test_what_happens_in_workers_is_reported_as_if_it_was_one_process(tmp_path: Path) -> None:
    for name in ("test_a.py", "test_b.py"):
        (tmp_path / name).write_text(SHARED + OUTCOMES)
    code, said = run(tmp_path)
    assert code == 1
    assert "2 failed, 4 passed, 2 skipped, 2 warnings" in said
    assert sorted(said.split()[0]) == sorted("FFss....")
    assert said.count("assert tmp_path.parent.parent == Path()") == 2
    assert said.count("printed by the test\nprinted by a process\n") == 2
    assert said.count("UserWarning: a warning") == said.count(": a reason") == 2
    assert len(notes(tmp_path, "closed")) == 2
    assert notes(tmp_path, "exit") == notes(tmp_path, "closed")
    kept = sorted(path.parts[-2:] for path in tmp_path.glob("pytest-of-*/pytest-0/*/test_*") if not path.is_symlink())
    assert kept == [("worker-0", "test_wrong0"), ("worker-1", "test_wrong0")]


@cases(
    ("broken_by", "options", "code", "named"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", [], 1, "test_breaks - worker-[01] ended with -9"),
        ("os._exit(0)", [], 1, "test_breaks - worker-[01] ended with 0"),
        ('(NOTES / f"broken {os.getpid()}").touch()', [], 1, "OSError: not to be closed"),
        ("raise AssertionError", ["-x"], 1, "stopping after 1 failures"),
        ("os.kill(os.getpid(), signal.SIGTERM)", [], 1, "KeyboardInterrupt"),
        ("os.kill(os.getppid(), signal.SIGINT)", [], 2, "KeyboardInterrupt"),
    ],
)
def test_a_broken_run_ends_at_once_and_the_other_worker_closes_what_it_has_opened(
    broken_by: str, options: list[str], code: int, named: str, tmp_path: Path
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    (folder / "test_a.py").write_text(SHARED + BREAKS.format(broken_by))
    (folder / "test_b.py").write_text(SHARED + WAITS)
    got, said = run(folder, *options)
    assert (got, bool(re.search(named, said))) == (code, True), said
    assert notes(folder, "closed")
    assert notes(folder, "exit") == notes(folder, "closed")
