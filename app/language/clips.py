"""Find the sound of a text. A clip is named by what it says and who says it, so text and sound never part."""

import hashlib
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.domain.message import Clip
from app.language import signs, sound
from app.language.recordings import Recordings
from app.ports.engine import Span

VERSION = "2"  # raise it when encoding changes: all clips are then made again
MOST_JOINED = 2000
MOST_WANTED = 1000
HUMAN = "/human-"
SIGNS = "sign/"
PARTS = ".parts"  # what a joined clip is made of: written when it is named, and left when it is dropped
STAND_IN = ".stand-in"  # a note beside a clip that another engine than its language's first had to speak
Spell = Callable[[str, str], tuple[Span, ...]]


def joined_name(names: Sequence[str]) -> str:
    """Name several clips in one."""
    return f"joined/{hashlib.sha256(chr(10).join(names).encode()).hexdigest()[:24]}"


def sign_name(sign: str) -> str:
    """Name the clip of a sign."""
    return f"{SIGNS}{sign}-{signs.VERSION}"


def voice_of(parts: Iterable[Clip]) -> str:
    """Say who speaks several clips: people only where a person speaks each; signs have no voice."""
    return "human" if all(part.voice == "human" for part in parts if not part.id.startswith(SIGNS)) else "machine"


class Clips:
    """The sound folder. `voices` names the voice of each language, `spell` turns a text into what is spoken.

    `wanted` are names that somebody asked for in vain, the studio's next work; `coming` says that a studio is at work.
    """

    def __init__(self, built: Path, recordings: Recordings, voices: Mapping[str, str], spell: Spell) -> None:
        self.built = built
        self.recordings = recordings
        self.voices = voices
        self.spell = spell
        self.coming = False
        self.wanted: deque[str] = deque(maxlen=MOST_WANTED)
        self._texts: dict[str, tuple[str, str]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._made = 0
        self._found: dict[str, Clip] = {}
        self._joined: OrderedDict[str, Clip] = OrderedDict()
        self._lock = threading.Lock()

    def name(self, text: str, language: str) -> str:
        """Name the clip of a text: language, and a hash of words, voice and version. Empty where nobody speaks it."""
        key = (language, text)
        if human := self.recordings.name(text, language):
            return human
        if key not in self._names:
            self._names[key] = self._named(text, language)
            self._texts[self._names[key]] = (text, language)
        return self._names[key]

    def text(self, name: str) -> tuple[str, str]:
        """Give the text and the language that a name was made of. Raises KeyError for a name not made here."""
        return self._texts[name]

    def _named(self, text: str, language: str) -> str:
        if not self.voices.get(language):
            return ""
        spans = self.spell(text, language)
        voice = "\n".join(
            self.voices.get(code, "") for code in (language, *sorted({span.language for span in spans} - {language}))
        )
        spoken = "\n".join(f"{span.language}:{span.text}" for span in spans)
        digest = hashlib.sha256(f"{VERSION}\n{language}\n{voice}\n{spoken}".encode()).hexdigest()[:24]
        return f"{language}/{digest}"

    def file(self, name: str, form: str = "ogg") -> Path:
        """Say where a clip's file is, or will be."""
        language, _, stem = name.partition("/")
        if stem.startswith("human-"):
            return self.recordings.file(name, form)
        return self.built / language / f"{stem}.{form}"

    def stand_in(self, name: str) -> Path:
        """Say where the note of a built clip is, if another engine than the first spoke it."""
        return self.file(name).with_suffix(STAND_IN)

    def forget_joined(self) -> None:
        """Drop the joined clips, since some of their parts were made anew; they are joined again when asked for."""
        with self._lock:
            self._joined.clear()
        for form in sound.FORMATS:
            for path in (self.built / "joined").glob(f"*.{form}"):
                path.unlink(missing_ok=True)

    def joins(self) -> Iterator[tuple[Path, list[str]]]:
        """Walk the notes of joined clips, each with the names of its parts."""
        for note in (self.built / "joined").glob(f"*{PARTS}"):
            with suppress(FileNotFoundError):
                yield note, note.read_text(encoding="utf-8").split("\n")

    def is_made(self, name: str) -> bool:
        """Say whether a clip is there, without asking for it."""
        return name in self._found or self.file(name).exists()

    def find(self, name: str) -> Clip | None:
        """Find a clip by name. None where it is not made yet: then it is wanted."""
        if not name:
            return None
        if name in self._found:
            return self._found[name]
        path = self.file(name)
        if not path.exists():
            if self.coming and name in self._texts:
                self.wanted.append(name)
            return None
        length = round(sound.seconds(path), 2)
        if HUMAN in name:  # not kept in mind: a speaker may take hers back at any time
            return Clip(name, length, "human")
        self._found[name] = Clip(name, length, "machine")
        return self._found[name]

    def framed(self, names: Sequence[str]) -> tuple[str, ...]:
        """Put the signs of a beginning and an end round the clips of a card."""
        return (self._sign("start"), *names, self._sign("end")) if names else ()

    def _sign(self, name: str) -> str:
        """Name a sign; it is made when first asked for."""
        if not self.file(made := sign_name(name)).exists():
            sound.write(signs.samples(name), self.built / SIGNS.strip("/"), made.removeprefix(SIGNS))
        return made

    def joined(self, names: Sequence[str]) -> Clip | None:
        """Name clips as one, which `ready` joins when somebody listens; None where a part is missing.

        Many are named and few are heard: a page names each of its cards, and who reads does not listen.
        """
        found = [self.find(name) for name in names]
        parts = [part for part in found if part]
        if not parts or len(parts) < len(found):
            return None
        if len(names) == 1:
            return parts[0]
        name = joined_name(names)
        clip = Clip(name, round(sum(part.seconds for part in parts), 2), voice_of(parts))
        self._keep(clip)
        self._note(name, names)
        return clip

    def ready(self, name: str, form: str = "ogg") -> Path:
        """Give the file of a clip. One that is joined of others is made now if it is not there, packet by packet.

        Any process can make it, whichever named it. Where a part is gone, so is the file.
        """
        path = self.file(name, form)
        if not path.exists():
            with suppress(FileNotFoundError, ValueError):
                parts = self.file(name).with_suffix(PARTS).read_text(encoding="utf-8").split("\n")
                sound.join([self.file(part, form) for part in parts], path)
                self.joined(parts)
        return path

    def _note(self, name: str, parts: Sequence[str]) -> None:
        """Leave a note of what a joined clip is made of, for whichever process is asked for it; never half of one."""
        note = self.file(name).with_suffix(PARTS)
        if note.exists():
            return
        note.parent.mkdir(parents=True, exist_ok=True)
        draft = note.with_suffix(f".{secrets.token_hex(8)}")
        draft.write_text("\n".join(parts), encoding="utf-8")
        with suppress(FileNotFoundError):  # the joined clips are being dropped at this moment
            draft.replace(note)

    def _keep(self, clip: Clip) -> None:
        """Remember a joined clip and drop the one not asked for longest, so that the folder stays bounded."""
        with self._lock:
            self._joined[clip.id] = clip
            self._joined.move_to_end(clip.id)
            dropped = [self._joined.popitem(last=False)[0] for _ in range(len(self._joined) - MOST_JOINED)]
        for name in dropped:
            for form in sound.FORMATS:
                self.file(name, form).unlink(missing_ok=True)

    @property
    def version(self) -> tuple[int, int]:
        """Tell whether other sound is there than before: made here, or spoken by people."""
        return self._made, self.recordings.look()

    def made(self) -> None:
        """Note that clips were added, so that answers compiled without them are compiled again."""
        self._made += 1
