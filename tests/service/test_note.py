"""A partner's note: checked when it is written, said after a reviewer's yes, in her city, until its last day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.message import Incoming, Kind
from app.domain.note import Note, Status
from app.domain.person import Person
from app.service import note, record, shelf
from app.service.converse import converse
from app.service.note import NoSuchNote
from app.service.note_rules import ADVICE, BadNote, of_text
from app.service.parts import Parts
from app.store import notes
from app.store.database import Database
from tests.conftest import make_parts, withdraw_notes

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 21), date(2026, 12, 31)
CARD, TOPIC = "register-address", "registration"
GERMAN, ROMANIAN = "Ab 1. März brauchen Sie hier einen Termin.", "De la 1 martie este nevoie de programare."
DUISBURG = Person("ro", city="duisburg")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("notes")
    made = replace(make_parts(folder, audio_dir=folder / "audio"), now=lambda: NOW)
    yield made
    made.database.close()


@pytest.fixture
def parts(whole: Parts) -> Parts:
    """A service without a note."""
    withdraw_notes(whole)
    return whole


def write(parts: Parts, about: str = CARD, partner: str = "example-centre", **texts: str) -> Note:
    return note.write(parts, partner, about, texts or {"de": GERMAN, "ro": ROMANIAN}, FIRST, LAST)


def public(parts: Parts, **given: str) -> Note:
    return note.approve(parts, write(parts, **given).number, "native speaker, teacher")


def heard(parts: Parts, person: Person = DUISBURG, card: str = CARD, partner: str = "") -> list[str]:
    return [one.text.text for one in note.said(parts, card, person, parts.library.partners.get(partner))]


def test_nobody_hears_a_note_before_a_reviewer_said_yes(parts: Parts) -> None:
    written = write(parts)
    assert (written.status, heard(parts)) == (Status.WAITING, [])
    assert note.approve(parts, written.number, "native speaker").reviewer == "native speaker"
    (said,) = note.said(parts, CARD, DUISBURG)
    assert (said.by.emoji, said.by.text) == ("📣", "Consilierea Musterplatz spune la 21.11.2026:")
    assert said.text.text == ROMANIAN
    assert note.notes_for(parts, parts.library.cards[CARD], DUISBURG) == ((said.by, said.text),), "as a page shows it"


def test_a_refused_note_is_never_heard_and_cannot_be_approved_any_more(parts: Parts) -> None:
    written = write(parts)
    note.refuse(parts, written.number)
    assert heard(parts) == []
    with pytest.raises(NoSuchNote, match="refused already"):
        note.approve(parts, written.number, "native speaker")


def test_a_note_that_is_taken_back_is_silent_at_once(parts: Parts) -> None:
    said = public(parts)
    with pytest.raises(NoSuchNote, match="not this partner's"):
        note.withdraw(parts, said.number, "example-county")
    assert heard(parts) == [ROMANIAN]
    after = note.withdraw(parts, said.number, "example-centre")
    assert (after.reviewer, heard(parts)) == ("native speaker, teacher", [])
    assert note.find(parts, said.number) == after


# Read as: the day in Duisburg · is it heard.
DAYS = [
    (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), False),
    (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), True),
    (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), True),
    (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), False),
]


@pytest.mark.parametrize(("moment", "there"), DAYS)
def test_a_note_begins_and_runs_out_by_itself_at_midnight_here(parts: Parts, moment: datetime, there: bool) -> None:
    public(parts)
    then = replace(parts, now=lambda: moment)
    assert bool(heard(then)) is there
    assert ((GERMAN, "de") in set(note.sentences(then))) is (moment < DAYS[-1][0]), "spoken ahead, until it is over"


# Read as: who asks · by which partner she came · what she hears.
WHO = [
    (DUISBURG, "", [ROMANIAN]),
    (Person("ro"), "example-centre", [ROMANIAN]),
    (Person("ro", city="dortmund"), "example-centre", [ROMANIAN]),
    (Person("ro", city="dortmund"), "", []),
    (Person("ro"), "", []),
    (Person("tr", city="duisburg"), "", []),
    (Person("de", city="duisburg"), "example-county", [GERMAN]),
]


@pytest.mark.parametrize(("person", "partner", "said"), WHO, ids=str)
def test_it_is_for_those_a_partner_sent_and_for_its_city(
    parts: Parts, person: Person, partner: str, said: list[str]
) -> None:
    public(parts)
    assert heard(parts, person, partner=partner) == said


def test_a_note_on_a_topic_is_said_on_each_of_its_cards_and_her_own_partners_come_first(parts: Parts) -> None:
    public(parts, about=TOPIC, ro="Biroul este închis luni.")
    public(parts, partner="example-county", about=CARD, ro="Sunați la noi înainte să plecați.")
    assert heard(parts) == ["Biroul este închis luni."]
    assert heard(parts, partner="example-county") == ["Sunați la noi înainte să plecați.", "Biroul este închis luni."]
    others = [name for name in parts.library.topics[TOPIC].cards if name != CARD]
    assert heard(parts, card=others[0]) == ["Biroul este închis luni."]
    assert heard(parts, card="kita") == []


def test_three_of_a_partner_on_a_card_are_enough(parts: Parts) -> None:
    for about in (CARD, TOPIC, TOPIC):
        public(parts, about=about)
    waiting = note.write(parts, "example-centre", "kita", {"de": GERMAN}, FIRST, LAST)
    assert waiting.number
    for about in (CARD, TOPIC):
        with pytest.raises(BadNote, match="3 notes of this partner on one card are enough"):
            write(parts, about=about)
    assert write(parts, about=CARD, partner="example-county").number, "another partner has three of its own"
    later = note.write(parts, "example-centre", CARD, {"de": GERMAN}, LAST + timedelta(1), LAST + timedelta(9))
    assert later.number, "when the others are over there is room again"


# Read as: language · a text · the key of what is wrong with it, or nothing.
TEXTS = [
    ("de", GERMAN, ""),
    ("de", "Rufen Sie an: 0221 4710 100.", ""),
    ("de", "Rufen Sie an: +49 221 4710-101.", ""),
    ("de", "Kommen Sie zum Musterplatz 1, 47051 Duisburg.", ""),
    ("de", "Vom 01.12.2026 bis 31.12.2026 ist zu, 08:00-16:00 Uhr auch.", ""),
    ("de", "Für das Schuljahr 2026/2027 ist die Anmeldung offen.", "signs"),
    ("de", "Rufen Sie an: 0203 123456.", "phone"),
    ("de", "Rufen Sie an: +40 21 123 4567.", "phone"),
    ("de", "Mehr steht auf www.duisburg.de.", "link"),
    ("de", "Mehr steht auf duisburg.de/termin.", "link"),
    ("de", "Schreiben Sie an drom@centre.example.", "link"),
    ("de", "x" * 161, "characters"),
    (
        "de",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn",
        "words",
    ),
    ("de", "Für Flüchtlinge gibt es Hilfe.", "never"),
    ("ro", "Școala este deschisă.", ""),
    ("ro", "Mergeți la Beratung Musterplatz, la Anmeldung.", ""),
    ("ro", "Şcoala este deschisă.", "letters"),
    ("ro", "Țiganii sunt acasă.", "never"),
    ("bg", "От 1 март Beratung Musterplatz иска час.", ""),
    ("bg", "Oт 1 март искат час.", "letters"),
    ("tr", "Okul açık, lütfen randevu alın.", ""),
    ("rmy", "Katar 1 marto trebul jekh termino.", ""),
    ("de", "Nur 10 ‰ davon.", "signs"),
]


@pytest.mark.parametrize(("language", "text", "key"), TEXTS)
def test_what_may_stand_in_a_note(parts: Parts, language: str, text: str, key: str) -> None:
    partner = parts.library.partners["example-centre"]
    assert [one.key for one in of_text(parts, partner, language, text)][:1] == ([key] if key else [])


# Read as: what is wrong · about · texts · first and last day, in days from today · who.
WRONG = [
    ("about", "no-such-card", {"de": GERMAN}, 0, 9, "example-centre"),
    ("empty", CARD, {"de": " "}, 0, 9, "example-centre"),
    ("language", CARD, {"xx": GERMAN}, 0, 9, "example-centre"),
    ("order", CARD, {"de": GERMAN}, 9, 0, "example-centre"),
    ("days", CARD, {"de": GERMAN}, 0, 90, "example-centre"),
    ("over", CARD, {"de": GERMAN}, -9, -1, "example-centre"),
    ("far", CARD, {"de": GERMAN}, 731, 740, "example-centre"),
    ("partner", CARD, {"de": GERMAN}, 0, 9, "nobody"),
]


@pytest.mark.parametrize(("key", "about", "texts", "first", "last", "partner"), WRONG)
def test_a_note_that_cannot_be_is_not_kept(
    parts: Parts, key: str, about: str, texts: dict[str, str], first: int, last: int, partner: str
) -> None:
    before = len(note.listed(parts))
    with pytest.raises(BadNote) as refused:
        note.write(parts, partner, about, texts, FIRST + timedelta(first), FIRST + timedelta(last))
    assert [trouble.key for trouble in refused.value.troubles] == [key]
    assert ADVICE[key].split("{")[0] in str(refused.value)
    assert len(note.listed(parts)) == before


def test_twenty_may_wait_and_those_that_ran_out_take_nobodys_place(parts: Parts) -> None:
    for _ in range(note.MOST_WAITING):
        write(parts)
    with pytest.raises(BadNote, match="20 notes of this partner wait already"):
        write(parts)
    assert write(parts, partner="example-county").number
    later = replace(parts, now=lambda: NOW + timedelta(LAST.day + 20))
    after = note.today(later)
    assert after > LAST
    assert note.write(later, "example-centre", CARD, {"de": GERMAN}, after, after).number


def test_two_years_ahead_are_not_too_far(parts: Parts) -> None:
    first = FIRST + timedelta(730)
    assert note.write(parts, "example-centre", CARD, {"de": GERMAN}, first, first).number


def test_ninety_days_are_not_too_long(parts: Parts) -> None:
    assert note.write(parts, "example-centre", CARD, {"de": GERMAN}, FIRST, FIRST + timedelta(89)).days == 90


def test_a_reviewer_has_a_role_and_no_name_is_kept(parts: Parts) -> None:
    written = write(parts)
    with pytest.raises(ValueError, match="never a name"):
        note.approve(parts, written.number, "ana@centre.example")
    assert note.find(parts, written.number).status is Status.WAITING


def test_check_reads_the_rows_too(parts: Parts) -> None:
    said, waiting = public(parts), write(parts)
    assert note.problems(parts, FIRST) == []
    # A partner has another number now, which the note does not know.
    silent = replace(parts.library, cards={name: card for name, card in parts.library.cards.items() if name != CARD})
    found = note.problems(replace(parts, library=silent), FIRST)
    assert [(one.place, one.warning) for one in found] == [
        (f"{said.number} of example-centre", False),
        (f"{waiting.number} of example-centre", True),
    ]
    assert note.problems(replace(parts, library=silent), LAST + timedelta(1)) == [], "what is past is left alone"


def test_it_is_spoken_and_its_sound_is_not_cleared_away(parts: Parts) -> None:
    parts.clips.coming = True
    parts.clips.wanted.clear()
    said = public(parts)
    sentences = set(note.sentences(parts))
    assert {(GERMAN, "de"), (ROMANIAN, "ro"), ("Consilierea Musterplatz spune la 21.11.2026:", "ro")} <= sentences
    names = {parts.clips.name(text, language) for text, language in sentences}
    assert names <= set(parts.clips.wanted), "the studio is asked for it when it is approved"
    assert note.said(parts, CARD, DUISBURG)[0].text.clip is None, "until then it is shown without"
    record.make(record.engines_by_language(parts), parts.clips.built, [record.job(parts, name) for name in names])
    assert note.said(parts, CARD, DUISBURG)[0].text.clip is not None
    shelf.prune(parts)
    assert all(parts.clips.file(name).exists() for name in names)
    note.withdraw(parts, said.number)
    shelf.prune(parts)
    assert not any(parts.clips.file(name).exists() for name in names)


def say(parts: Parts, kind: Kind, content: str, number: int, address: str) -> tuple[str, ...]:
    told = Incoming("web", address, f"{address}-{number}", kind, content)
    return tuple(reply.text for reply in parts.database.run(lambda tx: converse(parts, tx, told)).replies)


@pytest.mark.parametrize(("city", "there"), [("city:duisburg", True), ("city:dortmund", False)])
def test_in_a_talk_it_stands_before_the_question_after_the_card(parts: Parts, city: str, there: bool) -> None:
    public(parts)
    choices = ("lang:ro", "plan:settle", city, f"card:{CARD}", "stage:here")
    replies: tuple[str, ...] = ()
    for number, choice in enumerate(choices):
        replies = say(parts, Kind.CHOICE, choice, number, city)
    card, question = replies
    assert ROMANIAN not in card, "a card stays one message"
    assert (f"📣 Consilierea Musterplatz spune la 21.11.2026:\n💬 {ROMANIAN}\n" in question) is there


def test_another_process_sees_it_at_its_next_look(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    public(parts)
    elsewhere = Database(f"sqlite:///{_file(parts)}")
    assert len(elsewhere.run(lambda tx: notes.public(tx, 9))) == 1
    row = note.listed(parts)[-1]
    elsewhere.run(lambda tx: notes.decide(tx, row, Status.WITHDRAWN, "", None))
    elsewhere.close()
    assert heard(parts) == [ROMANIAN], "it is in memory for some seconds"
    parts.board._look_at = 0.0
    assert heard(parts) == []


def _file(parts: Parts) -> Path:
    (row,) = parts.database.run(lambda tx: tx._cursor.execute("PRAGMA database_list").fetchall())  # type: ignore[attr-defined]
    return Path(row[2])


def test_without_its_database_the_board_keeps_what_it_knows(tmp_path: Path) -> None:
    made = replace(make_parts(tmp_path, audio_dir=tmp_path / "audio"), now=lambda: NOW)
    public(made)
    made.database.close()
    made.board._look_at = 0.0
    assert heard(made) == [ROMANIAN]
