"""The page's server shows everything, does what the page asks, and obeys nobody else."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, ClientSession

from simulator.page.server import PageServer
from tests.demo.conftest import open_bare


@pytest_asyncio.fixture(loop_scope="session")
async def bare() -> AsyncIterator[PageServer]:
    """Of this test alone."""
    async with open_bare() as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def act(session: ClientSession, page: PageServer, given: Any, **headers: str) -> ClientResponse:
    return await session.post(
        f"{page.url}demo/act", json=given, headers={"Origin": page.url.rstrip("/")} | headers
    )  # fmt: skip


async def state(session: ClientSession, page: PageServer) -> dict[str, Any]:
    async with session.get(f"{page.url}demo/state") as answer:
        parts: dict[str, Any] = (await answer.json())["parts"]
        return parts


async def next_event(stream: ClientResponse) -> tuple[dict[str, str], dict[str, Any]]:
    """The fields of one server-sent event, and its data."""
    fields: dict[str, str] = {}
    while line := (await stream.content.readline()).decode().strip():
        name, _, value = line.partition(": ")
        fields[name] = value
    return fields, json.loads(fields["data"])


def first(page: PageServer) -> int:
    return page.cast.people[0].user.id


async def test_what_a_person_writes_reaches_the_world_and_the_page(bare: PageServer, browser: ClientSession) -> None:
    answer = await act(browser, bare, {"act": "write", "user": first(bare), "chat": first(bare), "text": " hello "})
    assert answer.status == 200
    assert [message.text for message in bare.cast.people[0].user.chat.messages] == ["hello"]


async def test_the_stream_begins_with_everything_and_goes_on_with_changes(
    bare: PageServer, browser: ClientSession
) -> None:
    async with browser.get(f"{bare.url}demo/events", headers={"Last-Event-ID": "3"}) as stream:
        fields, everything = await next_event(stream)
        assert fields["event"] == "snapshot"
        assert {"people", "staff", "group", "stored", "trouble", "popups", f"chat:{first(bare)}"} <= set(
            everything["parts"]
        )
        bare.cast.people[0].user.write("hello")
        later, change = await next_event(stream)
        assert later["event"] == "parts"
        assert int(later["id"]) > int(fields["id"])
        assert list(change["parts"]) == [f"chat:{first(bare)}"]


async def test_long_texts_arrive_in_pieces(bare: PageServer, browser: ClientSession) -> None:
    text = "ә" * 4090 + "😀" * 10
    await act(browser, bare, {"act": "write", "user": first(bare), "chat": first(bare), "text": text})
    pieces = [message.text for message in bare.cast.people[0].user.chat.messages]
    assert "".join(pieces) == text
    assert [len(piece.encode("utf-16-le")) // 2 for piece in pieces] == [4096, 14]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ([], 400),
        ({"act": "fly"}, 409),
        ({"act": "write"}, 409),
        ({"act": "write", "user": True, "chat": 1, "text": "x"}, 409),
        ({"act": "write", "user": 1, "chat": 1, "text": "x"}, 409),
        ({"act": "tap", "user": 1, "chat": 1, "message": 1, "data": "x"}, 409),
        ({"act": "leap", "by": "century"}, 409),
        ({"act": "new_person", "name": "", "language": "xx"}, 409),
    ],
)
async def test_an_impossible_act_is_refused_with_a_reason(
    bare: PageServer, browser: ClientSession, given: Any, status: int
) -> None:
    answer = await act(browser, bare, given)
    assert answer.status == status
    assert (await answer.json())["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Content-Type": "text/plain"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_another_page_cannot_drive_the_demo(
    bare: PageServer, browser: ClientSession, headers: dict[str, str]
) -> None:
    given = {"act": "write", "user": first(bare), "chat": first(bare), "text": "x"}
    body = json.dumps(given)
    own = {"Origin": bare.url.rstrip("/"), "Content-Type": "application/json"}
    async with browser.post(f"{bare.url}demo/act", data=body, headers=own | headers) as answer:
        assert answer.status == 403
    assert bare.cast.people[0].user.chat.messages == []


async def test_an_act_without_an_origin_is_refused(bare: PageServer, browser: ClientSession) -> None:
    async with browser.post(f"{bare.url}demo/act", json={"act": "bot", "do": "stop"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["", "demo/state", "demo/events"])
async def test_a_foreign_name_for_this_computer_sees_nothing(
    bare: PageServer, browser: ClientSession, path: str
) -> None:
    async with browser.get(f"{bare.url}{path}", headers={"Host": "rebound.example"}) as answer:
        assert answer.status == 403


async def test_a_link_from_another_page_may_be_followed(bare: PageServer, browser: ClientSession) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with browser.get(bare.url, headers=followed) as answer:
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    framed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    async with browser.get(f"{bare.url}demo/state", headers=framed) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["nothing.js", "..%2fserver.py", "..%2f..%2f..%2fbot%2fcli%2fdemo.py", "demo/file/x"])
async def test_only_the_page_is_served(bare: PageServer, browser: ClientSession, path: str) -> None:
    async with browser.get(f"{bare.url}{path}") as answer:
        assert answer.status == 404


async def test_a_document_is_saved_and_never_opened(bare: PageServer, browser: ClientSession) -> None:
    sent = bare.cast.people[0].user.send_document(content=b"<script>")
    assert sent.document is not None
    async with browser.get(f"{bare.url}demo/file/{sent.document.file_id}") as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert await answer.read() == b"<script>"


async def test_a_person_who_joins_is_shown(bare: PageServer, browser: ClientSession) -> None:
    answer = await act(browser, bare, {"act": "new_person", "name": "Асқар", "language": "kk"})
    newcomer = (await answer.json())["user"]
    async with browser.get(f"{bare.url}demo/events") as stream:
        _, everything = await next_event(stream)
        while f"chat:{newcomer}" not in everything["parts"]:
            _, everything = await next_event(stream)
    assert any(person["name"] == "Асқар" for person in (await state(browser, bare))["people"])
