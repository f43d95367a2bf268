"""What is heard: the answer, then each choice with its number, and each language in itself."""

from app.domain.message import Incoming, Kind, Say
from app.domain.text import Line, Text
from app.flow.engine import advance
from app.service import word
from app.service.parts import Parts
from tests.conftest import NOW

LANGUAGES = ("ro", "rmy", "bg", "tr", "de")


def test_a_language_is_chosen_by_ear(parts: Parts) -> None:
    turn = advance(None, Incoming("test", "", "", Kind.START), parts.library, NOW)
    reply = word.say(parts, turn.says[0], "ro")
    hello, numbers = parts.library.phrases["hello"].text, [f"number.{n}" for n in range(1, 6)]
    expected = [
        parts.clips.name(parts.words.say(text, code) or "", code)
        for code, number in zip(LANGUAGES, numbers, strict=True)
        for text in (hello, parts.library.phrases[number].text)
    ]
    assert list(reply.sound) == expected


def test_an_extra_line_never_keeps_back_the_rest(parts: Parts) -> None:
    known = Line("🤝", parts.library.phrases["person.here"].text)
    new = Line("🕗", Text("messages", "new.hours", "Das ist neu."), extra=True)
    alone, both = word.say(parts, Say((known,)), "bg"), word.say(parts, Say((known, new)), "bg")
    assert both == alone
    german = word.say(parts, Say((known, new)), "de")
    assert german.text.endswith("🕗 Das ist neu.")
    assert german.sound == word.say(parts, Say((known,)), "de").sound  # nobody has spoken the new line yet


def test_what_is_not_there_yet_is_said_and_the_languages_that_have_it_are_offered(parts: Parts) -> None:
    new = Say((Line("🏠", Text("registration", "new.step", "Das ist neu.")),))
    reply = word.say(parts, new, "bg")
    assert (parts.words.say(parts.library.phrases["missing"].text, "bg") or "?") in reply.text
    assert [option.id for option in reply.choices] == ["lang:de"]
    assert "Das ist neu" not in reply.text


def test_the_button_that_opens_the_choices_is_in_her_language(parts: Parts) -> None:
    told = Say((Line("🤝", parts.library.phrases["person.here"].text),))
    openers = {code: word.say(parts, told, code).opener for code in LANGUAGES}
    assert openers["de"] == "👇 Auswählen"
    assert len(set(openers.values())) == len(LANGUAGES)
    assert max(map(len, openers.values())) <= 20
    new = Say((Line("🏠", Text("registration", "new.step", "Das ist neu.")),))
    assert word.say(parts, new, "bg").opener == openers["bg"]
