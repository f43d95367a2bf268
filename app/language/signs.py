"""The soft sign with which a card begins and ends, so that a listener knows that all of it was heard."""

import numpy as np

from app.language.loudness import Samples
from app.language.sound import RATE

VERSION = "1"
NOTES = {"start": (523.25, 783.99), "end": (783.99, 523.25)}  # a fifth up, a fifth down: C5, G5
NOTE_SECONDS, STEP_SECONDS = 0.28, 0.13
AFTER_SECONDS = 0.12
PEAK_DB = -18.0  # well under speech: noticed, never startling
SECONDS = STEP_SECONDS + NOTE_SECONDS + AFTER_SECONDS  # of each


def samples(name: str) -> Samples:
    """Make a sign: two notes that ring like a small bell."""
    time = np.arange(int(NOTE_SECONDS * RATE)) / RATE
    ring = np.minimum(time / 0.01, 1) * np.exp(-time * 12) * np.minimum((NOTE_SECONDS - time) / 0.05, 1)
    made = np.zeros(int(SECONDS * RATE), dtype=np.float32)
    for number, pitch in enumerate(NOTES[name]):
        start = int(number * STEP_SECONDS * RATE)
        made[start : start + len(time)] += ring * (
            np.sin(2 * np.pi * pitch * time) + 0.2 * np.sin(4 * np.pi * pitch * time)
        )
    made *= 10 ** (PEAK_DB / 20) / np.abs(made).max()
    return made
