"""Finds in a log whatever tells of somebody in the cast, and the token."""

from __future__ import annotations

import re
from functools import cache

from tests.people import EVERYBODY, MADINA, OUTSIDER, TIMUR
from tests.scenarios.stage import TOKEN

LONG = re.compile(r"\d{9,}")
"""Phones and Telegram ids, of whomever."""
UPDATES = re.compile(r'update \d+|"update":\d+')
GROUP = re.compile(r"-100\d{10}\b")
"""An operator has to know it, and it is nobody's."""
HEX = re.compile(r"\b(?=\d*[a-f])[0-9a-f]{8,}\b")
"""Pseudonyms and hashes; in so many hex digits nine decimal ones can stand by chance."""

EXAMPLES = re.compile(r"like (-1001234567890|123456789:ABC…)")
"""In the lines about a wrong STAFF_CHAT_ID and BOT_TOKEN."""


def find_named(log: str) -> list[str]:
    """What it is, and what stands around it."""
    if not log:
        return []
    numbers = HEX.sub("", GROUP.sub("", UPDATES.sub("update", EXAMPLES.sub("", log))))
    found = [*_names().finditer(log), *LONG.finditer(numbers)]
    return [f"{one[0]!r} in {one.string[max(0, one.start() - 100) : one.end() + 100]!r}" for one in found]


@cache
def _names() -> re.Pattern[str]:
    people = {secret for one in EVERYBODY for secret in (*one.secrets, one.first_name) if len(secret) > 4}
    return re.compile("|".join(map(re.escape, {*people, MADINA, TIMUR, OUTSIDER, TOKEN.split(":")[1]})))
