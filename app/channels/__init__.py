"""One file a channel. Here stands what they share: reading settings and foreign JSON, and careful calls."""

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from app.ports.channel import BadPayload, GiveUp, TryLater

DOWNLOAD_SECONDS = 20.0
SETTING = "DROM_{channel}_{name}"

Settings = TypeVar("Settings", bound=BaseModel)

# Both write whole addresses of calls into the log, and Telegram's contain the bot's token.
for noisy in ("httpx", "httpcore"):
    logging.getLogger(noisy).setLevel(logging.WARNING)


def configure(model: type[Settings], channel: str, values: Mapping[str, str]) -> Settings | None:
    """Read a channel's settings. None where no required one is given: the channel is off.

    Raises ValueError, which names the setting and never shows its value.
    """
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    missing = [name for name in required if name not in given]
    if missing == required:
        return None
    if missing:
        raise ValueError(f"{channel} is half set up: please also give {_settings(channel, missing)}")
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = [str(detail["loc"][0]) for detail in error.errors(include_input=False) if detail["loc"]]
    raise ValueError(f"{channel} is set up wrongly: please check {_settings(channel, wrong)}")


def _settings(channel: str, names: list[str]) -> str:
    return ", ".join(SETTING.format(channel=channel, name=name).upper() for name in names)


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; too deep, too long or broken ones are a BadPayload, not a crash."""
    try:
        found = from_json(body, allow_inf_nan=False)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadPayload("the body is not a JSON object")
    return found


def part(value: object, name: str) -> dict[str, Any]:
    """Take an object out of an object. Empty where there is none, so that missing fields never raise."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def word(value: object, name: str) -> str:
    """Take a text or a whole number out of an object, as text. No NUL: PostgreSQL refuses it."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found).replace("\0", "").strip()


def post(client: httpx.Client, vendor: str, url: str, **content: Any) -> httpx.Response:
    """Post once. A fault of the network is a TryLater, which does not hold the address: it may contain a secret."""
    return _call(client, vendor, "POST", url, **content)


def get(client: httpx.Client, vendor: str, url: str, **content: Any) -> httpx.Response:
    """Get once, as carefully as `post`. Never for an address that a person sent."""
    return _call(client, vendor, "GET", url, **content)


def _call(client: httpx.Client, vendor: str, method: str, url: str, **content: Any) -> httpx.Response:
    try:
        return client.request(method, url, follow_redirects=False, **content)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        trouble = _trouble(vendor, error)
    # Raised outside the handler, since the first error, address and all, would hang on it as its context.
    raise trouble


def download(client: httpx.Client, vendor: str, url: str, most: int, headers: Mapping[str, str] | None = None) -> bytes:
    """Get a file of `most` bytes at most. Raises TryLater, or GiveUp where it is gone or too big."""
    seconds = DOWNLOAD_SECONDS + time.monotonic()
    found = b""
    try:
        with client.stream("GET", url, follow_redirects=False, headers=headers) as answer:
            status = answer.status_code
            for piece in answer.iter_bytes() if answer.is_success else ():
                found += piece
                if len(found) > most or time.monotonic() > seconds:
                    break
            late = time.monotonic() > seconds
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        trouble = _trouble(vendor, error)
    else:
        if is_passing(status) or late:
            raise TryLater(f"{vendor} answered {status} or too slowly when asked for a file", down=not late)
        if status != HTTPStatus.OK or len(found) > most:
            raise GiveUp(f"{vendor}: the file is gone or too big ({status})")
        return found
    raise trouble


def _trouble(vendor: str, error: Exception) -> TryLater:
    """Say what is wrong with the network. Only who was reached may have taken the message."""
    sent = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.InvalidURL)
    return TryLater(f"{vendor} cannot be reached: {type(error).__name__}", down=True, unknown=sent)


def passing(vendor: str, response: httpx.Response, after: float | None = None) -> TryLater:
    """Make the TryLater of an answer that `is_passing`; `after` is the time that the vendor names in its body."""
    status = response.status_code
    broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    wait = retry_after(response) if after is None else after
    return TryLater(f"{vendor} answered {status}", wait, down=broken, unknown=broken)


def read_answer(response: httpx.Response) -> dict[str, Any]:
    """Read the object that a vendor answered; empty where the answer is none."""
    try:
        return part({"answer": response.json()}, "answer")
    except (ValueError, RecursionError):
        return {}


def read_clip(vendor: str, file: Path) -> bytes:
    """Read a clip that is to be sent. Raises TryLater where it has gone from the bounded cache."""
    with suppress(OSError):
        return file.read_bytes()
    raise TryLater(f"{vendor}: the clip is gone from the disk and must be made again")


def is_passing(status: int) -> bool:
    """Say whether the same call may succeed later."""
    soon = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
    return status in soon or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def retry_after(response: httpx.Response) -> float | None:
    """Read how long to wait from `Retry-After`: seconds, or a date counted from the answer's own date."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max(0.0, wait.total_seconds())


def as_form(fields: Mapping[str, object]) -> dict[str, str]:
    """Write fields for a multipart form, where whatever is not text is JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
    }
