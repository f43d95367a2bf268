"""The voice that needs no network: espeak-ng out of the pip package espeakng-loader, with our own voice for Romanes."""

import ctypes
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

import espeakng_loader

from app.domain.language import ROMANES
from app.ports.engine import Audio, Engine, EngineFailed, Span

RATE = 22050
WORDS_A_MINUTE = "145"  # the best understood by a recogniser in all languages, docs/decisions
VOICES = {"ro": "roa/ro", "bg": "zls/bg", "tr": "trk/tr", "de": "gmw/de", "hi": "inc/hi", "en": "gmw/en"}
SOUNDS = ("phontab", "phonindex", "phondata", "intonations")
ROMANES_SOURCES = ("rmy", "rmy_list", "rmy_rules")

# speak_lib.h of espeak-ng 1.52
_SYNCHRONOUS, _DO_NOT_EXIT = 2, 0x8000
_SPEED = 1
_CHARACTERS, _UTF8, _SSML = 1, 0x01, 0x10
_IPA = 2
_SAMPLES_FOLLOW = 0
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)

# The library keeps one voice and one data folder for a whole process, and two threads in it end in an abort.
_lock = threading.Lock()
_open: dict[str, "_Library"] = {}


def _after_fork() -> None:
    """Forget the parent's lock, which another thread may have held, and its library, which may be in mid-sentence."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _open.clear()


os.register_at_fork(after_in_child=_after_fork)


@contextmanager
def _c_file(path: Path, mode: bytes) -> Iterator[ctypes.c_void_p]:
    """Open a file as C's FILE*, which is how the library wants its logs."""
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    file = ctypes.c_void_p(libc.fopen(os.fsencode(path), mode))
    try:
        yield file
    finally:
        libc.fclose(file)


class _Library:
    """espeak-ng on one data folder. Use it only inside `_lock`."""

    def __init__(self, data: Path) -> None:
        self._c = ctypes.CDLL(espeakng_loader.get_library_path())
        if self._c.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DO_NOT_EXIT) != RATE:
            raise EngineFailed(f"espeak-ng does not start on {data}; delete that folder, it is made again")
        self._samples: list[bytes] = []
        self._keep = _CALLBACK(self._hear)
        self._c.espeak_SetSynthCallback(self._keep)

    def close(self) -> None:
        """Stop, so that the library can be opened on another folder: it remembers the voices of the first."""
        self._c.espeak_Terminate()

    def _hear(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples.append(ctypes.string_at(samples, 2 * count))
        return _SAMPLES_FOLLOW

    def set_voice(self, language: str, words_a_minute: int) -> None:
        if self._c.espeak_SetVoiceByName(language.encode()):
            raise EngineFailed(f"espeak-ng has no voice {language}")
        self._c.espeak_SetParameter(_SPEED, words_a_minute, 0)

    def synth(self, ssml: str) -> bytes:
        """Say the SSML; 16-bit samples at RATE."""
        self._samples.clear()
        text = ssml.encode()
        size = ctypes.c_size_t(len(text) + 1)
        if self._c.espeak_Synth(text, size, 0, _CHARACTERS, 0, _UTF8 | _SSML, None, None):
            raise EngineFailed("espeak-ng refused a text")
        return b"".join(self._samples)

    def trace(self, ssml: str) -> str:
        """Say the SSML to nobody and return its sounds in IPA."""
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "sounds"
            with _c_file(log, b"w") as file:
                self._c.espeak_SetPhonemeTrace(_IPA, file)
                try:
                    self.synth(ssml)
                finally:
                    self._c.espeak_SetPhonemeTrace(0, None)
            return " ".join(log.read_text(encoding="utf-8").split())

    def compile(self, sources: Path) -> None:
        """Make rmy_dict in the data folder out of rmy_list and rmy_rules."""
        self.set_voice("hi", int(WORDS_A_MINUTE))  # its sounds are those that our rules name
        log = sources / "log"
        with _c_file(log, b"w") as file:
            failed = self._c.espeak_ng_CompileDictionary(os.fsencode(f"{sources}/"), ROMANES.encode(), file, 0, None)
        if failed:
            raise EngineFailed(
                f"the voice of Romanes has mistakes:\n{log.read_text(encoding='utf-8', errors='replace')}"
            )


def _make_data(target: Path, romanes: Path | None) -> None:
    """Merge what we need of the package's data (1.1 MB of 18) with our voice, at once or not at all."""
    package = Path(espeakng_loader.get_data_path())
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".espeak-") as folder:
        data = Path(folder) / "data"
        for name in (*SOUNDS, *(f"{code}_dict" for code in VOICES), *(f"lang/{path}" for path in VOICES.values())):
            (data / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(package / name, data / name)
        if romanes:
            sources = Path(folder) / "sources"
            shutil.copytree(romanes, sources)
            library = _Library(data)
            try:
                library.compile(sources)
            finally:
                library.close()
            shutil.copyfile(sources / "rmy", data / "lang" / "inc" / "rmy")
        try:
            data.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was quicker, and made the same
                raise


class Espeak:
    """espeak-ng for Romanian, Bulgarian, Turkish, German, and, where the sources of its voice are, Romanes."""

    name = "espeak"

    def __init__(self, data_dir: Path, romanes_dir: Path | None, words_a_minute: int) -> None:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        library.espeak_Info.restype = ctypes.c_char_p
        self._version = library.espeak_Info(None).decode()
        self._words_a_minute = words_a_minute
        sources = [(romanes_dir / name).read_bytes() for name in ROMANES_SOURCES] if romanes_dir else []
        self._romanes_hash = hashlib.sha256(b"\0".join(sources)).hexdigest()[:8]
        self._romanes_dir = romanes_dir
        self._languages = frozenset({*VOICES, ROMANES} if romanes_dir else VOICES) - {"hi", "en"}
        self._data = data_dir / f"espeak-{self._version}-{self._romanes_hash}"

    def voice(self, language: str) -> str | None:
        """Name the voice, its version and its speed, as in "espeak-ng 1.52.0 ro 145"."""
        if language not in self._languages:
            return None
        own = f" {self._romanes_hash}" if language == ROMANES else ""
        return f"espeak-ng {self._version} {language} {self._words_a_minute}{own}"

    def licence(self, language: str) -> str:
        """Say on what terms the voice may be used."""
        return "GPL-3.0-or-later" if language in self._languages else ""

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Say the spans; those in another language are said with that language's voice. Raises EngineFailed."""
        ssml = self._ssml(spans, language)
        if not any(character.isalnum() for span in spans for character in span.text):
            raise EngineFailed("there is nothing to say in this text")
        with _lock:
            return Audio(self._ready(language).synth(ssml), RATE)

    def phonemes(self, spans: Sequence[Span], language: str) -> str:
        """Name the sounds that `speak` would make, in IPA: for tests and for those who mend a voice."""
        ssml = self._ssml(spans, language)
        with _lock:
            return self._ready(language).trace(ssml)

    def _ssml(self, spans: Sequence[Span], language: str) -> str:
        for code in (language, *(span.language for span in spans)):
            if code not in self._languages:
                raise EngineFailed(f"espeak has no voice for {code}")
        return "".join(
            escape(span.text.replace("\0", " "), quote=False)
            if span.language == language
            else f'<voice xml:lang="{span.language}">{escape(span.text, quote=False)}</voice>'
            for span in spans
        )

    def _ready(self, language: str) -> _Library:
        """Start the library when this process first speaks."""
        key = str(self._data)
        if key not in _open:
            while _open:
                _open.popitem()[1].close()
            if not self._data.is_dir():
                _make_data(self._data, self._romanes_dir)
            _open[key] = _Library(self._data)
        _open[key].set_voice(language, self._words_a_minute)
        return _open[key]


def how(language: str) -> str:
    """Say in one line how an operator gets the voice: it comes with Drom, but not for every machine."""
    return "pip install espeakng-loader" if language in {*VOICES, ROMANES} else ""


def build(values: Mapping[str, str]) -> Engine | None:
    """Make the engine, or None where the package brings no library for this machine.

    `data_dir` is where its data folder is made, `romanes_dir` holds our voice of Romanes, `words_a_minute` the speed.
    """
    if not Path(espeakng_loader.get_library_path()).is_file():
        return None
    romanes = Path(values.get("romanes_dir") or "locales/rmy/voice")
    return Espeak(
        Path(values.get("data_dir") or "var/espeak").resolve(),
        romanes.resolve() if romanes.is_dir() else None,
        int(values.get("words_a_minute") or WORDS_A_MINUTE),
    )
