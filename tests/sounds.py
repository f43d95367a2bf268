"""A sound for every sentence in every language, made in seconds: for tests that need to hear that something plays.

The real voices have tests of their own (tests/speech, tests/service/test_studio.py); to let each server make its own
sound takes all the machine for minutes.
"""

import fcntl
import os
from functools import cache
from pathlib import Path

import numpy as np

from app.language import sound
from app.service import record
from app.settings import Settings
from app.wiring import build

PLACE, READY = "SOUNDS_OF_TESTS", "ready"  # a variable that names the folder; the file that says that it is whole
NOISES = 61  # different ones: some tests tell clips apart by what is in them


@cache
def folder() -> Path:
    """Give the folder, which is made once, by whichever of the processes that test side by side needs it first."""
    made = Path(os.environ[PLACE])
    with (made / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / READY).exists():
            _fill(made)
            (made / READY).touch()
    return made


def _fill(made: Path) -> None:
    """Put quiet noises of two to four seconds under the names of all clips."""
    parts = build(Settings(audio_dir=made, database_url=f"sqlite:///{made / 'none.sqlite3'}"), with_database=False)
    dice = np.random.default_rng(1)
    for number in range(NOISES):
        samples = int((2 + 2 * number / NOISES) * sound.RATE)
        sound.write(dice.normal(0, 0.05, samples).astype(np.float32), made, f"noise-{number}")
    for number, (text, language) in enumerate(record.sentences(parts)):
        for form in sound.FORMATS:
            target = parts.clips.file(parts.clips.name(text, language), form)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                os.link(made / f"noise-{number % NOISES}.{form}", target)
    parts.database.close()
