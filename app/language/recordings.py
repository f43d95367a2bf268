"""The voices of people: what waits for a reviewer, and what is heard. Files only, one folder a language."""

import hashlib
import json
import re
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path

from app.domain.recording import Recording, fingerprint
from app.language import sound
from app.language.loudness import Samples

FORMS = tuple(sound.FORMATS)
LOOK_AGAIN_SECONDS = 1.0
ID = re.compile(r"[0-9a-f]{24}-[0-9a-f]{8}")


class Recordings:
    """`live` holds <lang>/<fingerprint>.{ogg,mp3,toml}, which listeners hear; `waiting` the same with the speaker.

    Other processes add to the folders, so they are looked at again when asked, at most once a second.
    """

    def __init__(self, live: Path, waiting: Path) -> None:
        self.live, self.waiting = live, waiting
        self.version = 0
        self._state: object = None
        self._look_at = 0.0
        self._names: Mapping[tuple[str, str], str] = {}
        self._files: Mapping[str, Path] = {}

    def look(self) -> int:
        """Look whether recordings came or went; the version rises when they did."""
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_AGAIN_SECONDS
            state = sorted((folder.name, folder.stat().st_mtime_ns) for folder in _folders(self.live))
            if state != self._state:
                self._state = state
                self._read()
                self.version += 1
        return self.version

    def _read(self) -> None:
        names, files = {}, {}
        for about in self.live.glob("*/*.toml"):
            # The name holds who spoke and when, so that another voice has another address.
            mark = hashlib.sha256(about.read_bytes()).hexdigest()[:24]
            name = f"{about.parent.name}/human-{mark}"
            names[about.parent.name, about.stem] = name
            files[name] = about.with_suffix("")
        self._names, self._files = names, files

    def name(self, text: str, language: str) -> str:
        """Name the clip of a sentence that a person spoke; empty where nobody did."""
        self.look()
        return self._names.get((language, fingerprint(text)), "") if self._names else ""

    def file(self, name: str, form: str) -> Path:
        """Say where the clip of a name is. One that was withdrawn is nowhere."""
        self.look()
        return self._files.get(name, self.live / "none").with_suffix(f".{form}")

    def spoken(self, language: str) -> frozenset[str]:
        """Name the fingerprints of what is spoken in a language, heard or waiting."""
        return frozenset(about.stem[:24] for root in (self.live, self.waiting) for about in _abouts(root, language))

    def offer(self, recording: Recording, samples: Samples) -> None:
        """Keep a recording until a reviewer says yes. A second take of the same speaker replaces the first."""
        folder = self.waiting / recording.language
        sound.save(samples, folder, recording.id)
        (folder / f"{recording.id}.toml").write_text(_toml(recording), encoding="utf-8")

    def waits(self, language: str) -> tuple[Recording, ...]:
        """List what waits in a language, the oldest first."""
        found = (_recording(about) for about in _abouts(self.waiting, language))
        return tuple(sorted(found, key=lambda recording: (recording.recorded_on, recording.id)))

    def waiting_file(self, language: str, identity: str, form: str) -> Path | None:
        """Find the sound of a waiting recording; None where there is none of that name."""
        path = self.waiting / language / f"{identity}.{form}"
        return path if ID.fullmatch(identity) and form in FORMS and path.is_file() else None

    def decide(self, language: str, identity: str, *, good: bool) -> bool:
        """Publish a waiting recording, or drop it. False where it does not wait (any more)."""
        about = self.waiting / language / f"{identity}.toml"
        if not ID.fullmatch(identity) or not about.is_file():
            return False
        target = self.live / language
        target.mkdir(parents=True, exist_ok=True)
        for form in (*FORMS, "toml"):  # the description comes last: only with it is a recording there
            file = about.with_suffix(f".{form}")
            if good:
                sound.copy(file, target / f"{identity[:24]}.{form}")
            file.unlink(missing_ok=True)
        self._look_at = 0.0
        return True

    def withdraw(self, speaker: str) -> int:
        """Remove all that a speaker gave, heard or waiting, and say how many recordings that were."""
        gone = 0
        for root in (self.live, self.waiting):
            for folder in _folders(root):
                for about in _abouts(root, folder.name):
                    if _recording(about).speaker == speaker:
                        gone += 1
                        for form in ("toml", *FORMS):
                            about.with_suffix(f".{form}").unlink(missing_ok=True)
        self._look_at = 0.0
        return gone

    def about(self, language: str) -> Iterator[Recording]:
        """Tell of all recordings that listeners hear."""
        return map(_recording, _abouts(self.live, language))


def _folders(root: Path) -> list[Path]:
    return [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []


def _abouts(root: Path, language: str) -> list[Path]:
    return sorted((root / language).glob("*.toml"))


def _recording(about: Path) -> Recording:
    data = tomllib.loads(about.read_text(encoding="utf-8"))
    known = {field.name for field in fields(Recording)}
    return Recording(**{key: value for key, value in data.items() if key in known})


def _toml(recording: Recording) -> str:
    rows = asdict(recording) | {"consent": "public, free, without a name"}
    return "".join(f"{key} = {_value(given)}\n" for key, given in rows.items())


def _value(given: object) -> str:
    return json.dumps(given, ensure_ascii=False) if isinstance(given, str) else str(given)  # as TOML writes a string
