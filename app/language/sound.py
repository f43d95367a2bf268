"""Make clips of sound, equally loud and without idle silence, as Ogg Opus and MP3; join clips as they are."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt

from app.language import loudness
from app.language.loudness import Samples
from app.ports.engine import Audio

RATE = 48000
BEFORE, AFTER = 0.12, 0.30  # seconds of silence that stay round a clip
PEAK_DB = -1.0
CODEC_LU, NEAR_LU = 0.6, 0.7  # what the codecs take of the loudness as a rule; how far off a clip may be
TRIES = 10
EFFORTS: tuple[Mapping[str, str], ...] = (  # where Opus clicks one way (by 4 dB, once in 700 clips), another does not
    {},
    {},
    {"compression_level": "9"},
    {"compression_level": "3"},
    {"application": "audio", "vbr": "constrained", "compression_level": "5"},
)
CEILING_DB = -4.0  # Opus adds up to 2.5 dB to a peak as a rule; where it adds more, that place is damped
DAMPED_DB, DAMPED_SECONDS, DAMPED_TO = 0.4, 0.015, 0.85
# Ogg comes last: where it is, both are, and whoever sees it may use both.
# At 32 kbit/s MP3 sounds better at 24 kHz, and the voices hold nothing above 11 kHz.
FORMATS = {
    "mp3": ("libmp3lame", 24000, 32000, {"compression_level": "7"}),
    "ogg": ("libopus", RATE, 24000, {"application": "voip", "vbr": "on", "compression_level": "1"}),
}
EXACT = {"fflags": "+bitexact", "avoid_negative_ts": "disabled"}


def encode(audio: Audio, folder: Path, name: str) -> float:
    """Write name.ogg and name.mp3 into the folder, each all at once, and return how many seconds they play.

    Raises ValueError where the sound is silent from beginning to end.
    """
    return save(trim(resample(audio)), folder, name)


def save(samples: Samples, folder: Path, name: str) -> float:
    """Write mono sound at 48 kHz as name.ogg and name.mp3, equally loud; return how many seconds they play."""
    folder.mkdir(parents=True, exist_ok=True)
    first = loudness.level(samples, loudness.TARGET_LUFS + CODEC_LU, CEILING_DB)
    with _replacing(folder / f"{name}.mp3") as draft:
        _write(first, draft, "mp3")  # MP3 takes the same of every voice, and adds little to a peak
    with _replacing(folder / f"{name}.ogg") as draft:
        _write_true(samples, first, draft)
    return seconds(folder / f"{name}.ogg")


def _write_true(samples: Samples, first: Samples, draft: Path) -> None:
    """Write Opus and listen to it: what it takes of the loudness is given back, and where it overshoots is damped."""
    levelled, target, efforts = first, loudness.TARGET_LUFS + CODEC_LU, list(EFFORTS)
    for tried in range(TRIES):
        _write(levelled, draft, "ogg", efforts[0])
        played = _play(draft)
        missing = loudness.TARGET_LUFS - loudness.lufs(played)
        if tried < TRIES // 2 and NEAR_LU < abs(missing) < float("inf"):
            target += missing
            levelled = loudness.level(samples, target, CEILING_DB)
        elif loudness.true_peak_db(played) >= PEAK_DB:
            levelled = _damped(levelled, played)
            efforts = efforts[1:] or efforts
        else:
            return


def _damped(samples: Samples, played: Samples) -> Samples:
    """Make a sound softer for some milliseconds round each place where it was played too loud."""
    size = np.abs(played[: len(samples)])
    most = 10 ** ((PEAK_DB - DAMPED_DB) / 20)
    high = np.zeros(len(samples), dtype=np.float32)
    high[np.flatnonzero(size > min(most, float(size.max()) * 0.99))] = 1
    round_it = np.hanning(2 * int(DAMPED_SECONDS * RATE)).astype(np.float32)
    near = np.minimum(np.convolve(high, round_it, mode="same"), 1)
    softer = min(1.0, most / float(size.max())) * DAMPED_TO
    return (samples * (1 - near * (1 - softer))).astype(np.float32)


def write(samples: Samples, folder: Path, name: str) -> None:
    """Write mono sound at 48 kHz as name.ogg and name.mp3, as loud as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in FORMATS:
        with _replacing(folder / f"{name}.{suffix}") as draft:
            _write(samples, draft, suffix)


def join(parts: Sequence[Path], target: Path) -> None:
    """Put clips of one kind (.ogg or .mp3, made by `encode`) one behind the other, packet by packet.

    An encoder begins and ends a file with some milliseconds that a player leaves out, but only at the ends of a file.
    So that they do not add up inside, a packet of a clip's closing silence is left out as soon as they fill one.
    Raises ValueError where there are no parts or the kinds differ.
    """
    if not parts or {part.suffix for part in parts} != {target.suffix}:
        raise ValueError(f"cannot join {[part.name for part in parts]} to {target.name}: one kind, at least one part")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(target) as draft, av.open(str(draft), "w", format=target.suffix[1:], options=EXACT) as output:
        stream, clock, heard = None, 0, 0.0
        for part in parts:
            heard += seconds(part)
            with av.open(str(part), "r") as source:
                track = source.streams.audio[0]
                packets = [packet for packet in source.demux(track) if packet.size]
                ticks = max(packet.duration or 0 for packet in packets)  # the last one may say less than it holds
                if stream is None:
                    stream, clock = output.add_stream_from_template(track), packets[0].pts or 0
                room = int(heard / float(track.time_base or 1)) - clock
                fitting = max(1, round(room / ticks))
                for packet in packets[:fitting]:
                    packet.pts = packet.dts = clock
                    packet.duration, packet.stream = ticks, stream
                    clock += ticks
                    output.mux(packet)


def alike(sounds: Sequence[Audio]) -> list[Audio]:
    """Make the sounds of several voices as loud as the loudest of them, so that they can stand in one sentence."""
    samples = [np.frombuffer(audio.samples, np.dtype("<i2")).astype(np.float32) / 32768 for audio in sounds]
    # By the loudest tenth of all moments: a single word is too short for a loudness of whole sentences.
    sizes = [float(np.percentile(np.abs(part), 90)) if len(part) else 0.0 for part in samples]
    wanted = max(sizes, default=0.0)
    made = []
    for audio, part, size in zip(sounds, samples, sizes, strict=True):
        gain = min(wanted / size, 1 / max(float(np.abs(part).max()), 1e-6)) if size else 1.0
        made.append(Audio((part * gain * 32767).clip(-32768, 32767).astype("<i2").tobytes(), audio.rate))
    return made


def seconds(path: Path) -> float:
    """Tell how long a clip plays. An Ogg file says so in its last page, which is quick to read."""
    if path.suffix != ".ogg":
        with av.open(str(path)) as source:
            track = source.streams.audio[0]
            return float((track.duration or 0) * (track.time_base or 0))
    with path.open("rb") as file:
        head = file.read(256)
        file.seek(max(0, path.stat().st_size - 66000))
        tail = file.read()
    page, opus = tail.rfind(b"OggS"), head.find(b"OpusHead")
    if page < 0 or opus < 0:
        raise ValueError(f"{path} is not an Ogg Opus file; make it again")
    end = int.from_bytes(tail[page + 6 : page + 14], "little")
    skipped = int.from_bytes(head[opus + 10 : opus + 12], "little")
    return (end - skipped) / RATE


def decode(data: Path) -> Audio:
    """Read any sound file, a recording for instance, as mono sound. Raises av.error.FFmpegError on what is none."""
    samples = _play(data)
    return Audio((samples.clip(-1, 1) * 32767).astype("<i2").tobytes(), RATE)


def _play(path: Path) -> Samples:
    with av.open(str(path)) as source:
        return collect(source.decode(source.streams.audio[0]))


def collect(frames: Iterator[av.AudioFrame]) -> Samples:
    """Put decoded frames together as mono samples at 48 kHz."""
    # Packets are short: one array for each would take longer than the sound itself.
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE, frame_size=RATE)
    parts = [piece.to_ndarray().reshape(-1) for frame in frames for piece in resampler.resample(frame)]
    parts += [piece.to_ndarray().reshape(-1) for piece in resampler.resample(None)]
    collected: Samples = np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
    return collected


def resample(audio: Audio) -> Samples:
    """Bring what a voice gave to 48 kHz."""
    return (
        collect(iter([_frame(np.frombuffer(audio.samples, np.dtype("<i2")).astype(np.int16), audio.rate, "s16")]))
        if audio.samples
        else _empty()
    )


def _empty() -> Samples:
    return np.zeros(0, dtype=np.float32)


def _frame(samples: Samples | npt.NDArray[np.int16], rate: int, sort: str) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format=sort, layout="mono")
    frame.sample_rate = rate
    return frame


def trim(samples: Samples, below_db: float = loudness.QUIET_DB) -> Samples:
    """Keep BEFORE and AFTER of silence round the sound; add what lacks, cut what is too much.

    Raises ValueError where all of it is silent, that is below `below_db`.
    """
    loud = np.flatnonzero(~loudness.quiet(samples, RATE, below_db))
    if not len(loud):
        raise ValueError("there is no sound in this, only silence")
    frame = int(RATE * loudness.FRAME)
    before, after = int(RATE * BEFORE), int(RATE * AFTER)
    padded = np.pad(samples, (before, after + frame))
    first, last = loud[0] * frame, (loud[-1] + 1) * frame + before
    return padded[first : last + after]


def _write(samples: Samples, path: Path, kind: str, more: Mapping[str, str] = {}) -> None:
    codec, rate, bits, options = FORMATS[kind]
    options = {**options, **more}
    with av.open(str(path), "w", format=kind, options=EXACT) as output:
        stream = cast("av.AudioStream", output.add_stream(codec, rate=rate, layout="mono", options=options))
        stream.bit_rate = bits
        frame = _frame(samples, RATE, "flt")
        frame.pts = 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            output.mux(packet)


def copy(source: Path, target: Path) -> None:
    """Copy a file so that the target is there as a whole or not at all."""
    with _replacing(target) as draft:
        draft.write_bytes(source.read_bytes())


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Give a file to write; when all went well it takes the target's place in one step."""
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)  # mkstemp makes it for one user only; a web server may be another
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
