"""What engines share: voices of different rates are put together, and files and voices are kept apart."""

import math
from array import array

import numpy as np
import pytest

from app.ports.engine import Audio, EngineFailed, Span
from app.speech import MOST_OPEN, Open, fingerprint, join, resample, stretches


def tone(seconds, rate, before=0.0, after=0.0):
    samples = [int(9000 * math.sin(n / 5)) for n in range(int(seconds * rate))]
    return Audio(array("h", [0] * int(before * rate) + samples + [0] * int(after * rate)).tobytes(), rate)


def seconds(audio):
    return len(audio.samples) / 2 / audio.rate


def test_one_sound_stays_as_it_is():
    sound = tone(1, 16000, before=0.5)
    assert join([sound]) is sound


def test_idle_silence_goes_where_two_voices_meet_but_not_at_the_ends():
    joined = join([tone(1, 16000, 0.5, 0.5), tone(1, 16000, 0.5, 0.5), tone(1, 16000, 0.5, 0.5)])
    assert seconds(joined) == pytest.approx(0.5 + 3 + 4 * 0.06 + 0.5, abs=0.02)


def test_the_higher_rate_is_kept():
    joined = join([tone(1, 16000), tone(1, 22050)])
    assert joined.rate == 22050
    assert seconds(joined) == pytest.approx(2, abs=0.02)


def test_no_voice_is_louder_than_the_others():
    quiet = np.frombuffer(tone(1, 16000).samples, np.int16) // 3
    joined = np.frombuffer(join([tone(1, 16000), Audio(quiet.tobytes(), 16000)]).samples, np.int16).astype(float)
    half = len(joined) // 2
    assert np.sqrt((joined[:half] ** 2).mean()) == pytest.approx(np.sqrt((joined[half:] ** 2).mean()), rel=0.1)


def test_a_silent_stretch_leaves_nothing():
    assert seconds(join([tone(1, 16000), Audio(bytes(32000), 16000), tone(1, 16000)])) == pytest.approx(2, abs=0.02)


def test_another_rate_is_as_loud():
    sound = tone(1, 16000)
    was, now = resample(sound, 16000).astype(float), resample(sound, 24000).astype(float)
    assert np.sqrt((now**2).mean()) == pytest.approx(np.sqrt((was**2).mean()), rel=0.02)


def test_stretches_of_one_language_are_one_and_signs_alone_are_none():
    spans = (Span("Da, ", "ro"), Span("nu ", "ro"), Span("Bürgeramt", "de"), Span(".", "ro"))
    assert stretches(spans, {"ro", "de"}, "it") == [("ro", "Da, nu"), ("de", "Bürgeramt")]
    with pytest.raises(EngineFailed, match="it has no voice for de"):
        stretches(spans, {"ro"}, "it")


def test_a_fingerprint_is_that_of_the_content(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"voice")
    other.write_bytes(b"voice")
    assert fingerprint(one) == fingerprint(other) != fingerprint(one, other)
    other.write_bytes(b"Voice")
    assert fingerprint(one) != fingerprint(other)


def test_the_voice_not_used_longest_is_closed(tmp_path):
    opened = []
    voices = Open(lambda path: opened.append(path) or path.name)
    a, b, c = (tmp_path / name for name in "abc")
    assert [voices[path] for path in (a, b, a, c, a, b)] == ["a", "b", "a", "c", "a", "b"]
    assert opened == [a, b, c, b]
    assert len(voices) == MOST_OPEN
