"""What is spoken for what is written: the cases of tests/language/spoken/, and that nothing gets lost."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language import spoken
from app.language.tables import words_of

ROOT = Path(__file__).parents[2]
LANGUAGES = ("de", "ro", "bg", "tr", "rmy")
TABLES = {code: spoken.read(ROOT / "locales" / code / "speech.toml") for code in LANGUAGES}
FILES = {code: tomllib.loads((Path(__file__).parent / "spoken" / f"{code}.toml").read_text()) for code in LANGUAGES}
CASES = [(code, written, said) for code, file in FILES.items() for written, said in file["spoken"].items()]


def say(text, language, office_words=()):
    """Write spans as the case files do: what the German voice says stands in square brackets."""
    spans = spoken.spans(text, language, TABLES[language], office_words)
    return "".join(span.text if span.language == language else f"[{span.text}]" for span in spans)


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_what_is_written_is_said(language, written, said):
    assert say(written, language, FILES[language]["office_words"]) == said


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_the_tables_know_all_of_it(language, written, said):
    assert spoken.unknown(written, language, TABLES[language]) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_cases_enough(language):
    assert len(FILES[language]["spoken"]) >= 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_tables(language):
    tables, german = TABLES[language], TABLES["de"]
    assert set(tables.text) - {"time_prefix"} == set(german.text) - {"time_prefix"}
    assert set(tables.web) == set(german.web)
    assert set(tables.symbols) == set(german.symbols)
    assert set(tables.short_phones) == set(german.short_phones)
    assert {"€", "EUR", "RON", "лв.", "₺"} <= set(tables.currencies)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("5G", ("5",)),
        ("1.2.3.4", ("1", "2", "3", "4")),
        ("a ¤ b ¤", ("¤",)),
        ("日本", ("日本",)),
        ("31.13.2026", ("31", "13", "2026")),
    ],
)
def test_what_no_table_knows_is_named_and_kept(language, text, strange):
    found = spoken.unknown(text, language, TABLES[language])
    assert set(strange) <= set(found)
    if not TABLES[language].numbers:
        assert re.sub(r"\W", "", text) == re.sub(
            r"\W", "", "".join(s.text for s in spoken.spans(text, language, TABLES[language], ()))
        )


def test_digits_of_other_scripts_are_digits():
    assert say("٠٣٤٥٦٧٨", "de") == say("0345678", "de")


def test_no_words_no_spans():
    assert spoken.spans(" 🏠 ", "de", TABLES["de"], ()) == ()
    assert spoken.spans("", "de", TABLES["de"], ()) == ()


def test_lines_are_sentences():
    assert say("Erstens\nZweitens.\nDrittens", "de") == "Erstens. Zweitens. Drittens"


def test_office_words_that_are_codes_are_spelled():
    assert say("A1 ve AOK", "tr", ("A1", "AOK")) == "a 1 ve a o ka"


def test_a_broken_table_says_what_is_wrong(tmp_path):
    file = tmp_path / "xx" / "speech.toml"
    file.parent.mkdir()
    text = (ROOT / "locales" / "de" / "speech.toml").read_text(encoding="utf-8")
    file.write_text(text + '\n[nonsense]\na = "b"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="nonsense"):
        spoken.read(file)
    file.write_text(text.replace('"9" = "neun"\n', ""), encoding="utf-8")
    with pytest.raises(ValueError, match=r"digits.*9"):
        spoken.read(file)


def letters(language):
    """The small letters that a text in the language is made of, and signs that stand between words."""
    return st.text("".join(letter for letter in TABLES[language].letters if len(letter) == 1) + " ,?!-")


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)
@given(data=st.data())
def test_no_letter_is_lost(language, data):
    words = {*TABLES[language].words, *TABLES[language].abbreviations, *TABLES[language].weekdays}
    text = data.draw(letters(language))
    if set(re.findall(r"\w+", text)) & words:
        return
    said = "".join(span.text for span in spoken.spans(text, language, TABLES[language], ("anmeldung",)))
    assert re.sub(r"\W", "", said) == re.sub(
        r"\W", "", text.replace("ţ", "ț").replace("ş", "ș") if language == "ro" else text
    )


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)
@given(number=st.from_regex(r"0[1-9][0-9]{5,9}", fullmatch=True))
def test_no_digit_of_a_telephone_number_is_lost(language, number):
    digits = {word: digit for digit, word in TABLES[language].digits.items()}
    assert "".join(digits[word] for word in say(number, language).replace(",", "").split()) == number


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)
@given(data=st.data())
def test_whatever_is_written_something_is_said(language, data):
    text = data.draw(st.text("".join(TABLES[language].letters) + "ABCXYZ0123456789 .,:;-–/%€§+&'()"))
    said = say(text, language)
    assert bool(re.search(r"\w", text)) <= bool(re.search(r"\w", said))
    assert text.count("§") == 0 or TABLES[language].text["section"] in said


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)
@given(number=st.integers(0, 999_999))
def test_numbers_in_romanes_are_words(language, number):
    said = say(str(number), language)
    assert not TABLES[language].numbers or not re.search(r"\d", said)
    assert said


def test_every_number_of_romanes_is_another():
    assert len({words_of(number, TABLES["rmy"].numbers) for number in range(10000)}) == 10000


@pytest.fixture
def tables_with(tmp_path):
    """Make the Romanian tables anew with a lexicon of one's own."""

    def make(lexicon):
        (tmp_path / "ro").mkdir()
        shutil.copy(ROOT / "locales" / "ro" / "speech.toml", tmp_path / "ro")
        (tmp_path / "ro" / "lexicon.toml").write_text(lexicon)
        return spoken.read(tmp_path / "ro" / "speech.toml")

    return make


def test_a_reviewer_tells_how_a_word_sounds(tables_with):
    tables = tables_with('[words]\nRiester = "Ristăr"\n')
    assert (
        "".join(span.text for span in spoken.spans("Renta Riester ajută.", "ro", tables, ())) == "Renta Ristăr ajută."
    )


@pytest.mark.parametrize("lexicon", ["[word]\na = 'b'\n", "[words]\na = 1\n", "[words]\na = ''\n", "words = ["])
def test_a_lexicon_with_a_mistake_is_named(tables_with, lexicon):
    with pytest.raises(ValueError, match=r"lexicon\.toml|speech\.toml"):
        tables_with(lexicon)
