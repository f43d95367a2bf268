"""Which form an Accept header asks for: the heavier one, never one that is refused, JSON when in doubt."""

import pytest

from app.web.accept import prefers


@pytest.mark.parametrize(
    ("accept", "csv"),
    [
        ("text/csv", True), ("TEXT/CSV", True), ("text/csv; charset=utf-8", True), ("text/*", True),
        ("text/csv, application/json;q=0.9", True), ("text/csv;q=0.5, application/json; q=0.4", True),
        ("text/csv, */*", True), ("application/json;q=0, text/csv;q=0.001", True), ("*/*, application/json;q=0", True),
        ("", False), ("*/*", False), ("application/json", False), ("text/html, image/*", False),
        ("text/csv;q=0", False), ("text/csv;q=0.000", False), ("text/csv;q=0, application/json", False),
        ("text/csv;q=0, text/*", False), ("text/csv, application/json", False), ("text/csv;q=0.5, */*", False),
        ("text/csv;q=0.4, application/json;q=0.5", False), ("text/csv;q=much", False), ("text/csv;q=nan", False),
        ("text/csv;q=", False), ("text/csv-schema", False), (";,;q=1,,", False),
    ],
)  # fmt: skip
def test_who_gets_csv(accept: str, csv: bool) -> None:
    assert prefers(accept, "text/csv", "application/json") is csv
