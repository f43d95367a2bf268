"""Clips: trimmed, equally loud, not clipped, exact in length, and joined without a gap or a loss."""

import stat

import av
import numpy as np
import pytest

from app.language import loudness, measures, sound
from app.ports.engine import Audio

RATE = 22050


def talk(seconds=3.0, level=0.2, before=0.5, after=1.0, seed=1, rate=RATE):
    """Make something like speech: a buzz in syllables, with sharp beginnings, between silences."""
    time = np.arange(int(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 120 * k * time + k * k) / k for k in range(1, 30))
    syllables = np.clip(np.sin(2 * np.pi * 2.5 * time + seed), 0, 1) ** 0.3
    voice = level * buzz * syllables + np.random.default_rng(seed).normal(0, level / 20, len(time)) * syllables
    samples = np.concatenate((np.zeros(int(before * rate)), voice, np.zeros(int(after * rate))))
    return Audio((samples.clip(-1, 1) * 32767).astype("<i2").tobytes(), rate)


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Twenty-five short clips of different lengths, as Ogg and MP3."""
    folder = tmp_path_factory.mktemp("clips")
    for number in range(25):
        sound.encode(talk(0.4 + 0.137 * (number % 5), before=0.1, after=0.1, seed=number), folder, str(number))
    return folder


@pytest.mark.parametrize(("level", "rate"), [(0.01, 22050), (0.2, 16000), (0.2, 22050), (0.2, 48000), (0.9, 24000)])
def test_clips_are_equally_loud_and_never_clip(tmp_path, level, rate):
    sound.encode(talk(level=level, rate=rate), tmp_path, "clip")
    for suffix, codec, clip_rate in (("ogg", "opus", 48000), ("mp3", "mp3float", 24000)):
        heard = measures.measure(tmp_path / f"clip.{suffix}")
        assert heard.lufs == pytest.approx(-16, abs=1)
        assert heard.peak_db < -1
        assert (heard.channels, heard.rate, heard.codec) == (1, clip_rate, codec)


def test_silence_is_cut_at_both_ends(tmp_path):
    seconds = sound.encode(talk(3.0, before=2.0, after=4.0), tmp_path, "clip")
    assert seconds == pytest.approx(0.12 + 3.0 + 0.30, abs=0.25)  # the buzz itself begins or ends quietly
    assert measures.measure(tmp_path / "clip.ogg").longest_silence < 0.5


def test_silence_is_added_where_it_lacks(tmp_path):
    long, short = talk(before=1, after=1), talk(before=0, after=0)
    assert sound.encode(short, tmp_path, "short") == pytest.approx(sound.encode(long, tmp_path, "long"), abs=0.02)


def test_two_forms_are_equally_long_and_seconds_is_exact(tmp_path):
    seconds = sound.encode(talk(), tmp_path, "clip")
    for suffix in ("ogg", "mp3"):
        assert sound.seconds(tmp_path / f"clip.{suffix}") == pytest.approx(seconds, abs=0.03)
        assert measures.measure(tmp_path / f"clip.{suffix}").seconds == pytest.approx(seconds, abs=0.03)


def test_small_enough_for_the_messengers(tmp_path):
    seconds = sound.encode(talk(10), tmp_path, "clip")
    assert (tmp_path / "clip.ogg").stat().st_size < 24000 / 8 * seconds * 1.2
    assert (tmp_path / "clip.mp3").stat().st_size < 32000 / 8 * seconds * 1.1


def test_the_same_sound_makes_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        sound.encode(talk(), tmp_path / folder, "clip")
    for suffix in ("ogg", "mp3"):
        assert (tmp_path / "a" / f"clip.{suffix}").read_bytes() == (tmp_path / "b" / f"clip.{suffix}").read_bytes()


@pytest.mark.parametrize("silence", [b"", bytes(2 * RATE)])
def test_silence_is_no_clip(tmp_path, silence):
    with pytest.raises(ValueError, match="silence"):
        sound.encode(Audio(silence, RATE), tmp_path, "clip")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    sound.encode(talk(), tmp_path, "clip")
    before = (tmp_path / "clip.ogg").read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(sound, "_write", fail)
    with pytest.raises(OSError, match="disk full"):
        sound.encode(talk(seed=2), tmp_path, "clip")
    assert (tmp_path / "clip.ogg").read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"clip.mp3", "clip.ogg"}


def test_others_may_read_the_files(tmp_path):
    sound.encode(talk(), tmp_path, "clip")
    assert stat.S_IMODE((tmp_path / "clip.ogg").stat().st_mode) == 0o644


@pytest.mark.parametrize("suffix", ["ogg", "mp3"])
@pytest.mark.parametrize("count", [1, 2, 7, 25])
def test_joined_clips_are_as_long_as_their_parts(clips, tmp_path, suffix, count):
    parts = [clips / f"{number}.{suffix}" for number in range(count)]
    target = tmp_path / "joined" / f"card.{suffix}"
    sound.join(parts, target)
    total = sum(map(sound.seconds, parts))
    assert measures.measure(target).seconds == pytest.approx(total, abs=0.05)
    assert sound.seconds(target) == pytest.approx(total, abs=0.05)
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("suffix", ["ogg", "mp3"])
def test_joining_encodes_nothing_again_and_times_go_up(clips, tmp_path, suffix):
    packets = []
    for number in range(3):
        with av.open(str(clips / f"{number}.{suffix}")) as source:
            packets += [bytes(packet) for packet in source.demux(audio=0) if packet.size]
    sound.join([clips / f"{number}.{suffix}" for number in range(3)], tmp_path / f"all.{suffix}")
    with av.open(str(tmp_path / f"all.{suffix}")) as source:
        joined = [packet for packet in source.demux(audio=0) if packet.size]
    times = [packet.pts for packet in joined]
    assert times == sorted(set(times))
    assert {bytes(packet) for packet in joined} <= set(packets)
    assert len(packets) - len(joined) <= 9  # packets of closing silence


@pytest.mark.parametrize("suffix", ["ogg", "mp3"])
def test_each_part_is_heard_whole_and_at_its_time(clips, tmp_path, suffix):
    parts, starts, clock = [], [], 0.0
    for number in range(12):
        parts.append(clips / f"{number}.{suffix}")
        starts.append(clock)
        clock += sound.seconds(parts[-1])
    sound.join(parts, tmp_path / f"all.{suffix}")
    whole = np.frombuffer(sound.decode(tmp_path / f"all.{suffix}").samples, "<i2").astype(float)
    for part, start in zip(parts, starts, strict=True):
        alone = np.frombuffer(sound.decode(part).samples, "<i2").astype(float)[: 48000 // 2]
        near = whole[max(0, int((start - 0.06) * 48000)) :][: len(alone) + 6000]
        likeness = np.correlate(near, alone, "valid").max() / (alone**2).sum()
        assert likeness > 0.9


def test_joining_needs_parts_of_one_kind(tmp_path):
    sound.encode(talk(), tmp_path, "clip")
    with pytest.raises(ValueError, match="cannot join"):
        sound.join([], tmp_path / "all.ogg")
    with pytest.raises(ValueError, match="cannot join"):
        sound.join([tmp_path / "clip.mp3"], tmp_path / "all.ogg")
    assert not (tmp_path / "all.ogg").exists()


def test_joining_broken_clips_leaves_nothing(tmp_path):
    (tmp_path / "bad.ogg").write_bytes(b"OggS")
    with pytest.raises(ValueError, match="make it again"):
        sound.join([tmp_path / "bad.ogg"], tmp_path / "all.ogg")
    assert list(tmp_path.iterdir()) == [tmp_path / "bad.ogg"]


def test_measures_agree_with_the_standard():
    """EBU Tech 3341: a tone of 1 kHz at -23 dBFS in mono is 3 dB quieter than in stereo."""
    tone = np.sin(2 * np.pi * 1000 * np.arange(48000 * 20) / 48000) * 10 ** (-23 / 20)
    assert loudness.lufs(tone.astype(np.float32)) == pytest.approx(-26, abs=0.1)
    assert loudness.true_peak_db(tone.astype(np.float32)) == pytest.approx(-23, abs=0.1)
    between = np.sin(2 * np.pi * 12000 * np.arange(48000) / 48000 + np.pi / 4) * 0.5
    assert loudness.true_peak_db(between.astype(np.float32)) == pytest.approx(-6, abs=0.3)


def test_the_longest_silence_is_found():
    samples = np.concatenate((np.ones(4800), np.zeros(24000), np.ones(4800), np.zeros(9600))).astype(np.float32)
    assert loudness.longest_silence(samples, 48000) == pytest.approx(0.5, abs=0.011)
