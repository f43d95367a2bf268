"""A long text in parts: nothing lost, nothing torn that is seen as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.split import split, utf16_units

FAMILY = "👨‍👩‍👧"
WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 5, ()),
        ("Da.", 5, ("Da.",)),
        ("Unu. Doi\ntrei\n\npatru cinci", 20, ("Unu. Doi\ntrei\n\n", "patru cinci")),
        ("Unu. Doi\ntrei patru", 15, ("Unu. Doi\n", "trei patru")),
        ("Unu doi. Trei patru", 15, ("Unu doi. ", "Trei patru")),
        ("„Unu doi.” Trei patru", 17, ("„Unu doi.” ", "Trei patru")),
        ("Unu doi trei", 9, ("Unu doi ", "trei")),
        ("до 5. май моля", 10, ("до 5. май ", "моля")),
        ("Anmeldung", 4, ("Anme", "ldun", "g")),
        ("a\r\nb\r\nc", 5, ("a\r\n", "b\r\nc")),
        ("aa\r\nb", 3, ("aa", "\r\nb")),
    ],
)
def test_a_cut_is_where_a_reader_pauses(text: str, limit: int, parts: tuple[str, ...]):
    assert split(text, limit) == parts


@pytest.mark.parametrize("whole", [FAMILY, "👍🏽", "🇷🇴", "☰️", "1️⃣", "ă̦", WALES])
def test_what_is_seen_as_one_is_not_torn(whole: str):
    text = whole * 7
    parts = split(text, utf16_units(whole) + 1, utf16_units)
    assert parts == (whole,) * 7


def test_what_is_longer_than_a_part_is_torn_all_the_same():
    assert split(FAMILY, 3) == (FAMILY[:3], FAMILY[3:])


def test_a_limit_below_one_character_is_an_error():
    with pytest.raises(ValueError, match="smaller than one character"):
        split("a🏠", 1, utf16_units)


PIECES = st.text(st.sampled_from("aя .!\n\r\t🏠🇷🇴👍🏽\u200d\ufe0f\u0306\u0326Ș1"), max_size=60) | st.text(max_size=60)


@given(PIECES, st.integers(2, 20))
def test_parts_join_back_and_keep_the_limit(text: str, limit: int):
    parts = split(text, limit, utf16_units)
    assert "".join(parts) == text
    assert all(part and utf16_units(part) <= limit for part in parts)


@given(PIECES, st.integers(4, 20))
def test_any_measure_will_do(text: str, limit: int):
    def size(part: str) -> int:
        return len(part.encode())

    parts = split(text, limit, size)
    assert "".join(parts) == text
    assert all(size(part) <= limit for part in parts)


@given(st.text())
def test_units_are_those_of_utf16(text: str):
    assert utf16_units(text) == len(text.encode("utf-16-le")) // 2


def test_a_book_is_cut_in_a_moment():
    text = "Cuvânt după cuvânt. " * 50_000
    assert "".join(split(text, 4096, utf16_units)) == text
