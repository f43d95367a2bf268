"""Measure how loud a sound is (ITU-R BS.1770), and bring it to one loudness, so that all voices are equally loud."""

from functools import lru_cache
from typing import cast

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

TARGET_LUFS = -15.5  # what a listener gets is -16: the codecs take 0.5
ROUNDS = 6
CLOSE_LU = 0.3
QUIET_DB = -50.0
FRAME = 0.01  # seconds

# The two filters of BS.1770 at 48 kHz: b0 b1 b2, a1 a2.
_HEAD = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
_LOW_CUT = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
_BLOCK, _STEP = 19200, 4800  # 400 ms, each 100 ms
_SILENT = -70.0


def _weigh(samples: Samples) -> Samples:
    """Filter as the ear does, in the frequency domain: numpy has no recursive filter."""
    size = 1 << (len(samples) + 4800 - 1).bit_length()
    weighed: Samples = np.fft.irfft(np.fft.rfft(samples, size) * _response(size), size)[: len(samples)].astype(
        np.float32
    )
    return weighed


@lru_cache(maxsize=8)
def _response(size: int) -> npt.NDArray[np.complex128]:
    """Give the ear's filter for a size: sizes are powers of two, so few are ever needed."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(size // 2 + 1, dtype=complex)
    for b0, b1, b2, a1, a2 in (_HEAD, _LOW_CUT):
        response *= (b0 + b1 * z + b2 * z * z) / (1 + a1 * z + a2 * z * z)
    return response


def lufs(samples: Samples) -> float:
    """Measure the loudness of mono sound at 48 kHz, silence left out; -inf where all is silent."""
    padded = np.pad(samples, (0, max(0, _BLOCK - len(samples))))
    power = np.concatenate(([0.0], np.cumsum(_weigh(padded).astype(np.float64) ** 2)))
    starts = np.arange(0, len(padded) - _BLOCK + 1, _STEP)
    blocks = (power[starts + _BLOCK] - power[starts]) / _BLOCK
    loud = blocks[_level(blocks) > _SILENT]
    if not len(loud):
        return float("-inf")
    spoken = loud[_level(loud) > _level(loud.mean()) - 10]
    return float(_level(spoken.mean()))


def _level(power: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    level: npt.NDArray[np.float64] = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return level


def true_peak_db(samples: Samples) -> float:
    """Find the highest peak on and between the samples, in dB of full scale (oversampled by four)."""
    highest, size, edge = 1e-9, 16384, 64
    for start in range(0, len(samples), size):
        piece = samples[max(0, start - edge) : start + size + edge]
        highest = max(highest, float(np.abs(np.fft.irfft(np.fft.rfft(piece), 4 * len(piece))).max()) * 4)
    return float(20 * np.log10(highest))


def quiet(samples: Samples, rate: int, below_db: float = QUIET_DB) -> npt.NDArray[np.bool_]:
    """Say for each 10 ms whether they are silent."""
    frame = int(rate * FRAME)
    padded = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    silent: npt.NDArray[np.bool_] = np.sqrt((padded**2).mean(axis=1)) < 10 ** (below_db / 20)
    return silent


def longest_silence(samples: Samples, rate: int, below_db: float = QUIET_DB) -> float:
    """Find the longest silence, in seconds."""
    silent = quiet(samples, rate, below_db)
    edges = np.concatenate(([-1], np.flatnonzero(~silent), [len(silent)]))
    return float(np.diff(edges).max() - 1) * FRAME


def level(samples: Samples, ceiling_db: float) -> Samples:
    """Bring mono sound at 48 kHz to TARGET_LUFS and keep its peaks under the ceiling. Silence stays silence."""
    gain, made = 0.0, samples
    for _ in range(ROUNDS):
        # The limiter takes loudness away with the peaks: measure what came out and give it back.
        missing = TARGET_LUFS - lufs(made)
        if abs(missing) < CLOSE_LU or missing == float("inf"):
            break
        gain += missing if gain == 0 else 1.7 * missing
        made = _limit((samples * 10 ** (gain / 20)).astype(np.float32), ceiling_db)
    return made


def _limit(samples: Samples, ceiling_db: float) -> Samples:
    """Hold the peaks down with FFmpeg's limiter; the length stays."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=48000, format="flt", layout="mono", time_base=None)
    limiter = graph.add("alimiter", f"limit={10 ** (ceiling_db / 20):.4f}:level=false:latency=true:attack=5:release=50")
    sink = graph.add("abuffersink")
    source.link_to(limiter)
    limiter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = 48000
    source.push(frame)
    source.push(None)
    parts = []
    while True:
        try:
            piece = cast("av.AudioFrame", sink.pull()).to_ndarray()
            parts.append(piece.reshape(-1).astype(np.float32))
        except (av.error.EOFError, av.error.BlockingIOError):
            break
    limited: Samples = np.concatenate(parts)[: len(samples)]
    return np.pad(limited, (0, len(samples) - len(limited)))
