"""Speech engines: one file each, found by their `build`. Here is what several of them need."""

import hashlib
import logging
import subprocess
import threading
import wave
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Sequence
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Generic, TypeVar

import av
import numpy as np
import numpy.typing as npt

from app.ports.engine import Audio, EngineFailed, Span

PAUSE = 0.06  # seconds of silence that stay on each side where two voices meet
QUIET = 0.01  # of full scale
TIMEOUT = 60  # seconds that a program may take for a sentence
MOST_OPEN = 2  # voices in memory, in each process

Samples = npt.NDArray[np.int16]
Voice = TypeVar("Voice")
Described = TypeVar("Described")


def stretches(spans: Sequence[Span], languages: Container[str], engine: str) -> list[tuple[str, str]]:
    """Give (language, text) of each stretch that is said. Raises EngineFailed where a voice or all words lack."""
    for span in spans:
        if span.language not in languages:
            raise EngineFailed(f"{engine} has no voice for {span.language}")
    groups = [(code, "".join(span.text for span in group)) for code, group in groupby(spans, attrgetter("language"))]
    said = [(code, text.replace("\0", " ").strip()) for code, text in groups if any(map(str.isalnum, text))]
    if not said:
        raise EngineFailed("there is nothing to say in this text")
    return said


def join(sounds: Sequence[Audio]) -> Audio:
    """Put the sounds of several voices together, with a short pause where they meet, none louder than the others."""
    if len(sounds) == 1:
        return sounds[0]
    rate = max(sound.rate for sound in sounds)
    last = len(sounds) - 1
    parts = [
        _cut(resample(sound, rate), rate, begin=number > 0, end=number < last) for number, sound in enumerate(sounds)
    ]
    levels = [_level(part) for part in parts]
    lowest = min((level for level in levels if level), default=0.0)
    same = [part * (lowest / level) if level else part for part, level in zip(parts, levels, strict=True)]
    return Audio(np.concatenate(same).astype("<i2").tobytes(), rate)


def _level(samples: Samples) -> float:
    """Measure what is not silent, as its root mean square; 0 for silence."""
    loud = samples[np.abs(samples.astype(np.int32)) > QUIET * 32768].astype(np.float64)
    return float(np.sqrt((loud**2).mean())) if len(loud) else 0.0


def resample(sound: Audio, rate: int) -> Samples:
    """Bring a sound to a rate."""
    samples = np.frombuffer(sound.samples, np.dtype("<i2")).astype(np.int16)
    if sound.rate == rate or not len(samples):
        return samples
    resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = sound.rate
    pieces = [piece.to_ndarray().reshape(-1) for part in (frame, None) for piece in resampler.resample(part)]
    return np.concatenate(pieces).astype(np.int16)


def _cut(samples: Samples, rate: int, *, begin: bool, end: bool) -> Samples:
    """Take idle silence off an end, but leave a pause."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > QUIET * 32768)
    if not len(loud):
        return samples[:0]
    keep = int(PAUSE * rate)
    first = max(0, int(loud[0]) - keep) if begin else 0
    return samples[first : int(loud[-1]) + keep if end else len(samples)]


def from_floats(samples: npt.ArrayLike, rate: int) -> Audio:
    """Make sound of numbers between -1 and 1, which is how a neural voice gives it."""
    whole = np.clip(np.asarray(samples, dtype=np.float32) * 32767, -32768, 32767)
    return Audio(whole.astype("<i2").tobytes(), rate)


def from_wave(data: bytes, engine: str) -> Audio:
    """Read what a program wrote. Raises EngineFailed where that is no mono sound of 16 bits, or is empty."""
    try:
        with wave.open(BytesIO(data)) as file:
            form = (file.getnchannels(), file.getsampwidth())
            audio = Audio(file.readframes(file.getnframes()), file.getframerate())
    except (wave.Error, EOFError) as error:
        raise EngineFailed(f"{engine} wrote no sound: {error}") from error
    if form != (1, 2) or not audio.samples:
        raise EngineFailed(f"{engine} wrote no mono sound of 16 bits")
    return audio


def run(command: Sequence[str], words: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a program on words. Raises EngineFailed where it does not end well."""
    name = Path(command[0]).name
    try:
        return subprocess.run(command, input=words, capture_output=True, check=True, timeout=TIMEOUT)
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").split("\n")
        raise EngineFailed(f"{name} ended with {error.returncode}: {lines[0]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed(f"{name} does not run: {error}") from error


def by_language(
    paths: Iterable[Path], read: Callable[[Path], tuple[str, Described]], log: logging.Logger
) -> dict[str, Described]:
    """Read voices: of several of a language the first by name speaks; one that cannot be read is told and left out."""
    found: dict[str, Described] = {}
    for path in sorted(paths):
        try:
            language, voice = read(path)
        except (OSError, ValueError) as error:
            log.warning("%s is left out: %s", path, error)
        else:
            found.setdefault(language, voice)
    return found


def fingerprint(*files: Path) -> str:
    """Give eight letters that are others as soon as a voice's files are others."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:8]


class Open(Generic[Voice]):
    """Voices that are in memory: opened when first needed, and the one not used longest closed for a third."""

    def __init__(self, opener: Callable[[Path], Voice]) -> None:
        self._opener = opener
        self._open: OrderedDict[Path, Voice] = OrderedDict()
        self._lock = threading.Lock()

    def __getitem__(self, path: Path) -> Voice:
        with self._lock:
            if path not in self._open:
                while len(self._open) >= MOST_OPEN:
                    self._open.popitem(last=False)
                self._open[path] = self._opener(path)
            self._open.move_to_end(path)
            return self._open[path]

    def __len__(self) -> int:
        return len(self._open)
