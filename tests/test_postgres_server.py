"""Does a server for a test end with it?"""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from tests.postgres_server import own_server, restart


def test_a_server_that_was_restarted_ends_with_its_test() -> None:
    with own_server() as server:
        begun = server.get_postmaster_info().process
        restart(server, "immediate")
        again = server.get_postmaster_info().process
        assert again.pid == int((server.pgdata / "postmaster.pid").read_text().split()[0]) != begun.pid
        assert runs(again)
    until = monotonic() + 5
    while runs(again) and monotonic() < until:
        sleep(0.01)  # it has said that it ends
    assert not runs(again)


def runs(process: Any) -> bool:
    """What has ended may still be listed."""
    return bool(process.is_running() and process.status() != "zombie")
