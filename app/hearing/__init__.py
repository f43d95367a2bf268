"""Listeners: one file each, found by their `build`. Here is what each of them needs: a voice note as samples."""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain

import av
import numpy as np
import numpy.typing as npt

from app.ports.listener import Unheard

RATE = 16_000  # samples a second
MOST_SECONDS = 60
# What messengers and phones record. Others are refused: FFmpeg knows formats that name further files.
FORMATS = "ogg,mp3,mov,matroska,wav,aac,amr,flac"

Samples = npt.NDArray[np.float32]


def samples(sound: bytes) -> Samples:
    """Decode a sound file in memory: mono, RATE samples a second, from -1 to 1.

    Its own word for how long it is counts for nothing: decoding ends at MOST_SECONDS. Raises Unheard for what is
    longer, empty, or no sound.
    """
    parts, most = [np.zeros(0, np.float32)], MOST_SECONDS * RATE
    try:
        for part in _decoded(sound):
            parts.append(part)
            most -= len(part)
            if most < 0:
                raise Unheard("longer than a minute")
    except (av.error.FFmpegError, ValueError, EOFError) as error:
        raise Unheard("no sound that can be decoded") from error
    whole: Samples = np.concatenate(parts)
    if not len(whole):
        raise Unheard("an empty sound")
    return whole


def _decoded(sound: bytes) -> Iterator[Samples]:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE, frame_size=RATE)
    with av.open(BytesIO(sound), "r", options={"format_whitelist": FORMATS}) as source:
        if not source.streams.audio:
            raise Unheard("there is no sound in it")
        for frame in chain(source.decode(source.streams.audio[0]), [None]):  # None gives what is left
            for piece in resampler.resample(frame):
                yield piece.to_ndarray().reshape(-1).astype(np.float32)
