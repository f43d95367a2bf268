"""VITS voices through sherpa-onnx itself, with models that are real in form: what is found, refused and said."""

import logging

import pytest

from app.ports.engine import EngineFailed, Span
from app.speech import onnx
from tests.fakes import vits


@pytest.fixture(scope="module")
def engine(onnx_values):
    return onnx.build(onnx_values)


def seconds(audio):
    return len(audio.samples) / 2 / audio.rate


def test_voices_are_named_with_their_hash_and_told_with_their_licence(engine):
    assert engine.voice("rmy").startswith("sherpa-onnx 2.0.1 rmy hum-rmy 0.83 ")
    assert len(engine.voice("rmy").split()[-1]) == 8
    assert engine.licence("rmy") == "CC0-1.0"
    assert engine.voice("tr") is None


def test_a_tag_of_romani_is_romanes(tmp_path):
    vits.write(tmp_path / "a", "rom")
    assert onnx.build({"voices": str(tmp_path)}).voice("rmy")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("voice.toml", 'language = "ro"\nname = "a"\nsource = "b"\n'), "licence: Field required"),
        (("voice.toml", 'language = "ro"\nname = "a"\nsource = "b"\nlicence = ""\n'), "licence"),
        (("voice.toml", "language ="), "a is left out"),
        (("model.onnx", None), "model.onnx is not there"),
        (("tokens.txt", None), "tokens.txt is not there"),
        (("model.onnx", "no model"), "no metadata sample_rate"),
    ],
)
def test_a_voice_that_is_not_whole_is_left_out_and_told(tmp_path, change, why, caplog):
    folder, (file, content) = vits.write(tmp_path / "a", "ro"), change
    (folder / file).unlink() if content is None else (folder / file).write_text(content)
    with caplog.at_level(logging.WARNING):
        assert onnx.build({"voices": str(tmp_path)}) is None
    assert why in caplog.text


@pytest.mark.parametrize("key", ["sample_rate", "n_speakers", "language", "comment"])
def test_metadata_without_which_sherpa_ends_the_process_is_asked_for_before(tmp_path, key, caplog):
    vits.write(tmp_path / "a", "ro", without=(key,))
    assert onnx.build({"voices": str(tmp_path)}) is None
    assert f"no metadata {key}" in caplog.text


def test_no_front_end_is_a_failure_and_no_silence(tmp_path):
    vits.write(tmp_path / "a", "ro", without=("frontend",))
    with pytest.raises(EngineFailed, match="gave no sound"):
        onnx.build({"voices": str(tmp_path)}).speak((Span("Da.", "ro"),), "ro")


def test_no_folder_or_no_package_is_no_engine(tmp_path, onnx_values, monkeypatch):
    assert onnx.build({"voices": str(tmp_path / "none")}) is None
    monkeypatch.setattr(onnx.importlib.util, "find_spec", lambda _: None)
    assert onnx.build(onnx_values) is None


@pytest.mark.parametrize("text", ["Mergi la 5", "Mergi la д", "Mergi la ğ"])
def test_what_the_voice_would_leave_out_is_a_failure(engine, text):
    with pytest.raises(EngineFailed, match=f"no sound for {text[-1]}"):
        engine.speak((Span(text, "ro"),), "ro")


@pytest.mark.parametrize("text", ["ȘȚĂ mergi", "șță mergi", "s\u0326t\u0326a\u0306 mergi", "șță; mergi"])
def test_letters_are_made_as_the_voice_knows_them(engine, text):
    assert seconds(engine.speak((Span(text, "ro"),), "ro")) > 0.5


def test_turkish_has_its_own_small_letters(tmp_path):
    vits.write(tmp_path / "a", "tr", letters=" ıişk")
    engine = onnx.build({"voices": str(tmp_path)})
    assert engine.speak((Span("KIŞ İKİ", "tr"),), "tr").samples


def test_a_voice_may_have_its_own_speed(tmp_path, engine):
    vits.write(tmp_path / "a", "ro", speed="1.0")
    own = onnx.build({"voices": str(tmp_path)})
    spans = (Span("Mergeți la primărie.", "ro"),)
    assert seconds(engine.speak(spans, "ro")) > 1.15 * seconds(own.speak(spans, "ro"))
    assert own.voice("ro") != engine.voice("ro")


def test_without_a_german_voice_german_words_are_left_to_the_next_engine(tmp_path):
    vits.write(tmp_path / "a", "ro")
    with pytest.raises(EngineFailed, match="no voice for de"):
        onnx.build({"voices": str(tmp_path)}).speak((Span("La ", "ro"), Span("Bürgeramt", "de")), "ro")
