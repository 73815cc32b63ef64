"""Puts several changes into one transaction: if one fails, the others are still committed.

All go to the server in one round trip, hoping that none fails. If one does, everything is rolled back and done again,
change by change. Each transaction first takes a lock, so that one process writes at a time: then every statement means
what it means on SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import psycopg
from psycopg.pq.abc import PGresult

from storage.postgres.connection import Connection
from storage.postgres.errors import ValueRefused, breaks, is_about_a_value, unavailable
from storage.statements import Conflict, OutcomeUnknown, Statement, Statements

WRITES = 0x6D6F6D75
LOCK = f"SELECT pg_advisory_xact_lock({WRITES}, hashtext(current_schema()))"
"""Held to the end of the transaction. Another schema of the same database has another lock."""
BEGIN = (Statement("BEGIN"), Statement(LOCK))
SAVEPOINT = (Statement("SAVEPOINT one"),)
DDL = re.compile(r"\s*(CREATE|DROP|ALTER)\b")


async def commit(connection: Connection, where: str, changes: Sequence[Statements]) -> list[Exception | None]:
    """Commit the changes; return the error of each, None where it succeeded. Durable on return.

    Raises an error that concerns all of them: then nothing is written, but for OutcomeUnknown.
    """
    failed = await _run(connection, where, BEGIN, [one for statements in changes for one in statements])
    if failed is None:
        await _end(connection, where)
        return [None] * len(changes)
    await _alone(connection, "ROLLBACK")
    if len(changes) == 1:
        return [failed]
    return await _one_by_one(connection, where, changes)


async def _one_by_one(connection: Connection, where: str, changes: Sequence[Statements]) -> list[Exception | None]:
    outcomes = []
    await _run(connection, where, BEGIN, [])
    for statements in changes:
        failed = await _run(connection, where, SAVEPOINT, statements)
        if failed is not None:
            await _alone(connection, "ROLLBACK TO one")
        await _alone(connection, "RELEASE one")
        outcomes.append(failed)
    await _end(connection, where)
    return outcomes


async def _end(connection: Connection, where: str) -> None:
    try:
        done = await _alone(connection, "COMMIT")
    except psycopg.Error as error:
        if breaks(error):
            raise OutcomeUnknown(error.sqlstate or type(error).__name__, where) from None
        raise
    if done.command_status != b"COMMIT":
        raise psycopg.InternalError("the transaction was rolled back")


async def _alone(connection: Connection, command: str) -> PGresult:
    answers = await connection.round_trips.send([Statement(command)])
    if answers.error is not None:
        raise answers.error
    return answers.results[0]


async def _run(connection: Connection, where: str, before: Statements, statements: Statements) -> Exception | None:
    """Run everything in one round trip; the error of the first statement that failed. Raises what breaks all."""
    wanted = [*before, *statements]
    # What is prepared does not fit a table any more that changes in the same round trip.
    answers = await connection.round_trips.send(wanted, prepare=not any(DDL.match(one.sql) for one in statements))
    if answers.error is not None:
        answered = len(answers.results)
        if breaks(answers.error) or answered < len(before):
            raise answers.error
        return _outcome(answers.error, wanted[answered], where)
    for one, result in zip(wanted, answers.results, strict=True):
        if one.touches is not None and result.command_tuples != one.touches:
            return Conflict(one.target)
    return None


def _outcome(error: psycopg.Error, statement: Statement, where: str) -> Exception:
    if isinstance(error, psycopg.IntegrityError):
        return Conflict(statement.target)
    if is_about_a_value(error):
        return ValueRefused(f"{statement.target}: {error.sqlstate or type(error).__name__}")
    return unavailable(error, where)
