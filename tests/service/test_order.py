"""The order in which engines are asked: that of the language's file, or that of a setting."""

from pathlib import Path

import pytest

from app.language.registry import read
from app.ports.discover import modules
from app.settings import HOME
from tests.conftest import make_parts

DEFAULT = {
    "de": "piper onnx pico espeak google",
    "tr": "piper onnx mbrola espeak google",
    "ro": "piper onnx mbrola espeak google",
    "bg": "piper onnx espeak google",
    "rmy": "onnx espeak",
}


def test_the_files_name_their_orders() -> None:
    assert {code: " ".join(folder.language.speech) for code, folder in read(HOME / "locales").items()} == DEFAULT
    assert {name for order in DEFAULT.values() for name in order.split()} <= set(modules("app.speech"))


def test_a_setting_names_another_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROM_SPEECH_TR", " google, espeak ,")
    parts = make_parts(tmp_path)
    assert parts.library.languages["tr"].speech == ("google", "espeak")
    assert parts.library.languages["de"].speech == tuple(DEFAULT["de"].split())
    assert parts.clips.voices["tr"].startswith("espeak-ng ")
    parts.database.close()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DROM_SPEECH_TR", "esspeak", r"DROM_SPEECH_TR: there is no engine esspeak; there are .*espeak, .*piper"),
        ("DROM_SPEECH_TR", "espeak, Piper", "DROM_SPEECH_TR: there is no engine Piper"),
        ("DROM_SPEECH_XX", "espeak", "DROM_SPEECH_XX: there is no language xx; there are ro, "),
    ],
)
def test_an_unknown_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=why):
        make_parts(tmp_path)
