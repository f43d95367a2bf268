"""Make the sound that is missing: every sentence that can be said, by the first engine of its language that can."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.domain.text import Line, Text
from app.flow.places import all_place_lines, city_lines
from app.language import sound
from app.ports.engine import Engine, EngineFailed, Span
from app.service.parts import Parts

log = logging.getLogger("drom.record")
BATCH = 8
CORES = max(1, multiprocessing.cpu_count())
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What a build did: clips made by language, and sentences that no engine could say."""

    wanted: int = 0
    made: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


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
        for line in lines(parts):
            text = parts.words.say(line.text, language, line.values)
            if text and text not in seen:
                seen.add(text)
                yield text, language
    for city in parts.library.cities.values():
        yield city.name, "de"


def lines(parts: Parts) -> Iterator[Line]:
    """List all lines that can be said aloud, in any language, what a talk begins with first."""
    library = parts.library
    for phrase in library.phrases.values():
        if not phrase.silent and phrase.text.placeholders <= library.facts.keys():
            yield Line(phrase.emoji, phrase.text)
    texts: list[Text] = [topic.label for topic in library.topics.values()]
    for card in library.cards.values():
        texts += [card.title, card.label, *(step.text for step in card.steps)]
    yield from (Line("", text) for text in texts)
    for city in library.cities.values():
        yield from city_lines(library, city)
        for place in city.places:
            yield from all_place_lines(library, place, parts.now())


def missing(parts: Parts) -> list[Job]:
    """Name the clips that are not there yet."""
    jobs: dict[str, Job] = {}
    for text, language in sentences(parts):
        name = parts.clips.name(text, language)
        if name and name not in jobs and not parts.clips.is_made(name):
            jobs[name] = job(parts, name)
    return list(jobs.values())


def job(parts: Parts, name: str) -> Job:
    """Say what is to be made for a name. Raises KeyError for a name that was not asked for here."""
    text, language = parts.clips.text(name)
    return Job(name, parts.clips.spell(text, language), language)


def build(parts: Parts, processes: int, progress: Progress = lambda _done, _all: None) -> Report:
    """Make all missing clips in worker processes. Stopping it at any moment leaves no half file."""
    jobs = missing(parts)
    report = Report(wanted=len(jobs))
    if not jobs:
        return report
    batches = list(_batches(jobs))
    orders = engines_by_language(parts)
    done = 0
    with workers(processes) as pool:
        running = [pool.submit(make, orders, parts.clips.built, batch) for batch in batches]
        for finished in as_completed(running):
            for name, language, trouble in finished.result():
                done += 1
                if trouble:
                    report.failed.append(f"{name}: {trouble}")
                    log.warning("no engine could say a sentence", extra={"clip": name})
                else:
                    report.made[language] = report.made.get(language, 0) + 1
            parts.clips.made()
            progress(done, len(jobs))
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


def make(orders: Mapping[str, tuple[Engine, ...]], built: Path, jobs: Sequence[Job]) -> list[tuple[str, str, str]]:
    """Make clips in a worker: (name, language, what went wrong or "")."""
    results = []
    for job in jobs:
        folder, _, stem = job.name.partition("/")
        trouble = "the language has no engine"
        for engine in orders[job.language]:
            try:
                sound.encode(engine.speak(job.spans, job.language), built / folder, stem)
            except EngineFailed as failure:
                trouble = f"{engine.name}: {failure}"
            else:
                trouble = ""
                break
        results.append((job.name, job.language, trouble))
    return results
