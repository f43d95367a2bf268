"""Values become placeholders again, and files are written whole."""

from pathlib import Path

import pytest

from app.domain.text import Text
from app.language.corrections import Refused, corrected, replace, restored
from app.settings import HOME

BOTH = (("{days}", "15 zile"), ("{age:n}", "15"))
CATALOGUES = sorted(path for path in HOME.glob("locales/*/LC_MESSAGES/*.po") if path.stem != "messages")


@pytest.mark.parametrize(
    ("said", "template"),
    [
        ("La 15 aveți 15 zile.", "La {age:n} aveți {days}."),
        ("15 zile; 15, nu 150.", "{days}; {age:n}, nu 150."),
        ("15 zile, 15 și 1.15 sau 15,5", "{days}, {age:n} și 1.15 sau 15,5"),
        ("{days} și {age:n}", "{days} și {age:n}"),
    ],
)
def test_the_longer_value_comes_first_and_each_stands_alone(said: str, template: str) -> None:
    assert restored(said, BOTH) == template


def test_two_values_that_read_alike_are_not_guessed() -> None:
    alike = (("{one}", "2 luni"), ("{other}", "2 luni"))
    with pytest.raises(Refused, match=r"write \{one\} and \{other\} in braces"):
        restored("2 luni și 2 luni", alike)
    assert restored("{other} și {one}", alike) == "{other} și {one}"


def test_a_sentence_without_values_stays_as_it_is() -> None:
    assert restored(" Bună  ziua! \n", ()) == "Bună ziua!"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(HOME / "locales").as_posix())
def test_a_catalogue_keeps_its_form(path: Path) -> None:
    assert corrected(path, {}) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [76, 78, 0])
def test_a_catalogue_wrapped_by_another_editor_stays_so(tmp_path: Path, width: int) -> None:
    polib = pytest.importorskip("polib")
    file = polib.POFile(wrapwidth=width)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.append(polib.POEntry(msgctxt="a", msgid="viele Wörter " * 20, msgstr="multe cuvinte " * 20))
    file.append(polib.POEntry(msgctxt="b", msgid="Ja", msgstr="Nu", flags=["fuzzy"], previous_msgid="Nein"))
    path = tmp_path / "x.po"
    path.write_text(str(file), encoding="utf-8")
    after = corrected(path, {Text("x", "b", "Ja"): "Da"})
    assert after == str(file).replace('#, fuzzy\n#| msgid "Nein"\n', "").replace('"Nu"', '"Da"')


def test_a_text_that_is_not_in_the_catalogue_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', encoding="utf-8")
    with pytest.raises(Refused, match="drom words update"):
        corrected(path, {Text("x", "a", "Ja"): "Da"})


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    there = tmp_path / "there.po"
    there.write_text("old")
    with pytest.raises(OSError, match="nowhere"):
        replace({there: "new", tmp_path / "nowhere" / "x.po": "new"})
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("there.po", "old")]
