"""Logs without people: what went wrong and where, never what somebody wrote.

The message of an exception may quote what was in hand (a validator quotes its input), so only its kind and the lines of
code are written.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

NOISY = (
    "httpx",
    "httpcore",
    "alembic",
    "uvicorn.access",
    "uvicorn.error",
)  # the first would log addresses, which hold tokens
KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Plain(logging.Formatter):
    """A line a record, for reading."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: Raised) -> str:  # noqa: N802  # the library's name
        """Write the kind of an exception and where it was raised, not what it says."""
        frames = traceback.extract_tb(ei[2])
        where = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        return f"{ei[0].__name__ if ei[0] else ''}{where}"


class AsJson(Plain):
    """A JSON object a line, for programs: time, level, logger, message, what was given as extra, and the error."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in KNOWN},
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def setup(form: str = "text") -> None:
    """Send all logs to standard error, as "text" or "json"; in place of what this set before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if form == "json" else Plain())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.handlers = [other for other in root.handlers if not isinstance(other.formatter, Plain)]
    root.addHandler(handler)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
