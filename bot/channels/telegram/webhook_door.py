"""The endpoint that Telegram posts updates to: one update a request, acknowledged by a status of 2xx.

Anybody can send requests here, so the secret is compared before the body is read. What is acknowledged does not come
again, and what is not holds up its chat (docs/facts/telegram.md 1.7): 200 is said after the commit, and also about an
update that cannot be read, because it never could be.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from bot.channels.telegram.incoming import Arrived, read_updates
from bot.channels.telegram.responses import is_intact, read_json
from bot.dialogue.door import Knock, NotWhole, Reply, TooLong
from bot.dialogue.taken import Take, Taken

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a name)
MAX_BODY_BYTES = 1_000_000  # the longest text has 4,096 characters, which is 50 KB in JSON with all its entities
DECISION_WAIT_SECONDS = 20.0  # Telegram waits a minute for the answer, most proxies as long
REPLY_WAIT_SECONDS = 1.0  # as in polling: if the process dies meanwhile, the update comes again, and so does the answer
RETRY_SECONDS = "2"
"""Telegram keeps to it. Without it the pauses grow to two minutes, and a press expires after 150 seconds."""

COME_AGAIN = Reply(503, headers={"Retry-After": RETRY_SECONDS})
DONE = Reply(200)


class WebhookDoor:
    """Takes one update at a time; many requests may be under way."""

    def __init__(self, take: Take, secret: str, username: Callable[[], str]) -> None:
        """`username` is the bot's; while it is empty nothing is taken."""
        self._take = take
        self._secret = secret.encode()
        self._username = username

    async def __call__(self, knock: Knock) -> Reply:
        if knock.method != "POST":
            return Reply(405, headers={"Allow": "POST"})
        given = knock.header(SECRET_HEADER).encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return Reply(401)
        if not self._username():
            return COME_AGAIN
        try:
            body = await knock.read(MAX_BODY_BYTES)
        except TooLong:
            return Reply(413)
        except NotWhole:
            return Reply(400)
        arrived = self._read(body)
        return Reply(400) if arrived is None else await self._hand_over(arrived)

    def _read(self, body: bytes) -> Arrived | None:
        """The update; None if this is none, whatever else it is."""
        try:
            raw = read_json(body)
        except ValueError:
            return None
        found = read_updates([raw], None, self._username(), is_intact=is_intact(body))
        return found[0] if found else None

    async def _hand_over(self, arrived: Arrived) -> Reply:
        if arrived.content is None:
            return DONE
        [taken] = await self._take([arrived.content], DECISION_WAIT_SECONDS, REPLY_WAIT_SECONDS)
        return DONE if taken is Taken.COMMITTED else COME_AGAIN
