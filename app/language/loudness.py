"""Measure how loud a sound is (ITU-R BS.1770), and bring it to one loudness, so that all voices are equally loud."""

from functools import lru_cache
from typing import cast

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

TARGET_LUFS = -16.0  # EBU R128, mono speech
ROUNDS = 6
CLOSE_LU = 0.3
LIMITED_SLOPE, STEEPEST = 0.6, 0.3  # what a decibel of gain gives, as measured on speech: at first, at least
QUIET_DB = -50.0
FRAME = 0.01  # seconds
TAPS = 24  # neighbours on each side that a point between two samples is made of

# The two filters of BS.1770 at 48 kHz: b0 b1 b2, a1 a2.
_HEAD = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
_LOW_CUT = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
_BLOCK, _STEP = 19200, 4800  # 400 ms, each 100 ms
_SILENT = -70.0


def lufs(samples: Samples) -> float:
    """Measure the loudness of mono sound at 48 kHz, silence left out; -inf where all is silent.

    The ear's filter is laid on the spectrum of each 100 ms, not on the sound: within 0.02 LU of it, and five times as
    quick. Blocks are of 400 ms, one each 100 ms, as in the standard.
    """
    whole = np.pad(samples, (0, max(0, _BLOCK - len(samples))))
    spectra = np.fft.rfft(whole[: len(whole) // _STEP * _STEP].reshape(-1, _STEP))
    power = np.einsum("ij,j->i", spectra.real**2 + spectra.imag**2, _weights())
    total = np.concatenate(([0.0], np.cumsum(power, dtype=np.float64)))
    steps = _BLOCK // _STEP
    blocks = (total[steps:] - total[:-steps]) / steps
    loud = blocks[_level(blocks) > _SILENT]
    if not len(loud):
        return float("-inf")
    spoken = loud[_level(loud) > _level(loud.mean()) - 10]
    return float(_level(spoken.mean()))


@lru_cache(maxsize=1)
def _weights() -> Samples:
    """Give what each frequency of a step counts in its mean power: each stands for its negative, too, but for two."""
    z = np.exp(-2j * np.pi * np.arange(_STEP // 2 + 1) / _STEP)
    response = np.ones(len(z), dtype=complex)
    for b0, b1, b2, a1, a2 in (_HEAD, _LOW_CUT):
        response *= (b0 + b1 * z + b2 * z * z) / (1 + a1 * z + a2 * z * z)
    weights = np.abs(response) ** 2 * 2 / _STEP**2
    weights[[0, -1]] /= 2
    return weights.astype(np.float32)


def _level(power: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    level: npt.NDArray[np.float64] = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return level


def true_peak_db(samples: Samples) -> float:
    """Find the highest peak on and between the samples, in dB of full scale (oversampled by four, as BS.1770 does)."""
    size = np.abs(samples)
    highest = max(float(size.max(initial=0.0)), 1e-9)
    # Between two samples a wave is rarely 3 dB higher than at them, and never 6 in speech.
    high = np.flatnonzero(size > highest / 2)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(samples, (TAPS, TAPS)), 2 * TAPS)
    between = np.einsum("ij,jk->ik", around[high + 1], _between())  # "@" would wake the threads of a BLAS
    return float(20 * np.log10(max(highest, float(np.abs(between).max(initial=0.0)))))


@lru_cache(maxsize=1)
def _between() -> Samples:
    """Give the weights of the neighbours for the points at a quarter, half and three quarters after a sample."""
    places = np.arange(-TAPS + 1, TAPS + 1)[:, None] - np.array([0.25, 0.5, 0.75])[None, :]
    weights: Samples = (np.sinc(places) * (0.5 + 0.5 * np.cos(np.pi * places / (TAPS + 1)))).astype(np.float32)
    return weights


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


def level(samples: Samples, target: float, ceiling_db: float) -> Samples:
    """Bring mono sound at 48 kHz to a loudness in LUFS, and keep its peaks under the ceiling. Silence stays silence."""
    start = lufs(samples)
    if not np.isfinite(start):
        return samples
    gain, loud, slope = 0.0, start, LIMITED_SLOPE
    for _ in range(ROUNDS):
        # The limiter takes loudness away with the peaks: what a decibel gives is seen from the round before.
        step = (target - loud) / slope
        gain += step
        made = _limit((samples * 10 ** (gain / 20)).astype(np.float32), ceiling_db)
        before, loud = loud, lufs(made)
        if abs(target - loud) < CLOSE_LU:
            break
        slope = float(np.clip((loud - before) / step, STEEPEST, 1.0))
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
