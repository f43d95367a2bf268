"""Put what the talk says into somebody's words and sound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.message import Choice, Option, Reply, Say
from app.domain.text import Line, Text
from app.language.clips import Clips
from app.language.words import Words
from app.service.parts import Parts

NUMBERED = 5


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence and the clip that says it (its name; empty where nobody can speak it)."""

    text: str
    language: str


def say(parts: Parts, told: Say, language: str) -> Reply:
    """Word one thing said. Where a text is missing in the language, that is said instead, never German."""
    sentences = [(line, _sentence(parts.words, line, language)) for line in told.lines]
    if any(sentence is None and not line.extra for line, sentence in sentences):
        return _missing(parts, told, language)
    said = [(line, sentence) for line, sentence in sentences if sentence is not None]
    choices, fixed = _options(parts.words, told.choices, language), _options(parts.words, told.fixed, language)
    # A greeting in its own language is heard with its choice and number: "Vorbesc românește … unu".
    heard = [sentence for line, sentence in said if not line.language and _has_sound(parts.clips, line, sentence)]
    written = [f"{line.emoji} {sentence.text}".strip() for line, sentence in said]
    names = sound(parts.clips, [*heard, *_spoken_choices(parts, told.choices, language)])
    return Reply(
        language=language,
        title=written[0] if written else "",
        text="\n".join(written),
        sound=parts.clips.framed(names) if told.card else names,
        choices=choices,
        fixed=fixed,
        card=told.card,
        opener=_opener(parts, language),
    )


def sound(clips: Clips, sentences: Iterable[Spoken]) -> tuple[str, ...]:
    """Name the clips of sentences, in order; none at all where one of them cannot be spoken."""
    names = tuple(clips.name(sentence.text, sentence.language) for sentence in sentences if sentence.text)
    return names if all(names) else ()


def _has_sound(clips: Clips, line: Line, sentence: Spoken) -> bool:
    """Leave out the sound of an extra line that is not made: it would silence the rest."""
    return not line.extra or clips.find(clips.name(sentence.text, sentence.language)) is not None


def _sentence(words: Words, line: Line, language: str) -> Spoken | None:
    code = line.language or language
    text = words.say(line.text, code, line.values)
    return None if text is None else Spoken(text, code)


def _options(words: Words, choices: Sequence[Choice], language: str) -> tuple[Option, ...]:
    options = []
    for choice in choices:
        label = words.say(choice.label, choice.language or language, choice.values)
        if label is not None:
            options.append(Option(choice.id, choice.emoji, label))
    return tuple(options)


def _spoken_choices(parts: Parts, choices: Sequence[Choice], language: str) -> list[Spoken]:
    """Say each choice, then its number: meaning first, so that nobody must keep a number in mind."""
    spoken = []
    for number, choice in enumerate(choices[:NUMBERED], start=1):
        code = choice.language or language
        text = parts.words.say(choice.spoken or choice.label, code, choice.values)
        if text is None:
            continue
        spoken.append(Spoken(text, code if choice.label.domain else "de"))
        count = parts.words.say(_number(parts, number), code)
        spoken.append(Spoken(count or "", code))
    return spoken


def _number(parts: Parts, number: int) -> Text:
    return parts.library.phrases[f"number.{number}"].text


def _opener(parts: Parts, language: str) -> str:
    """Word the button that opens the choices; empty in a language that cannot say it yet."""
    phrase = parts.library.phrases["opener"]
    text = parts.words.say(phrase.text, language)
    return f"{phrase.emoji} {text}" if text else ""


def _missing(parts: Parts, told: Say, language: str) -> Reply:
    """Say that a text is not there yet, and name the languages that have it."""
    phrase = parts.library.phrases["missing"]
    name = parts.library.phrases["language.name"]
    having = [
        code
        for code in parts.library.languages
        if all(_sentence(parts.words, line, code) for line in told.lines if not line.extra)
    ]
    choices = tuple(Choice(f"lang:{code}", name.emoji, name.text, language=code) for code in having)
    text = parts.words.say(phrase.text, language)
    if text is None:  # a language so new that it cannot even say so: offer the others by their own names
        return Reply(language, phrase.emoji, phrase.emoji, (), _options(parts.words, choices, language))
    line = f"{phrase.emoji} {text}"
    spoken = sound(parts.clips, [Spoken(text, language), *_spoken_choices(parts, choices, language)])
    fixed = _options(parts.words, told.fixed, language)
    options = _options(parts.words, choices, language)
    return Reply(language, line, line, spoken, options, fixed, opener=_opener(parts, language))
