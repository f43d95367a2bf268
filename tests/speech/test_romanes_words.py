"""Every Romanes word of the content was looked at, and the voice says it as locales/rmy/voice/words.tsv has it."""

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from app.checks import runner
from app.language import catalogues, measures, sound, spoken
from app.ports.engine import Span
from app.speech import espeak

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "locales" / "rmy"
TABLE = FOLDER / "voice" / "words.tsv"
KINDS = {"inherited", "loan", "name", "number", "function", "letter"}
SURE = {"sure", "likely", "ask"}
WORD = re.compile(r"[^\W\d_]+")
HOW = "Listen, mend rmy_list where it is wrong, then put this line into locales/rmy/voice/words.tsv"


@pytest.fixture(scope="module")
def say(espeak_values):
    """Say a word between two others, where small words are as weak as they are in a sentence; give its sounds."""
    engine = espeak.build(espeak_values)

    def between(word):
        return " ".join(engine.phonemes((Span(f"lil {word} lil", "rmy"),), "rmy").split()[1:-1])

    return between


@pytest.fixture(scope="module")
def table():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def sentences():
    """Every text of the content as the voice gets it: facts filled in, and what a conversation fills in left out."""
    book = runner.read(ROOT, date(2026, 11, 21))
    tables = spoken.read(FOLDER / "speech.toml")
    found = []
    silent = {phrase.text for phrase in book.library.phrases.values() if phrase.silent}
    for entry in catalogues.entries(book.library):
        if entry.text in silent:
            continue
        names = {name.partition(":")[0] for name in entry.text.placeholders}
        text = book.words.say(entry.text, "rmy", dict.fromkeys(names - set(book.library.facts), ""))
        if text:
            found.append(spoken.spans(text, "rmy", tables, book.library.office_words))
    return found


def strings(value):
    """All that stands in a table of speech.toml, without the places for numbers."""
    if isinstance(value, str):
        yield re.sub(r"\{\w*\}", " ", value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)


def lines(words, say):
    return f"{HOW} (sure, likely or ask):\n" + "\n".join(f"{word}\t{say(word)}\tloan\task" for word in sorted(words))


def test_every_word_of_the_content_was_looked_at(sentences, table, say):
    said = {word for spans in sentences for s in spans if s.language == "rmy" for word in WORD.findall(s.text.lower())}
    assert len(said) > 500
    new = said - {row["word"] for row in table}
    assert not new, lines(new, say)


def test_so_was_every_word_of_numbers_days_and_signs(table, say):
    language = tomllib.loads((FOLDER / "language.toml").read_text(encoding="utf-8"))
    units = [form for forms in language["units"].values() for form in forms]
    tables = [*strings(tomllib.loads((FOLDER / "speech.toml").read_text(encoding="utf-8")))]
    said = {word for text in [*tables, *units, *language["weekdays"]] for word in WORD.findall(text.lower())}
    new = said - {row["word"] for row in table}
    assert not new, lines(new, say)


def test_the_voice_says_every_word_as_the_table_has_it(table, say):
    changed = [f"{row['word']}: {row['ipa']} -> {now}" for row in table if (now := say(row["word"])) != row["ipa"]]
    assert not changed, "These words sound different now. If that is right, change them in words.tsv:\n" + "\n".join(
        changed
    )


def test_the_table_is_in_order(table):
    words = [row["word"] for row in table]
    assert words == sorted(set(words))
    assert {row["kind"] for row in table} <= KINDS
    assert {row["sure"] for row in table} <= SURE


def test_a_word_that_is_stressed_is_stressed_once(table):
    """Only small words have no stress of their own, and none has two."""
    assert [row["word"] for row in table if row["ipa"].count("ˈ") > 1] == []
    weak = {row["kind"] for row in table if "ˈ" not in row["ipa"]}
    assert weak <= {"function", "letter"}


def test_what_a_speaker_must_decide_is_on_the_page(table):
    page = (ROOT / "docs" / "romanes-voice.md").read_text(encoding="utf-8")
    asked = set(WORD.findall(page.partition("## What a speaker must decide")[2].partition("\n## ")[0].lower()))
    assert {row["word"] for row in table if row["sure"] == "ask"} <= asked


# What a listener must be able to tell apart.
@pytest.mark.parametrize(
    ("one", "other", "sounds"),
    [
        ("kher", "ker", ("kʰˈeɾ", "kˈeɾ")),  # house, do!
        ("phen", "pen", ("pʰˈen", "pˈen")),
        ("tho", "to", ("tʰˈo", "tˈo")),  # put!
        ("than", "tan", ("tʰˈan", "tˈan")),  # place
        ("bokh", "bok", ("bˈokʰ", "bˈok")),  # hunger
        ("xav", "hav", ("xˈaʋ", "hˈaʋ")),  # I eat
        ("čhor", "čor", ("cʰˈoɾ", "tʃˈoɾ")),  # beard, thief
        ("čhib", "čib", ("cʰˈib", "tʃˈib")),  # language
        ("rrom", "rom", ("rˈom", "ɾˈom")),
        ("parro", "paro", ("parˈo", "paɾˈo")),
        ("džal", "žal", ("dʒˈal", "ʒˈal")),  # she goes
        ("šel", "sel", ("ʃˈel", "sˈel")),  # hundred
        ("cikno", "sikno", ("tsiknˈo", "siknˈo")),  # small
        ("čačo", "časo", ("tʃatʃˈo", "tʃˈaso")),  # true, hour: an inherited word and a loanword
        ("škola", "šela", ("ʃkˈola", "ʃelˈa")),  # school, hundreds: a loanword and an inherited one
        ("data", "dada", ("dˈata", "dadˈa")),  # time, fathers
        ("soba", "sova", ("sˈoba", "soʋˈa")),
        ("lende", "phende", ("lˈende", "pʰendˈe")),  # at them, they said
        ("keres", "keresas", ("keɾˈes", "keɾˈesas")),  # you do, you did
        ("keras", "kerdas", ("keɾˈas", "keɾdˈas")),  # we do, she did
        ("šela", "avela", ("ʃelˈa", "aʋˈela")),  # hundreds, she will come
        ("čhaves", "čhaveske", ("cʰaʋˈes", "cʰaʋˈeske")),  # the boy, to the boy
        ("foro", "baro", ("fˈoɾo", "baɾˈo")),  # town, big
    ],
)
def test_pairs_are_told_apart(say, one, other, sounds):
    assert (say(one), say(other)) == sounds


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Le tusa o buletino.", "lˈe tˈusa o bˌuletˈino"),
        ("Le jekh termino.", "lˈe jˈekʰ termˈino"),
        ("Le čhave bešen kathe.", "le cʰaʋˈe beʃˈen katʰˈe"),
        ("Kaj bešes?", "kˈaj beʃˈes"),
        ("O kher kaj bešes.", "o kʰˈeɾ kaj beʃˈes"),
        ("Si tut jekh lil?", "si tut jˈekʰ lˈil"),
        ("O čhavo si kathe.", "o cʰaʋˈo si katʰˈe"),
        ("Žutil tut vi pala e buti.", "ʒutˈil tut ʋi pˌala e butˈi"),
    ],
)
def test_small_words_are_weak_in_a_sentence(espeak_values, sentence, wanted):
    assert espeak.build(espeak_values).phonemes((Span(sentence, "rmy"),), "rmy") == wanted


def test_ten_sentences_make_clips_without_holes(espeak_values, sentences, tmp_path):
    engine = espeak.build(espeak_values)
    by_length = sorted((s for s in sentences if len(s) == 1), key=lambda spans: len(spans[0].text))
    for number, spans in enumerate(by_length[len(by_length) // 4 :: len(by_length) // 40][:10]):
        seconds = sound.encode(engine.speak(spans, "rmy"), tmp_path, str(number))
        measured = measures.measure(tmp_path / f"{number}.ogg")
        assert 0.045 < seconds / len(spans[0].text) < 0.12, spans[0].text
        assert measured.longest_silence < 1
