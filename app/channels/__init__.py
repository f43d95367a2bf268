"""One file a channel. Here stands what they share: reading settings and foreign JSON, and one careful POST."""

import json
import logging
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from app.ports.channel import BadPayload, TryLater

TIMEOUT = httpx.Timeout(10, connect=5)  # shorter ones mostly make doubles: the vendor took it and answered late
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
    try:
        return client.post(url, timeout=TIMEOUT, follow_redirects=False, **content)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        fault = type(error).__name__
    # Raised outside the handler, since the first error, address and all, would hang on it as its context.
    raise TryLater(f"{vendor} cannot be reached: {fault}")


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
