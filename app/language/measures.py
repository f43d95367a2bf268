"""Measure what a listener hears: of a clip, and of what a voice gave before it became one."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from app.language import loudness, sound
from app.ports.engine import Audio

CLIPPED = 32767


@dataclass(frozen=True, slots=True)
class Measures:
    """What a listener hears of a file: its loudness, its highest true peak, its longest silence in seconds."""

    seconds: float
    lufs: float
    peak_db: float
    longest_silence: float
    channels: int
    rate: int
    codec: str


@dataclass(frozen=True, slots=True)
class Raw:
    """What a voice gave, before it is levelled: seconds, loudness, longest silence, samples at the very limit."""

    seconds: float
    lufs: float
    longest_silence: float
    clipped: int


def raw(audio: Audio) -> Raw:
    """Measure what a voice gave."""
    samples = np.frombuffer(audio.samples, np.dtype("<i2")).astype(np.int32)
    slow = sound.resample(audio)
    return Raw(
        len(samples) / audio.rate,
        loudness.lufs(slow),
        loudness.longest_silence(slow, sound.RATE),
        int((np.abs(samples) >= CLIPPED).sum()),
    )


def measure(path: Path) -> Measures:
    """Decode a file and measure what a player would play."""
    with av.open(str(path)) as source:
        track = source.streams.audio[0]
        channels, rate, codec = track.codec_context.channels, track.codec_context.sample_rate, track.codec_context.name
        samples = sound.collect(source.decode(track))
    return Measures(
        len(samples) / sound.RATE,
        loudness.lufs(samples),
        loudness.true_peak_db(samples),
        loudness.longest_silence(samples, sound.RATE),
        channels,
        rate,
        codec,
    )
