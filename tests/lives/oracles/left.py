"""Does any file hold a word about somebody, or a row or a key of somebody who is not, or no longer, here?"""

from __future__ import annotations

from pathlib import Path

from simulator.actors.user import User
from tests.bytescan import scan_folder, scan_folder_for_many
from tests.lives.away import awaited
from tests.lives.books import Books, pseudonym
from tests.lives.moments import MINUTE
from tests.lives.played import Played
from tests.lives.said import needles_of, secrets_of_all

MANY = 500  # needles; to look for each by itself would take hours
BY_PERSON = "SELECT count(*) FROM {} WHERE person IS NOT NULL AND person NOT IN (SELECT person FROM persons)"
BY_LEAD = "SELECT count(*) FROM {} WHERE lead NOT IN (SELECT id FROM leads)"
HAVE_KEYS = (
    "SELECT person FROM persons UNION SELECT id FROM erasures UNION SELECT id FROM disclosures "
    "UNION SELECT id FROM disclosure_forms"
)
EXPORTED = "SELECT reference, format FROM disclosures WHERE message_id IS NULL AND place IS NOT NULL AND remove_at > ?"
WORDS = (
    "SELECT count(*) FROM disclosures WHERE details IS NOT NULL AND handed_at IS NOT NULL "
    "AND id NOT IN (SELECT disclosure FROM disclosure_leads WHERE person IS NOT NULL)"
)
ENDED = "SELECT id FROM disclosures WHERE details IS NULL AND place IS NULL"


def check(played: Played) -> list[str]:
    secrets = secrets_of_all(played.life.world.users)
    everybody = list(secrets)
    needles = {needle: user for user, one in secrets.items() for needle in needles_of(user, one)}
    standing = _exported(played)
    shelf = played.operator.shelf  # of backups: how the files were in the middle of the life
    scan_all = scan_folder if len(needles) < MANY else scan_folder_for_many
    found = [
        f"{trace.where} holds {trace.needle!r} of {needles[trace.needle].first_name} as {trace.encoding}"
        for trace in [*scan_all(played.life.folder, needles), *scan_all(shelf, needles), *played.seen.readable]
        if trace.needle in needles and trace.where.partition("/")[0] not in standing
    ]
    outside = [f"{Path(place).name} was written outside the data folder" for place in played.life.disk.elsewhere]
    return [*found, *outside, *_strangers(played, everybody), *_orphans(played), *_words(played), *_keys(played)]


def _exported(played: Played) -> set[str]:
    """Names of files that the operator exported, and whose end has not come. What a death has cut short ends with its
    file."""
    latest = played.seen.ended_at - 3 * int(played.life.settings().sweep_interval) - 5 * MINUTE
    names = {f"export-{reference}.{form}" for reference, form in played.seen.books.read(EXPORTED, latest)}
    return names | {f"{name}.partial" for name in names}


def _strangers(played: Played, everybody: list[User]) -> list[str]:
    """Of whoever has no row as a person no table knows the pseudonym, but of colleagues who work on applications."""
    staff, waited_for = (played.life.madina, played.life.timur), awaited(played).values()
    books, folder = played.seen.books, played.life.folder
    here = {person for (person,) in books.read("SELECT person FROM persons")}
    found = []
    for user in everybody:
        if user in staff:
            continue
        name = pseudonym(folder, user.id)
        if name and name not in here:
            found += [
                f"{table}.{column} knows {user.first_name}, who is not here"
                for table, column in _rows_with(played, name)
                if not (table == "erasures" and name in waited_for)
            ]
    return found


def _rows_with(played: Played, name: bytes) -> list[tuple[str, str]]:
    books = played.seen.books
    return [
        (table, column)
        for table, columns in books.tables().items()
        if _row_with(books, table, columns, name)
        for column in columns
        if _row_with(books, table, [column], name)
    ]


def _row_with(books: Books, table: str, columns: list[str], name: bytes) -> bool:
    where = " OR ".join(f"{column} IN (?1, ?2)" for column in columns)
    return bool(books.read(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", name, name.hex()))


def _orphans(played: Played) -> list[str]:
    books = played.seen.books
    found, waiting = [], len(awaited(played))
    for table, columns in books.tables().items():
        for column, sql in (("person", BY_PERSON), ("lead", BY_LEAD)):
            number = books.read(sql.format(table))[0][0] if column in columns else 0
            number -= waiting if (table, column) == ("erasures", "person") else 0
            if number:
                found.append(f"{number} rows of {table} belong to nobody")
    return found


def _words(played: Played) -> list[str]:
    """What staff typed about files in which nobody is left."""
    [(number,)] = played.seen.books.read(WORDS)
    return [f"{number} exports still say who asked and why, though nobody in them is left"] * bool(number)


def _keys(played: Played) -> list[str]:
    known = {subject for (subject,) in played.seen.books.read(HAVE_KEYS)}
    gone = [
        subject
        for subject, wrapped in played.seen.keys.read("SELECT subject, wrapped FROM keys")
        if subject not in known and any(wrapped)
    ]
    done = {one for (one,) in played.seen.books.read("SELECT id FROM erasures WHERE stage = 'done'")}
    spent = [
        s for s, wrapped in played.seen.keys.read("SELECT subject, wrapped FROM keys") if s in done and any(wrapped)
    ]
    ended = {one for (one,) in played.seen.books.read(ENDED)}
    useless = [
        s for s, wrapped in played.seen.keys.read("SELECT subject, wrapped FROM keys") if s in ended and any(wrapped)
    ]
    return [
        *[f"{len(gone)} keys open nothing"] * bool(gone),
        *[f"{len(spent)} keys of finished erasures"] * bool(spent),
        *[f"{len(useless)} keys of files in which nobody is left"] * bool(useless),
    ]
