"""Google's voice by way of gTTS. Off unless the operator turns it on: each text said with it is sent to Google."""

import binascii
from collections.abc import Mapping
from io import BytesIO

import av
import requests
from gtts import gTTS, gTTSError
from gtts.version import __version__

from app.ports.engine import Audio, Engine, EngineFailed, Span
from app.speech import stretches

LANGUAGES = frozenset({"ro", "bg", "tr", "de"})  # Google has no voice for Romanes
RATE = 24000
ADDRESS = "https://translate.google.com"
TIMEOUT = (5, 20)  # seconds to reach the machine, seconds to hear from it


class _Speech(gTTS):  # type: ignore[misc]  # gTTS has no types
    """gTTS, which always calls translate.google.<tld>, calling the address that we give it."""

    def __init__(self, text: str, lang: str, address: str) -> None:
        super().__init__(text, lang=lang, lang_check=False, timeout=TIMEOUT)
        self._address = address

    def _prepare_requests(self) -> list[requests.PreparedRequest]:
        prepared: list[requests.PreparedRequest] = super()._prepare_requests()
        for request in prepared:
            request.url = f"{self._address}{request.path_url}"
        return prepared


class Google:
    """The voices of Google Translate."""

    name = "google"

    def __init__(self, address: str) -> None:
        self._address = address

    def voice(self, language: str) -> str | None:
        """Name gTTS and the language, as in "gtts 2.5.4 ro", or None for Romanes."""
        return f"gtts {__version__} {language}" if language in LANGUAGES else None

    def licence(self, language: str) -> str:
        """Say on what terms the voice may be used."""
        return "Google's terms; every sentence is sent to Google" if language in LANGUAGES else ""

    def speak(self, spans: tuple[Span, ...], language: str) -> Audio:
        """Ask for each stretch of one language and put the sounds together. Raises EngineFailed."""
        if language not in LANGUAGES:
            raise EngineFailed(f"Google has no voice for {language}")
        sounds = [self._ask(text, code) for code, text in stretches(spans, LANGUAGES, "Google")]
        if not any(sounds):
            raise EngineFailed("there is nothing to say in this text")
        return Audio(b"".join(sounds), RATE)

    def _ask(self, text: str, language: str) -> bytes:
        try:
            # A long text comes as several MP3 files.
            return b"".join(_decode(mp3) for mp3 in _Speech(text.strip(), language, self._address).stream())
        except (gTTSError, AssertionError, requests.RequestException) as error:
            raise EngineFailed(f"Google did not answer: {error}") from error
        except (av.error.FFmpegError, binascii.Error, UnicodeError, IndexError) as error:
            raise EngineFailed(f"Google's answer is not a sound: {error}") from error


def _decode(mp3: bytes) -> bytes:
    with av.open(BytesIO(mp3), "r") as source:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        frames = [piece for frame in source.decode(audio=0) for piece in resampler.resample(frame)]
        frames += resampler.resample(None)
    return b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in frames)


def how(language: str) -> str:
    """Say in one line how an operator gets the voice."""
    return "DROM_GOOGLE_ENABLED=1; every sentence then goes to Google" if language in LANGUAGES else ""


def build(values: Mapping[str, str]) -> Engine | None:
    """Make the engine, or None unless `enabled` is "1". `address` is for tests: a machine that answers like Google."""
    if values.get("enabled") != "1":
        return None
    return Google((values.get("address") or ADDRESS).rstrip("/"))
