"""Does every record carry the end that the settings promise it?"""

from __future__ import annotations

from tests.lives.play import Played


def check(played: Played) -> list[str]:
    settings, books = played.life.settings(), played.seen.books
    found = []
    kept = settings.retention.by_name()
    for status, outcome, changed, end in books.read("SELECT status, outcome, changed_at, destroy_at FROM leads"):
        span = kept.get(outcome or "", kept["closed_lead"]) if status == "closed" else kept["open_lead"]
        if end - changed != span:
            found.append(f"a {status} application is kept for {end - changed} ms, and {span} are promised")
    for changed, end in books.read("SELECT changed_at, destroy_at FROM drafts"):
        if end - changed != kept["draft"]:
            found.append(f"an unfinished one is kept for {end - changed} ms, and {kept['draft']} are promised")
    return found
