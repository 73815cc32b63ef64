"""Does every call end with a result or with Undelivered, whatever happens on the way?"""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator
from email.utils import formatdate

import pytest
from aiohttp import web

from bot.channels.telegram.calls import call
from bot.channels.telegram.client import Client
from bot.dialogue.decision import File
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.time import EPOCH, SECOND, Moment

TOKEN = "123456789:AAtest-token-of-the-simulated-telegram"
MOMENT = 1_764_115_200  # seconds since 1970


class Peer:
    """A server that answers every call with the same response."""

    def __init__(self) -> None:
        self.answer = web.Response(body=b'{"ok":true,"result":true}')
        self.url = ""
        self.heard: list[tuple[str, bytes]] = []
        """The content type and the body of each call."""
        self.headers: list[set[str]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((request.content_type, await request.read()))
        self.headers.append(set(request.headers))
        return self.answer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    found = Peer()
    application = web.Application()
    application.router.add_route("*", "/{any:.*}", found.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found
    await runner.cleanup()


@pytest.fixture
def heard() -> list[Moment | None]:
    return []


@pytest.fixture
async def client(peer: Peer, heard: list[Moment | None]) -> AsyncIterator[Client]:
    client = Client.at(peer.url, TOKEN, lambda: heard.append)
    yield client
    await client.session.close()


async def failure(client: Client, text: str = "сәлем") -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        await client(call("sendMessage", chat_id=1, text=text))
    written = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert TOKEN not in written
    assert text not in written
    assert caught.value.__cause__ is caught.value.__context__ is None
    return caught.value


DATES = {
    formatdate(MOMENT, usegmt=True): EPOCH + MOMENT * SECOND,
    "yesterday": None,
    "": None,
    "Tue, 99 Foo 2025": None,
}


@pytest.mark.parametrize("written", DATES)
async def test_a_good_answer_tells_when_it_was_given(
    peer: Peer, client: Client, heard: list[Moment | None], written: str
) -> None:
    peer.answer.headers["Date"] = written
    await client(call("sendMessage", chat_id=1, text="сәлем"))
    assert heard == [DATES[written]]


@pytest.mark.parametrize("status", [502, 404, 429, 301])
async def test_what_somebody_before_telegram_says_is_no_time(
    peer: Peer, client: Client, heard: list[Moment | None], status: int
) -> None:
    peer.answer = web.Response(status=status, headers={"Date": formatdate(MOMENT, usegmt=True)})
    await failure(client)
    assert heard == []


async def test_nobody_there_means_that_nothing_left() -> None:
    nobody = Client.at("http://127.0.0.1:9", TOKEN)
    refused = await failure(nobody)
    await nobody.session.close()
    assert (refused.trouble, refused.is_certain, refused.status) == (Trouble.OUTAGE, True, 0)
    assert "Connector" in refused.reason


BODIES = {
    "a length that is not true": {"Content-Length": "999"},
    "a compression that is none": {"Content-Encoding": "gzip"},
    "a redirection to itself": {"Location": "/"},
}


@pytest.mark.parametrize("headers", BODIES.values(), ids=BODIES)
async def test_whatever_a_peer_answers_ends_as_one_kind_of_error(
    peer: Peer, client: Client, headers: dict[str, str]
) -> None:
    peer.answer = web.Response(status=307 if "Location" in headers else 200, body=b"{}", headers=headers)
    if "Content-Length" in headers:
        peer.answer.force_close()
    lost = await failure(client)
    # A redirection is not followed, so nothing was done.
    assert (lost.trouble, lost.is_certain) == (Trouble.OUTAGE, "Location" in headers)


async def test_a_text_that_cannot_be_written_is_refused_and_not_tried_again(client: Client) -> None:
    refused = await failure(client, "Әлия \ud83d")
    assert (refused.permanent, refused.is_certain) == (True, True)


async def test_a_call_is_json_and_takes_no_cookies_along(peer: Peer, client: Client) -> None:
    for _ in range(2):
        peer.answer = web.Response(body=b'{"ok":true,"result":true}')
        peer.answer.set_cookie("seen", "1")
        await client(call("sendMessage", chat_id=1, text="сәлем", reply_markup={"inline_keyboard": []}))
    said = b'{"chat_id":1,"text":"' + "сәлем".encode() + b'","reply_markup":{"inline_keyboard":[]}}'
    assert peer.heard == [("application/json", said)] * 2
    assert all("Cookie" not in one for one in peer.headers)


async def test_a_file_goes_with_the_call_under_its_own_name(peer: Peer, client: Client) -> None:
    sent = call("sendDocument", {"file0": File("өтінім.txt", b"content")}, chat_id=1, document="attach://file0")
    await client(sent)
    [(kind, body)] = peer.heard
    assert kind == "multipart/form-data"
    assert 'name="file0"; filename="өтінім.txt"'.encode() in body
    assert b"attach://file0" in body
    assert b"content" in body


async def test_a_caption_that_cannot_be_written_is_refused_as_a_text_is(client: Client) -> None:
    sent = call("sendDocument", {"file0": File("a", b"")}, caption="Әлия \ud83d", document="attach://file0")
    with pytest.raises(Undelivered) as caught:
        await client(sent)
    assert (caught.value.permanent, caught.value.is_certain) == (True, True)
