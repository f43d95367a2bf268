"""A copy of the content that a test may change, with a sound for every sentence, for phones that keep it all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.domain.person import Person, Plan
from app.language import sound
from app.service import keep, record
from app.service.parts import Parts
from app.settings import HOME, Settings
from app.wiring import build

PERSON = Person("de", Plan.CIRCULAR)
SECONDS = (5.02, 6.51, 7.33)  # no whole packets, so that joining has something to leave out


@dataclass(frozen=True)
class House:
    """`settings` are the environment of a server that lives in this house."""

    home: Path
    audio: Path

    @property
    def settings(self) -> dict[str, str]:
        return {"DROM_HOME": str(self.home), "DROM_AUDIO_DIR": str(self.audio), "DROM_MAKE_SOUND": "0"}

    @contextmanager
    def parts(self) -> Iterator[Parts]:
        """What the server knows, and its names of clips."""
        address = f"sqlite:///{self.home / 'parts.sqlite3'}"
        made = build(Settings(home=self.home, audio_dir=self.audio, database_url=address, secret_key="only for tests"))
        yield made
        made.database.close()

    def speak(self, seconds: tuple[float, ...] = SECONDS) -> None:
        """Give each German sentence that is silent a sound: some seconds of noise, as big as speech."""
        (self.audio / "de").mkdir(parents=True, exist_ok=True)
        dice = np.random.default_rng(1)
        for number, length in enumerate(seconds):
            noise = dice.normal(0, 0.1, int(length * sound.RATE)).astype(np.float32)
            sound.write(noise, self.audio, f"noise-{number}")
        with self.parts() as parts:
            texts = [text for text, language in record.sentences(parts) if language == "de"]
            for number, text in enumerate(texts):
                for form in sound.FORMATS:
                    target = parts.clips.file(parts.clips.name(text, "de"), form)
                    if not target.exists():
                        os.link(self.audio / f"noise-{number % len(seconds)}.{form}", target)

    def change(self, file: str, before: str, after: str) -> None:
        """Write a sentence anew, as an editor does."""
        path = self.home / "content" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")


def make(folder: Path) -> House:
    """Copy the content and let all of it be heard."""
    home = folder / "home"
    for name in ("content", "locales"):
        shutil.copytree(HOME / name, home / name)
    house = House(home, folder / "audio")
    house.speak()
    return house


def wholes(parts: Parts) -> dict[str, tuple[str, ...]]:
    return keep.wholes(parts, PERSON)
