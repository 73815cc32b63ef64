"""Over HTTP: every way to write a request, and the answers to what is not a request."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import warnings
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator.actors.user import User
from simulator.http.server import Server
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.cases import cases
from tests.simulator.asking import inline
from tests.simulator.conftest import TOKEN


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as running:
        yield running


async def _ask(session: aiohttp.ClientSession, url: str, **request: Any) -> tuple[int, dict[str, Any]]:
    async with session.post(url, **request) as response:
        body = await response.json()
        return response.status, body


def _method(server: Server, name: str, token: str = TOKEN) -> str:
    return f"{server.url}/bot{token}/{name}"


@pytest.mark.parametrize("style", ["query", "form", "multipart", "json"])
async def test_request_may_be_written_in_four_ways(
    server: Server, session: aiohttp.ClientSession, aigul: User, style: str
) -> None:
    params = {"chat_id": aigul.id, "text": "Сәлем", "reply_markup": inline([("Иә", "y")])}
    written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
    multipart = aiohttp.FormData(written, default_to_multipart=True)
    ways: dict[str, Any] = {"query": {"params": written}, "form": {"data": written}, "json": {"json": params}}
    status, body = await _ask(session, _method(server, "sendMessage"), **ways.get(style, {"data": multipart}))
    assert (status, body["ok"]) == (200, True)
    assert (aigul.chat.last.text, aigul.chat.last.labels) == ("Сәлем", ["Иә"])


async def test_get_requests_are_answered(server: Server, session: aiohttp.ClientSession) -> None:
    async with session.get(_method(server, "getMe")) as response:
        assert (await response.json())["result"]["username"] == "momu_bot"


@pytest.mark.parametrize("style", ["query", "form", "multipart", "json"])
async def test_body_of_a_get_is_read_too(
    server: Server, session: aiohttp.ClientSession, aigul: User, style: str
) -> None:
    """pyTelegramBotAPI's asynchronous client sends most of its calls so."""
    params = {"chat_id": str(aigul.id), "text": "Сәлем", "protect_content": "True"}
    multipart = aiohttp.FormData(params, default_to_multipart=True)
    ways: dict[str, Any] = {"query": {"params": params}, "form": {"data": params}, "json": {"json": params}}
    way = ways.get(style, {"data": multipart})
    async with session.get(_method(server, "sendMessage"), **way) as response:
        assert (await response.json())["ok"]
    assert (aigul.chat.last.text, aigul.chat.last.protected) == ("Сәлем", True)


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/bot{token}/getMe", "/bot{token}/sendMessage", "/file/bot{token}/files/x", "/"])
async def test_only_get_and_post_are_served(
    server: Server, session: aiohttp.ClientSession, verb: str, path: str
) -> None:
    """Telegram's own server answers anything else with 501, without a body, and closes the connection."""
    async with session.request(verb, server.url + path.format(token=TOKEN), data={"text": "x"}) as response:
        assert (response.status, await response.read(), response.headers["Connection"]) == (501, b"", "close")
    assert server.world.calls == []


async def test_uploaded_file_arrives(server: Server, session: aiohttp.ClientSession, aigul: User) -> None:
    form = aiohttp.FormData({"chat_id": str(aigul.id)})
    form.add_field("document", b"{}", filename="a.json", content_type="application/json")
    status, body = await _ask(session, _method(server, "sendDocument"), data=form)
    assert status == 200
    assert aigul.chat.last.document is not None
    assert aigul.chat.last.document.content == b"{}"
    file_id = body["result"]["document"]["file_id"]
    _, found = await _ask(session, _method(server, "getFile"), json={"file_id": file_id})
    async with session.get(f"{server.url}/file/bot{TOKEN}/{found['result']['file_path']}") as response:
        assert await response.read() == b"{}"


async def test_error_status_equals_error_code(server: Server, session: aiohttp.ClientSession, aigul: User) -> None:
    aigul.block_bot()
    status, body = await _ask(session, _method(server, "sendMessage"), json={"chat_id": aigul.id, "text": "x"})
    expected = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    assert (status, body) == (403, expected)


async def test_parameters_of_an_error_are_answered(server: Server, session: aiohttp.ClientSession) -> None:
    group = server.world.basic_group("Ескі топ")
    successor = group.migrate()
    status, body = await _ask(session, _method(server, "sendMessage"), json={"chat_id": group.id, "text": "x"})
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": successor.id})


@pytest.mark.parametrize(
    ("token", "description"),
    [("123456789:wrong", "Unauthorized"), ("nonsense", "Unauthorized: invalid token specified")],
)
async def test_wrong_token_is_401(server: Server, session: aiohttp.ClientSession, token: str, description: str) -> None:
    status, body = await _ask(session, _method(server, "getMe", token))
    assert (status, body["description"]) == (401, description)
    assert server.world.calls == []


@pytest.mark.parametrize("path", ["/", "/getMe", "/bot123456789:x", "/file/x"])
async def test_path_that_is_no_method_is_404(server: Server, session: aiohttp.ClientSession, path: str) -> None:
    status, body = await _ask(session, server.url + path)
    assert (status, body["description"]) == (404, "Not Found")


async def test_unknown_method_is_404(server: Server, session: aiohttp.ClientSession) -> None:
    status, body = await _ask(session, _method(server, "sendPigeon"))
    assert (status, body["description"]) == (404, "Not Found: method not found")


@pytest.mark.parametrize(
    ("request_body", "reason"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "can't parse request JSON object"),
        ({"data": b"[]", "headers": {"Content-Type": "application/json"}}, "JSON object expected"),
        ({"data": b"x", "headers": {"Content-Type": "text/plain"}}, "a body of type text/plain"),
        ({"params": {"text": "a"}, "data": {"text": "b"}}, 'parameter "text" is given twice'),
    ],
)
async def test_body_that_cannot_be_read_is_400(
    server: Server, session: aiohttp.ClientSession, request_body: dict[str, Any], reason: str
) -> None:
    status, body = await _ask(session, _method(server, "sendMessage"), **request_body)
    assert status == 400
    assert reason in body["description"]
    assert [call.status for call in server.world.calls] == [400]


async def test_server_chooses_a_free_port_and_frees_it(world: World) -> None:
    async with Server(world) as first, Server(world) as second:
        assert first.port != second.port
    async with Server(world, port=first.port) as again:
        assert again.url == f"http://127.0.0.1:{first.port}"


@cases("turns", range(4))
def test_a_guest_who_comes_as_the_door_is_shut_leaves_no_connection_open(turns: int) -> None:
    """A bot's process may end, and its test with it, just after it has called."""

    async def come_and_go() -> None:
        async with Server(World(TOKEN, SimulatedClock())) as server:
            guest = socket.create_connection((server.host, server.port))
            for _ in range(turns):
                await asyncio.sleep(0)
        guest.close()

    asyncio.run(come_and_go())
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        gc.collect()
    assert [str(one.message) for one in heard] == []
