"""A line of the talk has a picture, and what can be called or opened is a link; nothing else is."""

import pytest

from app.web.linked import rows

# Read as: a line of the talk · its picture · what leads somewhere in it, and where.
LINES = [
    ("☎️ Beratung. Telefon: +49 203 283-0.", "☎️", {"+49 203 283-0": "tel:+492032830"}),
    ("☎️ Rufen Sie 115 an. Das kostet 20 Cent.", "☎️", {"115": "tel:115"}),
    ("💶 Das kostet 115 Euro, +49 203 1.", "💶", {}),
    ("🗺️ https://www.openstreetmap.org/search?query=Markt+1", "🗺️",
     {"https://www.openstreetmap.org/search?query=Markt+1": "https://www.openstreetmap.org/search?query=Markt+1"}),
    ("🌐 Pe internet: gfb-duisburg.de.", "🌐", {"gfb-duisburg.de": "https://gfb-duisburg.de"}),
    ("📖 Siehe https://drom.example/a. Danke.", "📖", {"https://drom.example/a": "https://drom.example/a"}),
    ("📖 javascript:alert(1) http://drom.example", "📖", {}),
    ("Ohne Bild, z.B. so.", "", {}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "picture", "links"), LINES, ids=[row[0][:20] for row in LINES])
def test_lines_have_a_picture_and_links(line: str, picture: str, links: dict[str, str]) -> None:
    (row,) = rows(line)
    assert row.picture == picture
    assert {piece.text: piece.href for piece in row.pieces if piece.href} == links
    assert "".join(piece.text for piece in row.pieces) == line.removeprefix(picture).strip()


def test_strong_words_are_strong_and_inner_stars_stay() -> None:
    strong = [
        piece.text
        for row in rows("✅ *Wichtig*: Berater*innen und Leser*innen")
        for piece in row.pieces
        if piece.strong
    ]
    assert strong == ["Wichtig"]
