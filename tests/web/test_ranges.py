"""Clips: which part of one a Range header asks for (RFC 9110, section 14)."""

import pytest

from app.web.problems import ProblemError
from app.web.sound import satisfiable

ALL = ""
SIZE = 100
# Read as: the header · what the file is asked for then.
ASKED = [
    ("bytes=0-3", "bytes=0-3"),
    ("Bytes=0-", "bytes=0-"),
    ("bytes=-5", "bytes=-5"),
    ("bytes=99-1000", "bytes=99-1000"),
    ("bytes=0-3, 5-9 ,", "bytes=0-3,5-9"),
    ("bytes=0-3,100-", "bytes=0-3"),
    ("bytes=0-3,-0", "bytes=0-3"),
    ("items=0-3", ALL),
    ("bytes 0-3", ALL),
    ("bytes=", ALL),
    ("bytes=abc", ALL),
    ("bytes=--5", ALL),
    ("bytes=5-2", ALL),
    ("bytes=0-3,x", ALL),
    ("bytes=" + "0-0," * 11, ALL),
    ("bytes=" + "9" * 400 + "-", ALL),
]


@pytest.mark.parametrize(("header", "wanted"), ASKED)
def test_what_is_asked_for(header: str, wanted: str) -> None:
    assert satisfiable(header, SIZE) == wanted


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0", "bytes=100-200,300-"])
def test_what_is_not_there_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(ProblemError) as refused:
        satisfiable(header, SIZE)
    assert refused.value.status == 416
    assert refused.value.headers["Content-Range"] == "bytes */100"
