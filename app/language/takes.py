"""Judge what a speaker recorded: is it sound, is it this sentence's length, can everybody understand it."""

from io import BytesIO

import av
import numpy as np

from app.language import loudness, sound
from app.language.loudness import Samples

MOST_SECONDS = 60.0
# People say 9 to 20 characters a second; a very slow speaker and a very quick one are let through.
SLOWEST, QUICKEST = 4.0, 30.0  # characters a second
BREATH = 2.0  # seconds that a short sentence may take longer
QUIETEST_LUFS = -45.0
CLIPPED_AT, MOST_CLIPPED = 0.985, 0.001  # of full scale; share of the samples
LONGEST_PAUSE = 2.5  # seconds
LEAST_CONTRAST_DB = 15.0  # between speech and what is heard in its pauses
EDGE_DB = 12.0  # what is that much above the noise, is speech


class Unusable(Exception):
    """The recording cannot be used. The reason is the end of a phrase's key: room.take.<reason>."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def judge(data: bytes, text: str) -> Samples:
    """Decode a recording of a text, whatever its container, and give it trimmed. Raises Unusable with the reason."""
    samples = _decode(data)
    if len(samples) < sound.RATE // 10 or loudness.lufs(samples) < QUIETEST_LUFS:
        raise Unusable("quiet")
    if float(np.mean(np.abs(samples) >= CLIPPED_AT)) > MOST_CLIPPED:
        raise Unusable("loud")
    noise, speech = _levels(samples)
    if speech - noise < LEAST_CONTRAST_DB:
        raise Unusable("noisy")
    edge = max(loudness.QUIET_DB, min(noise + EDGE_DB, speech - LEAST_CONTRAST_DB / 2))
    trimmed = sound.trim(samples, edge)
    seconds = len(trimmed) / sound.RATE
    if seconds < len(text) / QUICKEST:
        raise Unusable("short")
    if seconds > len(text) / SLOWEST + BREATH:
        raise Unusable("long")
    if loudness.longest_silence(trimmed, sound.RATE, edge) > LONGEST_PAUSE:
        raise Unusable("pause")
    return trimmed


def _decode(data: bytes) -> Samples:
    """Read at most a minute of sound; the type is told by the content, never by a name."""
    try:
        with av.open(BytesIO(data), "r") as source:
            if not source.streams.audio:
                raise Unusable("broken")
            frames = []
            for frame in source.decode(source.streams.audio[0]):
                frames.append(frame)
                if frame.time is not None and frame.time > MOST_SECONDS:
                    raise Unusable("long")
            return sound.collect(iter(frames))
    except (av.error.FFmpegError, ValueError, EOFError) as error:
        raise Unusable("broken") from error


def _levels(samples: Samples) -> tuple[float, float]:
    """Tell how loud the pauses and the speech are, in dB: the quietest tenth of all 10 ms, and the loudest."""
    frame = int(sound.RATE * loudness.FRAME)
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame)
    level = 10 * np.log10(np.maximum((whole.astype(np.float64) ** 2).mean(axis=1), 1e-10))
    return float(np.percentile(level, 10)), float(np.percentile(level, 90))
