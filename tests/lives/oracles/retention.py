"""Does every record carry the end that the settings promise it, from its first moment on?"""

from __future__ import annotations

from tests.lives.played import Played


def check(played: Played) -> list[str]:
    kept = {name: int(span) for name, span in played.life.settings().retention.by_name().items()}
    found = []
    for (status, outcome), span in sorted(played.seen.witness.spans):
        promised = kept.get(outcome, kept["closed_lead"]) if status == "closed" else kept.get(status, kept["open_lead"])
        if span != promised:
            name = "an unfinished application" if status == "draft" else f"a {status} application"
            found.append(f"{name} is kept for {span} ms, and {promised} are promised")
    return found
