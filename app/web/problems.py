"""Errors as RFC 9457 problem+json: what is wrong and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.store.database import Unavailable
from app.web.invalid import explain

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "The message cannot be read",
    401: "A token is needed",
    403: "The signature is wrong",
    404: "There is no such thing",
    405: "This address does not do that",
    413: "The message is too big",
    416: "There are no such bytes",
    422: "A value is not known",
    429: "Too many requests",
    500: "Something broke on our side",
    503: "The service cannot answer just now",
}


class Problem(BaseModel):
    """An error. `type` is a relative address that names its kind, `detail` says what to do."""

    type: str
    title: str
    status: int
    detail: str


class ProblemError(Exception):
    """Raised where a request cannot be answered."""

    def __init__(
        self, status: int, kind: str, detail: str, retry_after: int = 0, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail
        self.headers = dict(headers or {}) | ({"Retry-After": str(retry_after)} if retry_after else {})


def unknown(status: int, what: str, given: str, valid: Sequence[str]) -> ProblemError:
    """Say that a value is not known, and name the valid ones."""
    return ProblemError(status, f"unknown-{what}", f'There is no {what} "{given[:40]}". Valid: {", ".join(valid)}.')


def answer(status: int, kind: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Write a problem."""
    title = TITLES.get(status, "This cannot be done")
    body = Problem(type=f"/problems/{kind}", title=title, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


def told(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe problems for the OpenAPI description."""
    return {
        status: {
            "description": TITLES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


RESPONSES = told(400, 404, 413, 422, 429, 503)


def install(app: FastAPI) -> None:
    """Let every error leave as problem+json."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(Exception, _broken)


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101  # registered for this class only
    return answer(error.status, error.kind, error.detail, error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    wrong = error.errors()
    if any(item["type"] == "json_invalid" for item in wrong):
        return answer(400, "not-json", "The body is not JSON. Send one JSON object in UTF-8.")
    return answer(422, "invalid", explain(wrong, request.headers.get("content-type", "")))


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return answer(error.status_code, "http", str(error.detail), dict(error.headers or {}))


async def _unavailable(_request: Request, _error: Exception) -> Response:
    detail = "The database is out of reach. Try again in a few seconds."
    return answer(503, "unavailable", detail, {"Retry-After": "5"})


async def _broken(_request: Request, _error: Exception) -> Response:
    """Answer for a fault of ours; it is in the log."""
    return answer(500, "broken", "This is our fault, and it is written down. Try again later.")
