"""What sound there is: counted by language, and cleared of what no text says any more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.language import signs, sound
from app.language.clips import STAND_IN, sign_name
from app.service import record
from app.service.parts import Parts

FORMS = tuple(f".{form}" for form in sound.FORMATS)


@dataclass(frozen=True, slots=True)
class Stock:
    """The clips of a language: how many are wanted and there, how many a person spoke, seconds, megabytes.

    `stand_ins` were spoken by another engine than the language's first, which had failed.
    """

    language: str
    wanted: int
    there: int
    human: int
    seconds: float
    megabytes: float
    stand_ins: int = 0


def stock(parts: Parts) -> Iterator[Stock]:
    """Count the clips of every language."""
    for language, wanted in wanted_by_language(parts).items():
        clips = [clip for name in wanted if parts.clips.is_made(name) and (clip := parts.clips.find(name))]
        size = sum(parts.clips.file(clip.id, form).stat().st_size for clip in clips for form in sound.FORMATS)
        human = sum(clip.voice == "human" for clip in clips)
        seconds = sum(clip.seconds for clip in clips)
        stand_ins = sum(parts.clips.stand_in(clip.id).exists() for clip in clips)
        yield Stock(language, len(wanted), len(clips), human, seconds, size / 1_000_000, stand_ins)


def prune(parts: Parts) -> int:
    """Remove built clips that no text says any more, and joined ones, which are made again when asked for.

    Pages of a running server go on naming joined clips: of those whose parts are still said, the note stays by which
    they are made again. Gives the number of files. Recordings are never touched. Raises Unavailable where nobody can
    tell which notes of partners are said.
    """
    parts.board.read()
    said = set().union(*wanted_by_language(parts).values())
    names = {*said, *map(sign_name, signs.NOTES)}
    old = [path for path in parts.clips.built.glob("*/*")
           if path.suffix in (*FORMS, STAND_IN) and f"{path.parent.name}/{path.stem}" not in names]  # fmt: skip
    old += [note for note, clips in parts.clips.joins() if not names.issuperset(clips)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def wanted_by_language(parts: Parts) -> Mapping[str, set[str]]:
    """Name the clips of everything that can be said, by language."""
    names: dict[str, set[str]] = {language: set() for language in parts.library.languages}
    for text, language in record.sentences(parts):
        if name := parts.clips.name(text, language):
            names[language].add(name)
    return names
