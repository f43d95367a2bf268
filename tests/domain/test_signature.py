"""Signatures, against a published test vector and against forgers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.signature import is_same, is_signed, sign

# RFC 4231, test case 2
SECRET, BODY = "Jefe", b"what do ya want for nothing?"
DIGEST = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_the_published_vector():
    assert sign(SECRET, BODY) == f"sha256={DIGEST}"
    assert sign(SECRET, BODY, prefix="") == DIGEST
    assert is_signed(SECRET, BODY, f" sha256={DIGEST} ")
    assert is_signed(SECRET, BODY, DIGEST, prefix="")


@pytest.mark.parametrize(
    "header", ["", "sha256=", DIGEST, f"sha256={DIGEST[:-1]}", f"sha1={DIGEST}", f"sha256={DIGEST}0", "тайна", "\ud800"]
)
def test_a_wrong_header(header: str):
    assert not is_signed(SECRET, BODY, header)


def test_another_body_or_secret():
    assert not is_signed(SECRET, BODY + b" ", sign(SECRET, BODY))
    assert not is_signed("jefe", BODY, sign(SECRET, BODY))


def test_an_empty_secret_signs_nothing():
    with pytest.raises(ValueError, match="empty"):
        sign("", BODY)
    assert not is_signed("", BODY, "sha256=")


@given(st.text(min_size=1), st.binary(), st.text())
def test_only_the_signature_itself_is_taken(secret: str, body: bytes, header: str):
    assert is_signed(secret, body, sign(secret, body))
    assert is_signed(secret, body, header) == (header.strip() == sign(secret, body))


@given(st.text(), st.text())
def test_same_is_same(one: str, other: str):
    assert is_same(one, other) == (one == other)
