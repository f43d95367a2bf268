"""Make the sound that is missing: every sentence that can be said, by the first engine of its language that can."""

import logging
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path

from app.domain.text import Line, Text
from app.flow.partner import greeting
from app.flow.places import all_place_lines, city_lines
from app.language import sound
from app.language.clips import STAND_IN
from app.ports.engine import Audio, Engine, EngineFailed, Span
from app.service import keep, privacy
from app.service import note as notes
from app.service.parts import Parts
from app.speech import join

log = logging.getLogger("drom.record")
BATCH = 8
CORES = max(1, multiprocessing.cpu_count())
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a job: the engine that spoke, or "", and those before it, each with what went wrong."""

    name: str
    language: str
    engine: str
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandIn:
    """A kind of failure: `engine` spoke a language where those before it could not."""

    language: str
    engine: str
    troubles: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What a build did: clips made by language and engine, and sentences that no engine could say.

    `stand_ins` holds the clips that another engine than the first had to speak, by what went wrong.
    """

    wanted: int = 0
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    stand_ins: dict[StandIn, list[str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def note(self, made: Made) -> None:
        """Count a clip."""
        if not made.engine:
            self.failed.append(f"{made.name}: {'; '.join(made.troubles) or 'the language has no engine'}")
            return
        self.made[made.language, made.engine] += 1
        if made.troubles:
            kind = StandIn(made.language, made.engine, made.troubles)
            self.stand_ins.setdefault(kind, []).append(made.name)


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to make: its name, what is said, and the engines in the language's order."""

    name: str
    spans: tuple[Span, ...]
    language: str


def sentences(parts: Parts) -> Iterator[tuple[str, str]]:
    """List (text, language) of everything that can be said aloud, what a talk begins with first."""
    for language in parts.library.languages:
        seen: set[str] = set()
        for line in (*lines(parts), *_partner_lines(parts, language)):
            text = parts.words.say(line.text, language, line.values)
            if text and text not in seen:
                seen.add(text)
                yield text, language
    for city in parts.library.cities.values():
        yield city.name, "de"
    yield from notes.sentences(parts)


def lines(parts: Parts) -> Iterator[Line]:
    """List all lines that can be said aloud, in any language, what a talk begins with first."""
    library = parts.library
    for phrase in library.phrases.values():
        values = privacy.VALUES.get(phrase.key, {})
        if not phrase.silent and phrase.text.placeholders <= library.facts.keys() | values.keys():
            yield Line(phrase.emoji, phrase.text, values)
    if asked := library.phrases.get("offline.ask"):
        yield from (Line(asked.emoji, asked.text, values={"size": str(size)}) for size in keep.SIZES)
    texts: list[Text] = [topic.label for topic in library.topics.values()]
    for card in library.cards.values():
        texts += [card.title, card.label, *(step.text for step in card.steps)]
    yield from (Line("", text) for text in texts)
    for city in library.cities.values():
        yield from city_lines(library, city)
        for place in city.places:
            yield from all_place_lines(library, place, parts.now())


def _partner_lines(parts: Parts, language: str) -> Iterator[Line]:
    """List what can be said of partners: their greetings, and how to reach their places."""
    for partner in parts.library.partners.values():
        yield greeting(partner, language, parts.library)
        for place in partner.places:
            yield from all_place_lines(parts.library, place, parts.now())


def missing(parts: Parts, *, again: bool = False) -> list[Job]:
    """Name the clips that are not there yet; `again` adds those that another engine than the first had to speak."""
    jobs: dict[str, Job] = {}
    for text, language in sentences(parts):
        name = parts.clips.name(text, language)
        there = parts.clips.is_made(name) and not (again and parts.clips.stand_in(name).exists())
        if name and name not in jobs and not there:
            jobs[name] = job(parts, name)
    return list(jobs.values())


def job(parts: Parts, name: str) -> Job:
    """Say what is to be made for a name. Raises KeyError for a name that was not asked for here."""
    text, language = parts.clips.text(name)
    return Job(name, parts.clips.spell(text, language), language)


def build(
    parts: Parts, processes: int, progress: Progress = lambda _done, _all: None, *, again: bool = False
) -> Report:
    """Make all missing clips in worker processes. Stopping it at any moment leaves no half file."""
    jobs = missing(parts, again=again)
    report = Report(wanted=len(jobs))
    if not jobs:
        return report
    batches = list(_batches(jobs))
    orders = engines_by_language(parts)
    done = 0
    with workers(processes) as pool:
        running = [pool.submit(make, orders, parts.clips.built, batch) for batch in batches]
        for finished in as_completed(running):
            for made in finished.result():
                done += 1
                report.note(made)
                if not made.engine:
                    log.warning("no engine could say a sentence", extra={"clip": made.name})
            parts.clips.made()
            progress(done, len(jobs))
    if again:
        parts.clips.forget_joined()
    return report


def _batches(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    rest = iter(jobs)
    while batch := list(islice(rest, BATCH)):
        yield batch


def workers(processes: int, nice: int = 0) -> ProcessPoolExecutor:
    """Open the processes that make clips. They may be `nice` to others, as Unix has it."""
    context = multiprocessing.get_context("spawn")  # a fork would copy our threads' locks
    return ProcessPoolExecutor(processes, mp_context=context, initializer=os.nice, initargs=(nice,))


def engines_by_language(parts: Parts) -> Mapping[str, tuple[Engine, ...]]:
    """Give each language its engines, in its order."""
    return {code: _order(parts, code) for code in parts.library.languages}


def _order(parts: Parts, language: str) -> tuple[Engine, ...]:
    wanted = parts.library.languages[language].speech
    return tuple(parts.engines[name] for name in wanted if name in parts.engines)


def make(orders: Mapping[str, tuple[Engine, ...]], built: Path, jobs: Sequence[Job]) -> list[Made]:
    """Make clips in a worker. Beside a clip that another engine than the first spoke lies a note of what went wrong."""
    return [_make(orders, built, job) for job in jobs]


def _make(orders: Mapping[str, tuple[Engine, ...]], built: Path, job: Job) -> Made:
    folder, _, stem = job.name.partition("/")
    note = built / folder / f"{stem}{STAND_IN}"
    troubles: list[str] = []
    for engine in orders[job.language]:
        try:
            audio = _speak(engine, orders, job)
            if troubles:  # the note first: a clip without its note would pass for the first engine's
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text("\n".join((engine.name, *troubles, "")), encoding="utf-8")
            sound.encode(audio, note.parent, stem)
        except (EngineFailed, ValueError) as failure:  # ValueError: what it spoke was silence
            troubles.append(f"{engine.name}: {failure}")
        else:
            if not troubles:
                note.unlink(missing_ok=True)
            return Made(job.name, job.language, engine.name, tuple(troubles))
    note.unlink(missing_ok=True)
    return Made(job.name, job.language, "", tuple(troubles))


def _speak(engine: Engine, orders: Mapping[str, tuple[Engine, ...]], job: Job) -> Audio:
    """Let an engine speak; words of a language that it has no voice for are spoken by that language's own first.

    Else a sentence with one German office word would be heard in another voice than the sentence before it.
    Raises EngineFailed.
    """
    if all(engine.voice(span.language) for span in job.spans):
        return engine.speak(job.spans, job.language)
    if not engine.voice(job.language):
        raise EngineFailed(f"{engine.name} has no voice for {job.language}")
    sounds = []
    for code, group in groupby(job.spans, attrgetter("language")):
        spans = tuple(group)
        if any(map(str.isalnum, "".join(span.text for span in spans))):
            voice = engine if engine.voice(code) else _first(orders.get(code, ()), code)
            sounds.append(voice.speak(spans, code))
    return join(sound.alike(sounds))


def _first(order: tuple[Engine, ...], language: str) -> Engine:
    for engine in order:
        if engine.voice(language):
            return engine
    raise EngineFailed(f"nobody has a voice for {language}")
