"""Measures one bot in one round: a process that is started, warmed up, measured and stopped."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.loopback.crowd import FIRST_ID, Crowd
from benchmarks.peers.table import Peer, Start, command
from benchmarks.probe import LongestPause
from benchmarks.process import MeasuredProcess

START_SECONDS = 60.0
QUIET_SECONDS = 0.5
"""Nothing follows any more if the bot has made no call for so long: cards and receipts are out, and are counted."""
LOOK_SECONDS = 0.01
MOST_QUIET_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Load:
    """How many people apply while it is measured, how many before that, and how many of them at a time."""

    dialogues: int
    warm_up: int
    people: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What one bot has shown in one round. Rates are per second, latencies and pauses in ms, memory in MiB.

    `wait` is the median of how long somebody waited in a whole dialogue, `load_share` how much of one core the load
    generator took meanwhile.
    """

    rate: float
    p50: float
    p99: float
    wait: float
    cpu: float
    calls: float
    peak: float
    pause: float
    load_share: float
    methods: dict[str, float]


async def measure(peer: Peer, load: Load, folder: Path, first_id: int = FIRST_ID) -> Figures:
    """The files of the bot lie in `folder`, and may be there already; then `first_id` says whom it does not know yet.

    Raises TimeoutError if the bot does not answer; its last words are in the message.
    """
    crowd = Crowd(first_id)
    server = await asyncio.get_running_loop().create_server(crowd.telegram.connect, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    crowd.telegram.hook_port = find_free_port()
    start = Start(f"http://127.0.0.1:{port}", folder / "probe", folder, crowd.telegram.hook_port)
    pause = LongestPause(start.probe)
    with MeasuredProcess(command(peer, start), peer.settings(start), folder) as process:
        try:
            await until_started(crowd, process)
            await crowd.apply(load.warm_up, load.people, process.is_alive)
            await _until_quiet(crowd)
            return await _measure(crowd, process, load, pause)
        except TimeoutError as error:
            raise TimeoutError(f"{peer.title}: {error or 'it takes too long'}\n{process.last_words}") from None
        finally:
            crowd.telegram.stop()
            process.stop()
            server.close()


async def _measure(crowd: Crowd, process: MeasuredProcess, load: Load, pause: LongestPause) -> Figures:
    crowd.telegram.calls = calls = Counter[str]()
    pause.write(0.0)
    cpu, own, began = process.cpu_seconds(), time.process_time(), time.perf_counter()
    await crowd.apply(load.dialogues, load.people, process.is_alive)
    seconds, own = time.perf_counter() - began, time.process_time() - own
    await _until_quiet(crowd)
    latencies, count = sorted(crowd.latencies), load.dialogues
    methods = {name: number / count for name, number in calls.most_common() if name != "getUpdates"}
    return Figures(
        rate=count / seconds,
        p50=1000 * latencies[len(latencies) // 2],
        p99=1000 * latencies[len(latencies) * 99 // 100],
        wait=1000 * median(crowd.waits),
        cpu=1000 * (process.cpu_seconds() - cpu) / count,
        calls=sum(methods.values()),
        peak=process.peak_mib(),
        pause=1000 * pause.read(),
        load_share=own / seconds,
        methods=methods,
    )


def find_free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


async def until_started(crowd: Crowd, process: MeasuredProcess) -> None:
    """Until the bot has asked for updates. Raises TimeoutError."""
    async with asyncio.timeout(START_SECONDS):
        while not crowd.telegram.fetched.is_set():
            if not process.is_alive():
                raise TimeoutError("it has ended")
            await asyncio.sleep(LOOK_SECONDS)


async def _until_quiet(crowd: Crowd) -> None:
    """Until the bot has nothing left to tell. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(MOST_QUIET_SECONDS):
        while loop.time() < crowd.telegram.last_call_at + QUIET_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
