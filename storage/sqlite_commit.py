"""How do many people's changes share one transaction, and none of them another's trouble?"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from storage.sqlite_errors import is_damage, is_trouble, unavailable
from storage.statements import Conflict, Statement, Statements, Value


def commit(connection: sqlite3.Connection, path: Path, changes: Sequence[Statements]) -> list[Exception | None]:
    """What went wrong with each, if anything; durable on return.

    Raises what concerns them all: then nothing is written.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_apply(connection, path, statements) for statements in changes]
        connection.execute("COMMIT")
        return outcomes
    except BaseException:
        # A transaction left open would take everybody's later changes in, and write none of them.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def named(params: tuple[Value, ...]) -> dict[str, Value]:
    return {str(number): value for number, value in enumerate(params, 1)}


def _apply(connection: sqlite3.Connection, path: Path, statements: Statements) -> Exception | None:
    connection.execute("SAVEPOINT one")
    try:
        for statement in statements:
            _run(connection, statement)
    except Exception as error:
        # A full disk ends the whole transaction, and with it everybody's changes; a damaged file has to.
        if not connection.in_transaction or is_damage(error):
            raise
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        if is_trouble(error):
            return unavailable(error, path)
        return error
    connection.execute("RELEASE one")
    return None


def _run(connection: sqlite3.Connection, statement: Statement) -> None:
    try:
        cursor = connection.execute(statement.sql, named(statement.params))
    except sqlite3.IntegrityError:
        raise Conflict(statement.target) from None  # its own words can quote a person's data
    if statement.touches is not None and cursor.rowcount != statement.touches:
        raise Conflict(statement.target)
