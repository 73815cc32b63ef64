"""Is a response read whatever pieces it comes in, and is nothing else taken for one?"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.http_response import MAX_RESPONSE, BrokenResponse, Response, least_length, read_response
from tests.cases import cases

HEAD = b"HTTP/1.1 200 OK\r\nDate: now\r\n"
SAID = Response(200, b'{"ok":true}', "now")
ENDED = Response(200, b'{"ok":true}', "now", may_reuse=False)
WHOLE = HEAD + b'Content-Length: 11\r\n\r\n{"ok":true}'
RESPONSES = {
    "with a length": (WHOLE, SAID),
    "in chunks": (HEAD + b'transfer-encoding: Chunked\r\n\r\n5\r\n{"ok"\r\n6;x=y\r\n:true}\r\n0\r\n\r\n', SAID),
    "with a trailer": (HEAD + b'Transfer-Encoding: chunked\r\n\r\nb\r\n{"ok":true}\r\n0\r\nA: b\r\nC: d\r\n\r\n', SAID),
    "after another status": (b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b'Content-Length: 11\r\n\r\n{"ok":true}', SAID),
    "that ends the connection": (HEAD + b'Connection: close\r\nContent-Length: 11\r\n\r\n{"ok":true}', ENDED),
    "of an old server": (b'HTTP/1.0 200\r\nDate: now\r\nContent-Length: 11\r\n\r\n{"ok":true}', ENDED),
    "without a body": (b"HTTP/1.1 204 No\r\n\r\n", Response(204, b"")),
}


@cases(("received", "response"), RESPONSES.values())
def test_a_response_is_whole_with_its_last_byte_and_not_before(received: bytes, response: Response) -> None:
    assert [read_response(received[:size], is_over=False) for size in range(len(received))] == [None] * len(received)
    assert read_response(received, is_over=False) == response


@cases("received", [received for received, _ in RESPONSES.values()])
def test_a_connection_that_ends_too_early_brings_no_response(received: bytes) -> None:
    for size in range(len(received)):
        with pytest.raises(BrokenResponse):
            read_response(received[:size], is_over=True)


def test_a_response_without_a_length_ends_with_its_connection() -> None:
    assert read_response(HEAD + b'\r\n{"ok":true}', is_over=False) is None
    assert read_response(HEAD + b'\r\n{"ok":true}', is_over=True) == ENDED


def test_a_response_is_announced_however_often() -> None:
    assert read_response(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000 + WHOLE, is_over=False) == SAID


def test_more_than_was_asked_for_ends_the_connection() -> None:
    received, _ = RESPONSES["with a length"]
    assert read_response(received + b"H", is_over=False) == ENDED


@cases(("received", "response"), RESPONSES.values())
def test_what_must_still_come_is_not_more_than_comes(received: bytes, response: Response) -> None:
    assert max(least_length(received[:size]) for size in range(len(received) + 1)) in (0, len(received))


def test_a_long_response_is_not_read_again_with_each_piece() -> None:
    head = HEAD + b"content-length: 2000000\r\n\r\n"
    assert least_length(head) == least_length(head + b"Content-Length: 9\r\n\r\n") == len(head) + 2_000_000


BROKEN = {
    "no HTTP": b"SSH-2.0-OpenSSH\r\n\r\n",
    "compressed": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "a length that is none": HEAD + b"Content-Length: -2\r\n\r\n{}",
    "a length that no number holds": HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}",
    "a chunk without a size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n{}\r\n",
    "too long": HEAD + b"x" * MAX_RESPONSE,
    "more headers than anybody sends": HEAD + b"x:y\r\n" * 10_000 + b"Content-Length: 2\r\n\r\n{}",
}


@cases("received", BROKEN.values())
def test_anything_else_is_broken(received: bytes) -> None:
    with pytest.raises(BrokenResponse):
        read_response(received, is_over=False)


@given(st.binary(), st.sampled_from([one for one, _ in RESPONSES.values()]), st.integers(0, 200), st.booleans())
def test_no_bytes_end_in_another_error(junk: bytes, received: bytes, place: int, is_over: bool) -> None:
    with suppress(BrokenResponse):
        read_response(received[:place] + junk + received[place + len(junk) :], is_over=is_over)
