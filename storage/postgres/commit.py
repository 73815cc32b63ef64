"""Puts several changes into one transaction: if one fails, the others are still committed.

All go to the server in one round trip, hoping that none fails. If one does, everything is rolled back and done again,
change by change. Each transaction first takes a lock, so that one process writes at a time: then every statement means
what it means on SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import psycopg

from storage.postgres.connection import Connection
from storage.postgres.errors import ValueRefused, breaks, is_about_a_value, unavailable
from storage.statements import Conflict, OutcomeUnknown, Row, Statement, Statements

WRITES = 0x6D6F6D75
LOCK = f"SELECT pg_advisory_xact_lock({WRITES}, hashtext(current_schema()))"
"""Held to the end of the transaction. Another schema of the same database has another lock."""
BEGIN = ("BEGIN", LOCK)
DDL = re.compile(r"\s*(CREATE|DROP|ALTER)\b")


async def commit(connection: Connection, where: str, changes: Sequence[Statements]) -> list[Exception | None]:
    """Commit the changes; return the error of each, None where it succeeded. Durable on return.

    Raises an error that concerns all of them: then nothing is written, but for OutcomeUnknown.
    """
    failed = await _run(connection, where, BEGIN, [one for statements in changes for one in statements])
    if failed is None:
        await _end(connection, where)
        return [None] * len(changes)
    await connection.execute("ROLLBACK")
    if len(changes) == 1:
        return [failed]
    return await _one_by_one(connection, where, changes)


async def _one_by_one(connection: Connection, where: str, changes: Sequence[Statements]) -> list[Exception | None]:
    outcomes = []
    await _run(connection, where, BEGIN, [])
    for statements in changes:
        failed = await _run(connection, where, ["SAVEPOINT one"], statements)
        if failed is not None:
            await connection.execute("ROLLBACK TO one")
        await connection.execute("RELEASE one")
        outcomes.append(failed)
    await _end(connection, where)
    return outcomes


async def _end(connection: Connection, where: str) -> None:
    try:
        done = await connection.execute("COMMIT")
    except psycopg.Error as error:
        if breaks(error):
            raise OutcomeUnknown(error.sqlstate or type(error).__name__, where) from None
        raise
    if done.statusmessage != "COMMIT":
        raise psycopg.InternalError("the transaction was rolled back")


async def _run(connection: Connection, where: str, before: Sequence[str], statements: Statements) -> Exception | None:
    """Run everything in one round trip; the error of the first statement that failed. Raises what breaks all."""
    wanted = [*(Statement(sql) for sql in before), *statements]
    cursors: list[psycopg.AsyncCursor[Row]] = []
    # What is prepared does not fit a table any more that changes in the same round trip.
    prepare = False if any(DDL.match(one.sql) for one in statements) else None
    try:
        async with connection.pipeline():
            for one in wanted:
                cursors.append(connection.cursor())
                await cursors[-1].execute(one.sql, one.params, prepare=prepare)
    except psycopg.Error as error:
        answered = sum(cursor.pgresult is not None for cursor in cursors)
        if breaks(error) or answered < len(before):
            raise
        return _outcome(error, wanted[answered], where)
    for one, cursor in zip(wanted, cursors, strict=True):
        if one.touches is not None and cursor.rowcount != one.touches:
            return Conflict(one.target)
    return None


def _outcome(error: psycopg.Error, statement: Statement, where: str) -> Exception:
    if isinstance(error, psycopg.IntegrityError):
        return Conflict(statement.target)
    if is_about_a_value(error):
        return ValueRefused(f"{statement.target}: {error.sqlstate or type(error).__name__}")
    return unavailable(error, where)
