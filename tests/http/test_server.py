"""What reaches a door, and what does not?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from bot.dialogue.door import Knock, NotWhole, Reply, TooLong
from bot.http import server
from bot.http.server import HttpServer, PortUnusable
from tests.scenarios.stage import free_port

MOST = 1000


async def measured(knock: Knock) -> Reply:
    """A door that says how long the body is, and who knocks."""
    try:
        body = await knock.read(MOST)
    except TooLong:
        return Reply(413)
    except NotWhole:
        return Reply(400)
    return Reply(200, f"{len(body)} {'here' if knock.is_local else 'elsewhere'}".encode())


async def broken(_: Knock) -> Reply:
    raise KeyError("somebody's words")


@pytest.fixture
async def address() -> AsyncIterator[str]:
    port = free_port()
    opened = HttpServer(("127.0.0.1", port), {"/door": measured, "/broken": broken, "/%d0%b1": measured})
    await opened.open()
    yield f"http://127.0.0.1:{port}"
    await opened.stop_listening()
    await opened.close()


async def post(url: str, data: object, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=data, headers=headers) as answer:
        return answer.status, await answer.text()


async def in_pieces(pieces: int) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        yield b"x" * 100


async def test_a_body_is_as_long_as_it_may_be_whether_its_length_is_told_or_not(address: str) -> None:
    assert await post(f"{address}/door", b"x" * MOST) == (200, f"{MOST} here")
    assert await post(f"{address}/door", in_pieces(10)) == (200, f"{MOST} here")
    assert (await post(f"{address}/door", b"x" * (MOST + 1)))[0] == 413
    assert (await post(f"{address}/door", in_pieces(11)))[0] == 413


async def test_a_body_that_is_packed_wrongly_is_not_whole(address: str) -> None:
    assert (await post(f"{address}/door", b"junk", {"Content-Encoding": "gzip"}))[0] == 400


async def test_a_body_that_does_not_come_is_not_waited_for_long(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "BODY_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    writer.write(b"POST /door HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
    assert b"400" in await reader.readline()
    writer.close()


@pytest.mark.parametrize("header", server.FORWARDED)
async def test_what_a_proxy_hands_on_comes_from_elsewhere(address: str, header: str) -> None:
    assert await post(f"{address}/door", b"", {header: "for=127.0.0.1"}) == (200, "0 elsewhere")


async def test_a_path_is_taken_as_it_is_written(address: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
    writer.write(b"POST /%d0%b1?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    assert b"200" in await reader.readline()
    writer.close()
    assert (await post(f"{address}/door/", b""))[0] == 404


async def test_a_bug_is_logged_without_what_was_said_and_is_no_500(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await post(f"{address}/broken", b""))[0] == 503
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == ["a request ended in a bug"]


async def test_the_second_who_wants_a_port_is_told_which(address: str) -> None:
    port = int(address.rpartition(":")[2])
    second = HttpServer(("127.0.0.1", port), {})
    with pytest.raises(PortUnusable, match=rf"^PORT: another program listens on 127\.0\.0\.1:{port} already"):
        await second.open()
    await second.close()


async def test_a_bot_that_does_not_listen_opens_and_closes_nothing() -> None:
    silent = HttpServer(None, {})
    await silent.open()
    await silent.stop_listening()
    await silent.close()
