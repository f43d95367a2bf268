"""Listen to every clip there is: is it as loud as the others, whole, short enough, without a crack or a gap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from app.domain.route import versions
from app.language import measures, signs, sound
from app.language.loudness import TARGET_LUFS
from app.service import record, shelf
from app.service.parts import Parts

BATCH = 32
NEAR_LU = 1.0
SHORTEST = 0.8  # seconds: a single word has no loudness of a sentence
LONGEST_GAP = 1.0  # seconds
FORMS_AGREE = 0.1  # seconds
CODECS = {"ogg": "opus", "mp3": "mp3"}
CARD_SECONDS, CARD_BYTES = 60.0, 200_000  # what a messenger shows as a voice note


@dataclass(slots=True)
class Heard:
    """What was heard in a language; `faults` say which clip, and what is wrong with it."""

    seconds: list[float] = field(default_factory=list)
    lufs: list[float] = field(default_factory=list)
    peak_db: float = -99.0
    gap: float = 0.0
    card_seconds: float = 0.0
    card_bytes: int = 0
    faults: list[str] = field(default_factory=list)


def examine(parts: Parts, processes: int) -> Mapping[str, Heard]:
    """Listen to all clips that are made, in worker processes, and weigh the longest form of every card."""
    found: dict[str, Heard] = {}
    with record.workers(processes) as pool:
        for language, wanted in shelf.wanted_by_language(parts).items():
            files = [parts.clips.file(name) for name in sorted(wanted) if parts.clips.is_made(name)]
            heard = found[language] = Heard()
            batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
            for results in pool.map(_measure, batches):
                for path, seconds, lufs, peak, gap, faults in results:
                    heard.seconds.append(seconds)
                    heard.lufs += [lufs] if seconds >= SHORTEST else []
                    heard.peak_db, heard.gap = max(heard.peak_db, peak), max(heard.gap, gap)
                    heard.faults += [f"{language}/{path}: {fault}" for fault in faults]
            heard.faults += _cards(parts, language, heard)
    return found


def _measure(files: Sequence[Path]) -> list[tuple[str, float, float, float, float, list[str]]]:
    """Measure clips in a worker: name, seconds, LUFS, peak, longest gap, faults."""
    results = []
    for path in files:
        ogg, mp3 = measures.measure(path), measures.measure(path.with_suffix(".mp3"))
        faults = []
        for form, one in (("ogg", ogg), ("mp3", mp3)):
            if one.channels != 1 or not one.codec.startswith(CODECS[form]):
                faults.append(f"{form}: {one.codec} with {one.channels} channels; make it again")
            if one.peak_db >= sound.PEAK_DB:
                faults.append(f"{form}: a peak of {one.peak_db:.1f} dB; under {sound.PEAK_DB}")
        if ogg.seconds >= SHORTEST and abs(ogg.lufs - TARGET_LUFS) > NEAR_LU:
            faults.append(f"{ogg.lufs:.1f} LUFS; {TARGET_LUFS} and {NEAR_LU} more or less")
        if ogg.longest_silence > LONGEST_GAP:
            faults.append(f"a gap of {ogg.longest_silence:.1f} s; at most {LONGEST_GAP}")
        if abs(ogg.seconds - mp3.seconds) > FORMS_AGREE:
            faults.append(f"ogg plays {ogg.seconds:.1f} s and mp3 {mp3.seconds:.1f} s")
        peak = max(ogg.peak_db, mp3.peak_db)
        results.append((path.stem, ogg.seconds, ogg.lufs, peak, ogg.longest_silence, faults))
    return results


def _cards(parts: Parts, language: str, heard: Heard) -> Iterator[str]:
    """Weigh the cards: a whole one is a minute and 200 KB at most, whoever hears it."""
    for card in parts.library.cards.values():
        seconds, size = 0.0, 0
        texts = (card.title, *(step.text for step in card.steps))
        found = {
            text: parts.clips.find(parts.clips.name(parts.words.say(text, language) or "", language)) for text in texts
        }
        for steps in versions(card):
            clips = [found[text] for text in (card.title, *(step.text for step in steps))]
            made = [clip for clip in clips if clip]
            if len(made) == len(clips):
                seconds = max(seconds, sum(clip.seconds for clip in made) + 2 * signs.SECONDS)
                size = max(size, sum(parts.clips.file(clip.id).stat().st_size for clip in made))
        heard.card_seconds, heard.card_bytes = max(heard.card_seconds, seconds), max(heard.card_bytes, size)
        if seconds > CARD_SECONDS or size > CARD_BYTES:
            yield f"{language} {card.id}: {seconds:.1f} s, {size // 1000} KB; at most {CARD_SECONDS:.0f} s, 200 KB"


def table(found: Mapping[str, Heard]) -> Iterator[str]:
    """Draw what was heard, a row a language."""
    yield "| | clips | seconds: median, longest | LUFS: lowest, median, highest | peak | gap | longest card |"
    yield "|---|---|---|---|---|---|---|"
    for language, heard in found.items():
        if not heard.seconds:
            yield f"| {language} | 0 | | | | | |"
            continue
        lufs = f"{min(heard.lufs):.1f}, {median(heard.lufs):.1f}, {max(heard.lufs):.1f}" if heard.lufs else ""
        yield (
            f"| {language} | {len(heard.seconds)} | {median(heard.seconds):.1f}, {max(heard.seconds):.1f} | {lufs} | "
            f"{heard.peak_db:.1f} dB | {heard.gap:.2f} s | {heard.card_seconds:.1f} s, {heard.card_bytes // 1000} KB |"
        )
