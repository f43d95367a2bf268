"""Takes that speakers send: good ones are trimmed, others are refused with a reason that can be said to them."""

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from app.language import sound, takes

TEXT = "Gehen Sie zum Amt und nehmen Sie den Pass mit."
SECONDS = 3.2


def speech(seconds=SECONDS, level=0.25, noise=0.0008, pause=0.0):
    """A buzz in syllables in a room that is never quite silent; `pause` is a silence in its middle."""
    time = np.arange(int(seconds * sound.RATE)) / sound.RATE
    buzz = sum(np.sin(2 * np.pi * 130 * k * time + k * k) / k for k in range(1, 20))
    voice = level * buzz * np.clip(np.sin(2 * np.pi * 2.5 * time), 0, 1) ** 0.4
    half = len(voice) // 2
    voice = np.concatenate((voice[:half], np.zeros(int(pause * sound.RATE)), voice[half:]))
    whole = np.concatenate((np.zeros(sound.RATE // 2), voice, np.zeros(sound.RATE)))
    return (whole + np.random.default_rng(1).normal(0, noise, len(whole))).astype(np.float32)


def packed(samples, kind="webm", codec="libopus"):
    """Pack samples as a browser does."""
    file = BytesIO()
    with av.open(file, "w", format=kind) as output:
        stream = output.add_stream(codec, rate=sound.RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples.clip(-1, 1).reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = sound.RATE
        resampler = av.AudioResampler(
            format=stream.format.name, layout="mono", rate=sound.RATE, frame_size=stream.frame_size
        )
        frames = [*resampler.resample(frame), *resampler.resample(None)]
        for packet in (packet for each in (*frames, None) for packet in stream.encode(each)):
            output.mux(packet)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "codec"), [("webm", "libopus"), ("ogg", "libopus"), ("mp4", "aac"), ("wav", "pcm_s16le")]
)
def test_a_good_take_is_trimmed_whatever_its_container(kind, codec):
    samples = takes.judge(packed(speech(), kind, codec), TEXT)
    assert len(samples) / sound.RATE == pytest.approx(SECONDS + sound.BEFORE + sound.AFTER, abs=0.35)


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("broken", b"GIF89a, which is no sound at all"),
        ("broken", b""),
        ("broken", packed(speech())[:200]),
        ("quiet", packed(speech(level=0.001, noise=0.00001))),
        ("quiet", packed(np.zeros(sound.RATE * 4, dtype=np.float32))),
        ("loud", packed(speech(level=2.5), "wav", "pcm_s16le")),
        ("noisy", packed(speech(noise=0.05))),
        ("short", packed(speech(0.9))),
        ("long", packed(speech(25))),
        ("long", packed(speech(70))),
        ("pause", packed(speech(pause=4))),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_bad_take_is_refused_with_its_reason(reason, data):
    with pytest.raises(takes.Unusable) as refused:
        takes.judge(data, TEXT)
    assert refused.value.reason == reason


def test_every_reason_can_be_said(home: Path):
    phrases = (home / "content" / "phrases.toml").read_text(encoding="utf-8")
    source = (home / "app" / "language" / "takes.py").read_text(encoding="utf-8")
    reasons = {line.split('"')[1] for line in source.splitlines() if "raise Unusable(" in line}
    assert len(reasons) == 7
    assert [reason for reason in (*reasons, "gone") if f"[room.take.{reason}]" not in phrases] == []
