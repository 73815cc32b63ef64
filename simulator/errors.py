"""Errors as the Bot API answers them (docs/facts/telegram.md 3.1)."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`; the HTTP status equals the error code."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {text}", **parameters)


def refused_by_simulator(text: str) -> ApiError:
    """An error of the simulator alone, where Telegram is lenient or does something that is not simulated."""
    return ApiError(400, f"Bad Request: SIMULATOR: {text}")


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
