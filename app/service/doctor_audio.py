"""Examine the voices: which engines each language has, in its order, and how they sound; and how to get the others."""

import time
from collections.abc import Iterator

from app.language import measures
from app.ports import discover
from app.ports.engine import Engine, EngineFailed, Span
from app.service import record
from app.service.parts import Parts

SENTENCE = range(60, 121)  # characters: a whole sentence, but no long one
GERMAN = "de"


def examine(parts: Parts) -> Iterator[str]:
    """Say of each language, line by line, which engines it has, how they measure and what is missing."""
    modules = discover.modules("app.speech")
    spoken = _sentences(parts)
    for code, language in parts.library.languages.items():
        yield f"{code} {language.name}"
        speaking = False
        for name in language.speech:
            engine = parts.engines.get(name)
            voice = engine.voice(code) if engine else None
            if engine is None or not voice:
                how = modules[name].how(code)
                yield f"  {name}: not there. {how or 'It has no voice for this language.'}"
                continue
            yield f"  {name}: {voice}{'' if speaking else ' (speaks)'}; licence: {engine.licence(code)}"
            yield f"    {_measured(engine, spoken.get(code, ()), code)}"
            if code != GERMAN and not engine.voice(GERMAN):
                yield "    has no German voice: German words are spoken by the first that has one"
            speaking = True
        if not speaking:
            yield "  NOBODY SPEAKS THIS LANGUAGE"


def _sentences(parts: Parts) -> dict[str, tuple[Span, ...]]:
    """Find for each language a sentence of ours that is all in that language."""
    found: dict[str, tuple[Span, ...]] = {}
    for text, code in record.sentences(parts):
        if code not in found and len(text) in SENTENCE:
            spans = parts.clips.spell(text, code)
            if {span.language for span in spans} == {code}:
                found[code] = spans
    return found


def _measured(engine: Engine, spans: tuple[Span, ...], language: str) -> str:
    try:
        engine.speak(spans, language)  # the first time it opens its files
        began = time.perf_counter()
        audio = engine.speak(spans, language)
        took = time.perf_counter() - began
    except EngineFailed as failure:
        return f"DOES NOT SPEAK: {failure}"
    heard = measures.raw(audio)
    return (
        f"{heard.seconds:.1f} s, real-time factor {took / max(heard.seconds, 0.001):.4f}, {heard.lufs:.1f} LUFS, "
        f"longest silence {heard.longest_silence:.2f} s, {heard.clipped} samples clipped"
    )
