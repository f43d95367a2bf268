"""Contrast as WCAG 2.2 has it, and accents that can be read in the light and in the dark."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import colour
from app.settings import HOME

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")

# Read as: this on that · has this contrast. #767676 is the lightest grey for text on white.
KNOWN = [
    ("#000000", "#ffffff", 21.0),
    ("#ffffff", "#ffffff", 1.0),
    ("#777777", "#ffffff", 4.48),
    ("#767676", "#ffffff", 4.54),
    ("#ff0000", "#ffffff", 4.0),
    ("#0000ff", "#ffffff", 8.59),
]


@pytest.mark.parametrize(("one", "other", "ratio"), KNOWN)
def test_contrast_is_what_others_measure(one: str, other: str, ratio: float) -> None:
    assert round(colour.contrast(one, other), 2) == ratio
    assert colour.contrast(other, one) == colour.contrast(one, other)


@given(COLOURS)
def test_every_accent_is_seen_and_what_is_written_on_it_is_read(accent: str) -> None:
    for scheme, grounds in colour.GROUNDS.items():
        shade = colour.shade(accent, scheme)
        assert min(colour.contrast(shade.accent, ground) for ground in grounds) >= colour.NEEDED
        assert colour.contrast(shade.on, shade.accent) >= colour.NEEDED


@pytest.mark.parametrize(
    ("accent", "light", "dark"),
    [
        ("#1d6b57", "#1d6b57", None),  # a dark green is its own in the light, and becomes lighter in the dark
        ("#ffcc00", None, "#ffcc00"),  # a yellow the other way round
        ("#707070", "#707070", None),
    ],
)
def test_an_accent_that_can_be_seen_stays_as_it_is(accent: str, light: str | None, dark: str | None) -> None:
    for scheme, expected in (("light", light), ("dark", dark)):
        shown = colour.shade(accent, scheme).accent
        assert shown == expected if expected else shown != accent


def test_the_grounds_are_those_of_the_style() -> None:
    style = (HOME / "app" / "web" / "static" / "drom.css").read_text(encoding="utf-8")
    for name, at in (("paper", 0), ("card", 1)):
        said = re.findall(rf"--{name}: (#[0-9a-f]+)", style)[:2]
        whole = ["#" + "".join(sign * 2 for sign in one[1:]) if len(one) == 4 else one for one in said]
        assert whole == [colour.GROUNDS["light"][at], colour.GROUNDS["dark"][at]], "mend app/domain/colour.py"
