"""Google's voice: gTTS itself runs here, against a machine on this computer."""

import pytest

from app.ports.engine import EngineFailed, Span
from app.speech import google as engine


@pytest.fixture
def voice(google):
    return engine.build({"enabled": "1", "address": google.address + "/"})


@pytest.mark.parametrize("values", [{}, {"enabled": ""}, {"enabled": "0"}, {"enabled": "yes"}, {"address": "http://x"}])
def test_it_is_off_unless_turned_on(values):
    assert engine.build(values) is None


def test_it_calls_google_unless_told_otherwise():
    (request,) = engine._Speech("Hallo", "de", engine.ADDRESS)._prepare_requests()
    assert request.url == "https://translate.google.com/_/TranslateWebserverUi/data/batchexecute"


def test_it_has_no_voice_for_romanes(voice):
    assert voice.voice("rmy") is None
    assert voice.voice("ro").endswith(" ro")


def test_each_language_is_asked_for_by_itself_and_joined(voice, google):
    spans = (Span("Mergeți la ", "ro"), Span("Bürger", "de"), Span("amt", "de"), Span(" mâine", "ro"), Span(".", "ro"))
    audio = voice.speak(spans, "ro")
    assert google.asked == [("Mergeți la", "ro"), ("Bürgeramt", "de"), ("mâine.", "ro")]
    assert len(audio.samples) / 2 / audio.rate == pytest.approx(0.1 * (10 + 9 + 6), abs=0.3)


def test_a_stretch_without_words_is_not_asked_for(voice, google):
    voice.speak((Span("Anmeldung", "de"), Span(".", "tr")), "tr")
    assert google.asked == [("Anmeldung", "de")]


def test_long_texts_are_asked_for_in_parts(voice, google):
    text = "Mergeți la primărie cu pașaportul și cu contractul. " * 4
    voice.speak((Span(text, "ro"),), "ro")
    assert len(google.asked) > 1
    assert [word.strip(".") for part, _ in google.asked for word in part.split()] == text.replace(".", "").split()


@pytest.mark.parametrize(
    ("status", "answer", "why"),
    [
        (500, "", "did not answer.*500"),
        (429, "", "did not answer.*429"),
        (200, '["wrb.fr","jQ1olc",null]', "did not answer"),
        (200, "nothing", "nothing to say"),
        (200, '["wrb.fr","jQ1olc","[\\"YWJj\\"]"]', "not a sound"),
        (200, '["wrb.fr","jQ1olc","[\\"abc\\"]"]', "not a sound"),
    ],
)
def test_what_google_does_wrong_is_told_as_a_failure(voice, google, status, answer, why):
    google.status, google.answer = status, answer
    with pytest.raises(EngineFailed, match=why):
        voice.speak((Span("Bună", "ro"),), "ro")


def test_a_machine_out_of_reach_is_a_failure():
    voice = engine.build({"enabled": "1", "address": "http://127.0.0.1:9"})
    with pytest.raises(EngineFailed, match="did not answer"):
        voice.speak((Span("Bună", "ro"),), "ro")
