"""Many cases of one test for the price of one test: pytest's own are collected and reported one by one."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

import pytest

Test = Callable[..., None]
AsyncTest = Callable[..., Awaitable[None]]
Decorated = TypeVar("Decorated", bound=Test | AsyncTest)


def cases(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Decorated], Decorated]:
    """As `pytest.mark.parametrize`, for functions that keep nothing between cases, nor their fixtures. All cases are
    tried; the failure names each that failed."""
    given = [{names: value} if isinstance(names, str) else dict(zip(names, value, strict=True)) for value in values]
    if not given:
        raise ValueError(f"no cases of {names}")

    def decorate(test: Decorated) -> Decorated:
        @wraps(test)
        def try_all(**others: Any) -> None:
            _raise_all([failure for case in given if (failure := _failure_of(test, case, others))], len(given))

        @wraps(test)
        async def try_all_async(**others: Any) -> None:
            failures = [failure for case in given if (failure := await _failure_of_async(test, case, others))]
            _raise_all(failures, len(given))

        tried: Any = try_all_async if inspect.iscoroutinefunction(test) else try_all
        signature = inspect.signature(test)
        left = [one for name, one in signature.parameters.items() if name not in given[0]]
        # Of the wrapped function pytest would read which fixtures it needs.
        del vars(tried)["__wrapped__"]
        vars(tried)["__signature__"] = signature.replace(parameters=left)
        return tried  # type: ignore[no-any-return]

    return decorate


FAILURES = (Exception, BaseExceptionGroup, pytest.fail.Exception)


def _failure_of(test: Any, case: dict[str, Any], others: dict[str, Any]) -> BaseException | None:
    try:
        test(**case, **others)
    except FAILURES as failure:
        return _noted(failure, case)
    return None


async def _failure_of_async(test: Any, case: dict[str, Any], others: dict[str, Any]) -> BaseException | None:
    try:
        await test(**case, **others)
    except FAILURES as failure:
        return _noted(failure, case)
    return None


def _noted(failure: BaseException, case: dict[str, Any]) -> BaseException:
    failure.add_note("case: " + ", ".join(f"{name}={value!r}" for name, value in case.items()))
    return failure


def _raise_all(failures: list[BaseException], number: int) -> None:
    if failures:
        raise BaseExceptionGroup(f"{len(failures)} of {number} cases", failures)
