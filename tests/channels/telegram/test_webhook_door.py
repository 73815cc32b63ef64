"""Who may knock at the webhook, what is acknowledged, and what comes again?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from bot.channels.telegram.doctor_webhook import examine_webhook
from bot.channels.telegram.webhook_door import MAX_BODY_BYTES, SECRET_HEADER, WebhookDoor
from bot.dialogue.door import Knock, NotWhole, Reply, TooLong
from bot.dialogue.event import Event, Unreadable
from bot.dialogue.taken import Taken
from bot.health.finding import Level
from tests.cases import cases

SECRET = "s" * 40
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": 5, "type": "private", "first_name": "A"},
        "from": {"id": 5, "is_bot": False, "first_name": "A"},
        "text": "сәлем",
    },
}
UNREADABLE = {"update_id": 8, "message": {"chat": "none"}}
IGNORED = {"update_id": 9, "poll": {}}
JUNK = {
    "nothing": b"",
    "words": "сәлем".encode(),
    "half an update": json.dumps(UPDATE).encode()[:-3],
    "a number": b"7",
    "a list": json.dumps([UPDATE]).encode(),
    "no number": b"{}",
    "a number in words": b'{"update_id": "seven"}',
    "a number that is true": b'{"update_id": true}',
    "a negative number": b'{"update_id": -7}',
    "half a number": b'{"update_id": 7.5}',
    "no number that JSON knows": b'{"update_id": NaN}',
    "depth": b"[" * 100_000,
    "bytes": bytes(range(256)),
    "zeros": bytes(1000),
}


class Inside:
    """What is behind the door: it takes an update as it is told to."""

    def __init__(self, taken: Taken = Taken.COMMITTED) -> None:
        self.taken = taken
        self.events: list[Event | Unreadable] = []
        self.was_read = False

    async def take(self, events: Sequence[Event | Unreadable], _decision: float, _reply: float) -> list[Taken]:
        self.events += events
        return [self.taken for _ in events]

    def knock(
        self, body: bytes, secret: str = SECRET, method: str = "POST", name: str = "momu_bot", whole: bool = True
    ) -> Reply:
        async def read(most: int) -> bytes:
            self.was_read = True
            if not whole:
                raise NotWhole
            if len(body) > most:
                raise TooLong
            return body

        door = WebhookDoor(self.take, SECRET, lambda: name)
        headers = {SECRET_HEADER: secret}
        return asyncio.run(door(Knock(method, lambda header: headers.get(header, ""), read)))


def packed(update: object) -> bytes:
    return json.dumps(update).encode()


def test_an_update_is_acknowledged_once_it_is_committed() -> None:
    inside = Inside()
    assert inside.knock(packed(UPDATE)) == Reply(200)
    [event] = inside.events
    assert isinstance(event, Event)
    assert (event.number, event.text) == (7, "сәлем")


@cases("taken", [Taken.REFUSED, Taken.UNDECIDED])
def test_what_is_not_committed_comes_again_soon(taken: Taken) -> None:
    reply = Inside(taken).knock(packed(UPDATE))
    assert reply.status == 503
    assert int(reply.headers["Retry-After"]) < 10  # a press waits 150 seconds


@cases("secret", ["", "s" * 39, "s" * 41, "S" * 40, "құпия", "\udce9" * 40, "s" * 100_000])
def test_a_wrong_secret_is_refused_before_the_body_is_read(secret: str) -> None:
    inside = Inside()
    assert inside.knock(packed(UPDATE), secret) == Reply(401)
    assert not inside.was_read
    assert not inside.events


@cases("body", JUNK.values())
def test_junk_with_the_right_secret_is_no_update(body: bytes) -> None:
    inside = Inside()
    assert inside.knock(body) == Reply(400)
    assert not inside.events


def test_an_update_that_cannot_be_read_is_handed_over_as_such_and_acknowledged() -> None:
    inside = Inside()
    assert inside.knock(packed(UNREADABLE)) == Reply(200)
    [event] = inside.events
    assert isinstance(event, Unreadable)
    assert event.number == 8


def test_a_kind_that_nobody_wants_is_acknowledged() -> None:
    inside = Inside()
    assert inside.knock(packed(IGNORED)) == Reply(200)
    assert not inside.events


def test_bytes_that_fit_no_encoding_spoil_their_text_only() -> None:
    inside = Inside()
    body = packed(UPDATE | {"message": UPDATE["message"] | {"text": "X"}}).replace(b'"X"', b'"\xff"')  # type: ignore[operator]
    assert inside.knock(body) == Reply(200)
    [event] = inside.events
    assert isinstance(event, Unreadable)


def test_a_body_may_be_long_but_not_endless() -> None:
    assert Inside().knock(packed(UPDATE) + b" " * (MAX_BODY_BYTES - len(packed(UPDATE)))).status == 200
    assert Inside().knock(b" " * (MAX_BODY_BYTES + 1)) == Reply(413)
    assert Inside().knock(b"", whole=False) == Reply(400)


def test_only_what_is_posted_is_looked_at() -> None:
    assert Inside().knock(packed(UPDATE), method="GET").status == 405


def test_before_the_bot_knows_its_name_and_after_the_stop_nothing_is_taken() -> None:
    inside = Inside()
    assert inside.knock(packed(UPDATE), name="").status == 503
    assert not inside.events


URL = "https://bot.example.kz/telegram"


@cases(
    ("wanted", "info", "level", "says"),
    [
        (None, {"url": ""}, None, ""),
        (None, {"url": URL}, Level.WARNING, "another program"),
        (URL, {"url": ""}, Level.WARNING, "does not bring updates"),
        (URL, {"url": URL, "pending_update_count": 0}, Level.OK, "waiting there: 0"),
        (URL, {"url": URL, "pending_update_count": 0, "last_error_date": 1}, Level.OK, "waiting there: 0"),
        (
            URL,
            {"url": URL, "pending_update_count": 3, "last_error_date": 1, "last_error_message": "Connection\nrefused"},
            Level.PROBLEM,
            "updates wait at Telegram: 3; it could not deliver, and says: Connection refused",
        ),
    ],
)
def test_the_doctor_sees_how_updates_come(
    wanted: str | None, info: dict[str, object], level: Level | None, says: str
) -> None:
    found = examine_webhook(wanted, info)
    assert (found and found.level) == level
    assert says in (found.text if found else "")
