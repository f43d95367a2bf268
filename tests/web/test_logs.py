"""A log says what went wrong and where, and never what somebody wrote."""

import json
import logging
import sys

import pytest

from app.web.logs import AsJson, Plain


def record() -> logging.LogRecord:
    try:
        raise ValueError("she wrote: my number is 0171 555")  # as validators do, which quote their input
    except ValueError:
        return logging.getLogger("drom.dispatch").makeRecord(
            "drom.dispatch", logging.WARNING, __file__, 1, "reply %d waits", (17,), sys.exc_info(), extra={"outbox": 17}
        )


def test_json_holds_ids_and_counts() -> None:
    told = json.loads(AsJson().format(record()))
    assert (
        told.items()
        >= {"level": "warning", "logger": "drom.dispatch", "message": "reply 17 waits", "outbox": 17}.items()
    )
    assert told["error"].startswith("ValueError\n")
    assert "test_logs.py" in told["error"]


@pytest.mark.parametrize("form", [AsJson(), Plain()])
def test_what_an_exception_quotes_is_not_written(form: logging.Formatter) -> None:
    assert "0171" not in form.format(record())
