"""Piper with the one voice that comes in a package: what it finds, refuses and says."""

import json
import logging

import pytest

from app.ports.engine import EngineFailed, Span
from app.speech import MOST_OPEN, piper
from tests.speech.conftest import teach_joe


@pytest.fixture(scope="module")
def engine(piper_values):
    return piper.build(piper_values)


def seconds(audio):
    return len(audio.samples) / 2 / audio.rate


def test_voices_are_named_with_their_hash_and_told_with_their_licence(engine):
    name, file, speed, digest = engine.voice("ro").rsplit(" ", 3)[0], *engine.voice("ro").split()[-3:]
    assert name == "piper 1.8.0 ro"
    assert file == "ro_RO-joe"
    assert len(speed) == 8
    assert digest == "1.2"
    assert engine.licence("ro") == "CC0"
    assert engine.voice("en") is None


@pytest.mark.parametrize(
    ("code", "language"), [("en_US", "en"), ("tr_TR", "tr"), ("rom", "rmy"), ("bg", "bg"), ("de_DE", "de")]
)
def test_the_language_is_that_of_the_description(tmp_path, code, language):
    assert piper.build({"voices": str(teach_joe(tmp_path, en=code))}).voice(language)


def test_an_old_description_names_only_the_voice_of_espeak(tmp_path):
    (path,) = teach_joe(tmp_path, ro="ro_RO").glob("*.json")
    description = json.loads(path.read_text())
    del description["language"]
    path.write_text(json.dumps(description))
    assert piper.build({"voices": str(tmp_path)}).voice("ro")


def test_other_files_are_another_voice(tmp_path, engine):
    (path,) = teach_joe(tmp_path, ro="ro_RO").glob("*.json")
    assert piper.build({"voices": str(tmp_path)}).voice("ro") == engine.voice("ro")
    path.write_text(path.read_text() + "\n")
    assert piper.build({"voices": str(tmp_path)}).voice("ro") != engine.voice("ro")


def test_a_card_beside_the_voice_tells_its_licence(tmp_path):
    folder = teach_joe(tmp_path, ro="ro_RO")
    (folder / "ro_RO-joe.MODEL_CARD").write_text("# Card\n* Licence: CC-BY-4.0\n")
    assert piper.build({"voices": str(folder)}).licence("ro") == "CC-BY-4.0"
    for card in folder.glob("*MODEL_CARD"):
        card.unlink()
    assert "not told" in piper.build({"voices": str(folder)}).licence("ro")


@pytest.mark.parametrize("description", [None, "", "[]", "{}", '{"language": {}}', "{not json"])
def test_a_voice_without_a_good_description_is_left_out_and_told(tmp_path, description, caplog):
    (tmp_path / "ro_RO-x.onnx").write_bytes(b"no model")
    if description is not None:
        (tmp_path / "ro_RO-x.onnx.json").write_text(description)
    with caplog.at_level(logging.WARNING):
        assert piper.build({"voices": str(tmp_path)}) is None
    assert "ro_RO-x.onnx.json" in caplog.text


def test_no_folder_or_no_package_is_no_engine(tmp_path, piper_values, monkeypatch):
    assert piper.build({"voices": str(tmp_path / "none")}) is None
    monkeypatch.setattr(piper.importlib.util, "find_spec", lambda _: None)
    assert piper.build(piper_values) is None


def test_a_broken_model_is_a_failure(tmp_path):
    (path,) = teach_joe(tmp_path, ro="ro_RO").glob("*.onnx")
    path.unlink()
    path.write_bytes(b"no model at all")
    with pytest.raises(EngineFailed, match="cannot use ro_RO-joe"):
        piper.build({"voices": str(tmp_path)}).speak((Span("Da.", "ro"),), "ro")


def test_a_voice_that_lacks_a_sound_is_a_failure(tmp_path):
    (path,) = teach_joe(tmp_path, de="de_DE").glob("*.json")
    description = json.loads(path.read_text())
    del description["phoneme_id_map"]["ʏ"]
    path.write_text(json.dumps(description))
    changed = piper.build({"voices": str(tmp_path)})
    with pytest.raises(EngineFailed, match="no sound for ʏ"):
        changed.speak((Span("Bürgeramt", "de"),), "de")


def test_it_speaks_slower_than_the_voice_itself(engine, monkeypatch):
    spans = (Span("Mergeți la primărie cu pașaportul.", "ro"),)
    slow = sum(seconds(engine.speak(spans, "ro")) for _ in range(3))
    monkeypatch.setattr(piper, "SLOWER", 1.0)
    assert slow > 1.08 * sum(seconds(engine.speak(spans, "ro")) for _ in range(3))


def test_brackets_are_no_sounds(engine):
    assert seconds(engine.speak((Span("Da [[ nu ]] da.", "ro"),), "ro")) > 0.8


def test_few_voices_are_in_memory(tmp_path):
    engine = piper.build({"voices": str(teach_joe(tmp_path, en="en_US", de="de_DE", ro="ro_RO"))})
    for language in ("en", "de", "ro"):
        engine.speak((Span("Da.", language),), language)
    assert len(piper._open) == MOST_OPEN
