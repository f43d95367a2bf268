"""Marks survive the way to a vendor and back; whatever else comes back is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Mark, read_mark

WORDS = st.text("abcdefghijklmnopqrstuvwxyz-", max_size=30)
MOST = 512  # what WhatsApp gives back: developers.facebook.com/docs/whatsapp/cloud-api/reference/messages


@given(
    st.builds(
        Mark,
        st.integers(1, 2**62),
        st.floats(0, 1e11),
        st.integers(0, 8),
        st.integers(9, 10),
        WORDS,
        WORDS,
        st.sampled_from(["human", "machine", ""]),
    )
)
def test_a_mark_comes_back_as_it_was(mark: Mark) -> None:
    assert read_mark(str(mark)) == mark
    assert len(str(mark)) <= MOST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "a|b|c|d|e|f|g",
        "1|2.5|0|1|ro|card",
        "1|x|0|1|ro|card|human",
        "🏠|🏠",
        "1|nan|0|1|a|b|c",
        "99999999999999999999|1.0|0|1|a|b|c",
        "1|1.0|2|1|a|b|c",
    ],
)
def test_what_is_no_mark_is_none(text: str) -> None:
    assert read_mark(text) is None
