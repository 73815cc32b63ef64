"""Has everything that is due happened, once nothing stood in its way any more?"""

from __future__ import annotations

from tests.lives.away import awaited
from tests.lives.moments import DAY, HOUR, MINUTE
from tests.lives.played import Played

FREE = "person IN (SELECT person FROM persons WHERE erasing = 0 AND held_until <= :now)"
IN_USE = "person IN (SELECT person FROM persons WHERE blocked_at = 0)"
OPEN = "status IN ('new', 'taken', 'contacted')"
QUESTIONS = {
    "facts wait to be told": "SELECT kind FROM outbox WHERE due_at <= :now - :slack",
    "unfinished ones stand after their end": f"SELECT 1 FROM drafts WHERE destroy_at <= :now - :slack AND {FREE}",
    "applications stand after their end": f"SELECT 1 FROM leads WHERE destroy_at <= :now - :slack AND {FREE}",
    "people are still being erased": "SELECT 1 FROM persons WHERE erasing = 1 AND held_until <= :now - :slack AND NOT "
    "EXISTS (SELECT 1 FROM erasures WHERE erasures.person = persons.person AND requested_at > :now - :slack)",
    "erasures are not done": "SELECT stage FROM erasures WHERE stage <> 'done' AND requested_at <= :now - :slack "
    "AND (person IS NULL OR person NOT IN (SELECT person FROM persons WHERE held_until > :now)) "
    "AND id NOT IN (:awaited)",
    "messages of erased people are not taken back": "SELECT kind FROM erasure_messages WHERE outcome IS NULL "
    "AND NOT (place = 'private' AND erasure IN (:awaited))",
    "shown data stands after its end": "SELECT kind FROM messages WHERE remove_at <= :now - :slack",
    "exports stand after their end": "SELECT reference FROM disclosures WHERE remove_at <= :now - :slack "
    "AND (message_id IS NOT NULL OR place IS NOT NULL)",
    "answers before an export stand after their end": "SELECT 1 FROM disclosure_forms "
    "WHERE destroy_at <= :now - :slack",
    "updates are remembered for too long": "SELECT 1 FROM seen_updates WHERE seen_at <= :now - 2 * :day - :slack",
    "warnings were not given": f"SELECT 1 FROM leads WHERE warn_at <= :now - :slack AND {OPEN} AND {FREE} AND {IN_USE}",
    # What is told in working hours alone may wait for the morning after a weekend with a holiday.
    "waiting ones were not told of": f"SELECT 1 FROM leads WHERE nudge_at <= :now - 4 * :day AND {OPEN} AND {FREE} "
    f"AND {IN_USE}",
    "people were not reminded": "SELECT 1 FROM drafts WHERE remind_at <= :now - 13 * :hour AND destroy_at > :now "
    f"AND corrects IS NULL AND {FREE} AND {IN_USE}",
}
"""Each asks for what should not be there."""


def check(played: Played) -> list[str]:
    seen = played.seen
    sweep = int(played.life.settings().sweep_interval)
    moment: dict[str, object] = {"now": seen.ended_at, "slack": 3 * sweep + 5 * MINUTE, "hour": HOUR, "day": DAY}
    moment["awaited"] = ", ".join(f"x'{erasure.hex()}'" for erasure in awaited(played))
    found = []
    for what, sql in QUESTIONS.items():
        rows = seen.books.read(_filled(sql, moment))
        if rows:
            found.append(f"{len(rows)} {what}: {sorted({str(row[0]) for row in rows})}")
    waiting = [update for update in played.life.world.updates.pending if update.expires_ms > seen.ended_at]
    if waiting:
        found.append(f"{len(waiting)} updates were never confirmed")
    return found + _tombstones(played)


def _filled(sql: str, moment: dict[str, object]) -> str:
    for name, value in moment.items():
        sql = sql.replace(f":{name}", str(value))
    return sql


def _tombstones(played: Played) -> list[str]:
    """Whoever is erased altogether has one, whatever the reason; a crash may leave one more."""
    wiped = played.seen.books.read("SELECT count(*) FROM erasures WHERE stage <> 'intent' AND reason <> 'ended'")
    file = played.life.folder / "erasures.log"
    lines = (
        {line.split()[1] for line in file.read_text().splitlines() if line.endswith(" .")} if file.exists() else set()
    )
    number = wiped[0][0] if wiped else 0
    return [f"{number} people were erased, and there are {len(lines)} tombstones"] if len(lines) < number else []
