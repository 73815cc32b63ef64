"""Puts several changes into one transaction: if one fails, the others are still committed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from storage.sqlite_errors import is_damage, is_trouble, unavailable
from storage.statements import Conflict, Statement, Statements, Value

STATEMENTS_KEPT = 512  # texts of SQL; one application and its erasure have 150, with the jobs; the staff some more


def commit(connection: sqlite3.Connection, path: Path, changes: Sequence[Statements]) -> list[Exception | None]:
    """Commit the changes; return the error of each, None where it succeeded. Durable on return.

    Raises an error that concerns all of them: then nothing is written.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        if len(changes) == 1:
            return [_commit_one(connection, path, changes[0])]
        if _apply_together(connection, changes):
            outcomes: list[Exception | None] = [None] * len(changes)
        else:
            connection.execute("BEGIN IMMEDIATE")
            outcomes = [_apply(connection, path, statements) for statements in changes]
        connection.execute("COMMIT")
        return outcomes
    except BaseException:
        _roll_back(connection)
        raise


@lru_cache(STATEMENTS_KEPT)
def numbered(sql: str) -> str:
    """The same SQL as SQLite reads it: `$1` is a name to it, and `?1` a number, for which no dictionary is needed.

    The same object each time, so that SQLite's cache of statements need not hash the text anew.
    """
    return sql.replace("$", "?")


def _roll_back(connection: sqlite3.Connection) -> None:
    """An open transaction would swallow all later changes and commit none of them."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _apply_together(connection: sqlite3.Connection, changes: Sequence[Statements]) -> bool:
    """Without savepoints, as nearly always all changes succeed, and each counter is added to once. False if one fails:
    then nothing is applied, and no transaction is open."""
    counted: Counter[tuple[str, tuple[Value, ...]]] = Counter()
    try:
        for statements in changes:
            for statement in statements:
                if statement.adds:
                    *which, number = statement.params
                    counted[statement.sql, tuple(which)] += cast("int", number)
                else:
                    _run(connection, statement)
        for (sql, counter), number in counted.items():
            connection.execute(numbered(sql), (*counter, number))
    except Exception:
        _roll_back(connection)
        return False
    return True


def _commit_one(connection: sqlite3.Connection, path: Path, statements: Statements) -> Exception | None:
    """What is alone in its transaction needs no savepoint, for which SQLite copies each page that changes."""
    try:
        for statement in statements:
            _run(connection, statement)
    except Exception as error:
        if not connection.in_transaction or is_damage(error):
            raise
        connection.execute("ROLLBACK")
        return unavailable(error, path) if is_trouble(error) else error
    connection.execute("COMMIT")
    return None


def _apply(connection: sqlite3.Connection, path: Path, statements: Statements) -> Exception | None:
    connection.execute("SAVEPOINT one")
    try:
        for statement in statements:
            _run(connection, statement)
    except Exception as error:
        # A full disk rolls the whole transaction back by itself; a damaged file must do the same.
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
        cursor = connection.execute(numbered(statement.sql), statement.params)
    except sqlite3.IntegrityError:
        raise Conflict(statement.target) from None  # the driver's message can quote a person's data
    if statement.touches is not None and cursor.rowcount != statement.touches:
        raise Conflict(statement.target)
