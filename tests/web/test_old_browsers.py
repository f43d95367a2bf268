"""Old telephones are handed on: what makes pages speak is written in the JavaScript of 2019 (iOS 12, Chrome 66)."""

import re

import pytest

from app.web.view import HERE

COMMENT = re.compile(r"(?m)//.*$")
# Read as: what it is · how it looks · the first browsers that know it.
NEWER = [
    ("optional chaining", r"\?\.(?!\d)", "Chrome 80, Safari 13.1"),
    ("nullish coalescing", r"\?\?", "Chrome 80, Safari 13.1"),
    ("assignment by logic", r"(\|\||&&)=", "Chrome 85, Safari 14"),
    ("all occurrences", r"\.replaceAll\(", "Chrome 85, Safari 13.1"),
    ("all matches", r"\.matchAll\(", "Chrome 73, Safari 13"),
    ("from the end", r"\.at\(-", "Chrome 92, Safari 15.4"),
    ("flat maps", r"\.flatMap\(", "Chrome 69, Safari 12"),
    ("objects from entries", r"Object\.fromEntries", "Chrome 73, Safari 12.1"),
    (
        "a size watched and not asked for",
        r"^(?!.*if \(window\.ResizeObserver\)).*new ResizeObserver",
        "Chrome 64, Safari 13.1",
    ),
    ("children replaced", r"\.replaceChildren\(", "Chrome 86, Safari 14"),
]


@pytest.mark.parametrize("script", ["drom.js", "letters.js", "widget.js", "frame.js"])
@pytest.mark.parametrize(("name", "looks", "first"), NEWER, ids=[row[0] for row in NEWER])
def test_what_speaks_is_understood_by_old_browsers(script: str, name: str, looks: str, first: str) -> None:
    code = COMMENT.sub("", (HERE / "static" / script).read_text(encoding="utf-8"))
    assert [line for line in code.splitlines() if re.search(looks, line)] == [], f"{name}: only from {first} on"
