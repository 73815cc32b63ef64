"""Does every record carry the end that the settings promise it?"""

from __future__ import annotations

from tests.lives.play import Played


def check(played: Played) -> list[str]:
    settings, books = played.life.settings(), played.seen.books
    found = []
    for status, changed, end in books.read("SELECT status, changed_at, destroy_at FROM leads"):
        span = settings.retention_closed if status == "closed" else settings.retention_open
        if end - changed != span:
            found.append(f"a {status} application is kept for {end - changed} ms, and {span} are promised")
    for changed, end in books.read("SELECT changed_at, destroy_at FROM drafts"):
        if end - changed != settings.draft_ttl:
            found.append(f"an unfinished one is kept for {end - changed} ms, and {settings.draft_ttl} are promised")
    return found
