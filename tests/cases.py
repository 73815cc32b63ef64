"""Many cases of one test for the price of one test: pytest's own ids are collected by every worker, one by one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def cases(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, for functions that keep nothing between cases. All cases are tried; the failure
    names each that failed."""
    given = [{names: value} if isinstance(names, str) else dict(zip(names, value, strict=True)) for value in values]
    if not given:
        raise ValueError(f"no cases of {names}")

    def decorate(test: Test) -> Test:
        @wraps(test)
        def try_all(**others: Any) -> None:
            failures = [failure for case in given if (failure := _failure_of(test, case, others))]
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(given)} cases", failures)

        signature = inspect.signature(test)
        left = [one for name, one in signature.parameters.items() if name not in given[0]]
        # Of the wrapped function pytest would read which fixtures it needs.
        del vars(try_all)["__wrapped__"]
        vars(try_all)["__signature__"] = signature.replace(parameters=left)
        return try_all

    return decorate


def _failure_of(test: Test, case: dict[str, Any], others: dict[str, Any]) -> BaseException | None:
    try:
        test(**case, **others)
    except (Exception, BaseExceptionGroup, pytest.fail.Exception) as failure:
        failure.add_note("case: " + ", ".join(f"{name}={value!r}" for name, value in case.items()))
        return failure
    return None
