"""What every engine must do: whatever lies in app/speech is found and walked through here."""

import inspect
import pickle

import pytest

from app.language.registry import read
from app.ports.discover import modules
from app.ports.engine import Audio, EngineFailed, Span
from app.settings import HOME

ENGINES = modules("app.speech")
SENTENCES = {
    "de": "Gehen Sie zum Bürgeramt.",
    "ro": "Mergeți la primărie.",
    "bg": "Отидете в общината.",
    "tr": "Belediyeye gidin.",
    "rmy": "Dža ko foro.",
}


@pytest.fixture(params=sorted(ENGINES))
def engine(request, values):
    assert request.param in values, f"give the engine {request.param} its settings in tests/speech/conftest.py"
    return ENGINES[request.param].build(values[request.param])


def test_there_are_the_engines_that_languages_name_by_default():
    assert {"piper", "onnx", "pico", "mbrola", "espeak", "google"} <= set(ENGINES)


def test_its_name_is_that_of_its_file(engine, request):
    assert engine.name == request.node.callspec.params["engine"]


def test_it_speaks_each_language_for_which_it_names_a_voice(engine):
    spoken = [language for language in SENTENCES if engine.voice(language)]
    assert spoken
    for language in spoken:
        audio = engine.speak((Span(SENTENCES[language], language),), language)
        assert isinstance(audio, Audio)
        assert 0.5 < len(audio.samples) / 2 / audio.rate < 6
        assert audio.rate >= 16000


def test_the_voice_is_named_with_version_and_language(engine):
    names = [engine.voice(language) for language in SENTENCES if engine.voice(language)]
    assert len(set(names)) == len(names)
    assert all(any(letter.isdigit() for letter in name) for name in names)
    assert engine.voice("xx") is None


def test_it_refuses_what_it_has_no_voice_for(engine):
    for language in (*(code for code in SENTENCES if not engine.voice(code)), "xx"):
        with pytest.raises(EngineFailed):
            engine.speak((Span("Dža!", language),), language)
        with pytest.raises(EngineFailed):
            engine.speak((Span("Gut.", "de"), Span("Dža!", language)), "de")


def test_it_refuses_to_say_nothing(engine):
    for spans in ((), (Span("", "de"),), (Span(" ", "de"),)):
        with pytest.raises(EngineFailed):
            engine.speak(spans, "de")


def test_it_says_german_words_inside_another_language(engine):
    for code in (code for code in SENTENCES if code != "de" and engine.voice(code)):
        before, after = Span("Go ", code), Span(".", code)
        alone = engine.speak((before,), code)
        mixed = engine.speak((before, Span("Bürgeramt", "de"), after), code)
        assert len(mixed.samples) / mixed.rate > len(alone.samples) / alone.rate + 0.25


def test_it_says_on_what_terms_its_voices_may_be_used(engine):
    assert all(engine.licence(code) for code in SENTENCES if engine.voice(code))


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_it_says_how_to_get_a_voice_of_each_language_that_names_it(name):
    for code, folder in read(HOME / "locales").items():
        if name in folder.language.speech:
            assert len(ENGINES[name].how(code).split()) > 1
            assert "\n" not in ENGINES[name].how(code)


def test_it_can_be_sent_to_another_process(engine):
    engine.speak((Span("Gut so.", "de"),), "de")
    assert pickle.loads(pickle.dumps(engine)).voice("de") == engine.voice("de")


def test_signs_of_markup_are_only_signs(engine):
    assert engine.speak((Span('Er & sie <b> "so" ]]> \0', "de"),), "de").samples


def test_build_takes_only_its_values():
    for module in ENGINES.values():
        assert list(inspect.signature(module.build).parameters) == ["values"]
