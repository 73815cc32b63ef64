"""Do connections stay open, and does one that is gone harm no call?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from yarl import URL

from bot.channels.telegram import http_connections
from bot.channels.telegram.http_connections import Connections, ConnectorFailed
from bot.channels.telegram.http_response import BrokenResponse, Response

SAID = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers whatever comes with `said`. An empty one ends the connection, None leaves it without an answer."""

    def __init__(self) -> None:
        self.said: bytes | None = SAID
        self.heard: list[bytes] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.url = URL()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        while heard := await reader.read(1 << 16):
            self.heard.append(heard)
            if self.said:
                writer.write(self.said)
            elif self.said is not None:
                break
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    async with await asyncio.start_server(made.serve, "127.0.0.1", 0) as listening:
        made.url = URL(f"http://name:word@127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot1:x/getMe")
        yield made
        for writer in made.writers:
            writer.close()


@pytest.fixture
async def connections(server: Server) -> AsyncIterator[Connections]:
    made = Connections(server.url, {"Accept": "x"})
    yield made
    made.close()


async def test_one_connection_is_used_again_and_calls_at_once_have_one_each(
    server: Server, connections: Connections
) -> None:
    for _ in range(3):
        assert (await connections.post("/a", b"{}", 5)).body == b"{}"
    assert len(server.writers) == 1
    await asyncio.gather(*(connections.post("/a", b"{}", 5) for _ in range(3)))
    assert len(server.writers) == 3


async def test_a_request_is_written_as_a_server_reads_it(server: Server, connections: Connections) -> None:
    await connections.post("/bot1:x/getMe", b"{}", 5)
    assert server.heard == [
        f"POST /bot1:x/getMe HTTP/1.1\r\nHost: 127.0.0.1:{server.url.port}\r\nAccept: x\r\n"
        "Authorization: Basic bmFtZTp3b3Jk\r\nContent-Length: 2\r\n\r\n{}".encode()
    ]


async def test_a_connection_that_the_server_has_closed_is_not_used_again(
    server: Server, connections: Connections
) -> None:
    await connections.post("/a", b"{}", 5)
    server.writers[0].close()
    while connections._idle[0].is_open:  # noqa: ASYNC110 nothing tells of it
        await asyncio.sleep(0)
    await connections.post("/a", b"{}", 5)
    assert len(server.writers) == 2


async def test_a_connection_that_ends_instead_of_an_answer_is_told(server: Server, connections: Connections) -> None:
    server.said = b""
    with pytest.raises(BrokenResponse):
        await connections.post("/a", b"{}", 5)
    server.said = SAID
    await connections.post("/a", b"{}", 5)
    assert len(server.heard) == 2  # nothing was sent twice


async def test_no_answer_in_time_closes_the_connection(server: Server, connections: Connections) -> None:
    server.said = None
    with pytest.raises(TimeoutError):
        await connections.post("/a", b"{}", 0.01)
    assert not connections._idle


async def test_each_call_has_its_own_time_on_one_connection(server: Server, connections: Connections) -> None:
    await connections.post("/a", b"{}", 0.05)
    later = connections.post("/a", b"{}", 5)
    server.said = None
    late = asyncio.create_task(later)
    await asyncio.sleep(0.1)
    server.writers[0].write(SAID)
    assert (await late).body == b"{}"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(connections.post("/a", b"{}", 0.01), 1)
    assert len(server.writers) == 1


async def test_what_comes_after_the_answer_closes_the_connection(server: Server, connections: Connections) -> None:
    server.said = SAID + SAID
    await connections.post("/a", b"{}", 5)
    await connections.post("/a", b"{}", 5)
    assert len(server.writers) == 2


class TestPlaces:
    """Calls beyond the number of connections wait for those before them."""

    @pytest.fixture(autouse=True)
    def one_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(http_connections, "MAX_CONNECTIONS", 1)

    async def test_they_leave_in_the_order_in_which_they_came(self, server: Server, connections: Connections) -> None:
        await asyncio.gather(*(connections.post(f"/{one}", b"{}", 5) for one in range(4)))
        assert [heard.split()[1] for heard in server.heard] == [b"/0", b"/1", b"/2", b"/3"]
        assert len(server.writers) == 1

    async def test_one_waits_no_longer_than_its_time(self, server: Server, connections: Connections) -> None:
        server.said = None
        first = asyncio.create_task(connections.post("/a", b"{}", 5))
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await connections.post("/b", b"{}", 0.01)
        await cancel(first)
        server.said = SAID
        assert (await connections.post("/c", b"{}", 5)).body == b"{}"

    async def test_who_gives_up_when_the_place_comes_gives_it_on(
        self, server: Server, connections: Connections
    ) -> None:
        server.said = None
        first, second, third = (asyncio.create_task(connections.post("/a", b"{}", 5)) for _ in range(3))
        await asyncio.sleep(0)
        server.said = SAID
        first.cancel()
        await asyncio.sleep(0)  # the second has the place, and does not know it yet
        await cancel(second)
        assert (await third).body == b"{}"
        assert not connections._under_way


async def cancel(call: asyncio.Task[Response]) -> None:
    call.cancel()
    with suppress(asyncio.CancelledError):
        await call


async def test_where_nobody_listens_nothing_is_sent() -> None:
    with pytest.raises(ConnectorFailed):
        await Connections(URL("http://127.0.0.1:9/"), {}).post("/a", b"{}", 5)


async def test_a_long_response_comes_whole(server: Server, connections: Connections) -> None:
    """A hundred updates with long texts."""
    body = b"x" * 3_000_000
    server.said = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    assert [(await connections.post("/a", b"{}", 5)).body == body for _ in range(2)] == [True, True]
    assert len(server.writers) == 1
