"""Programs that are called as pico2wave, espeak-ng and mbrola are, and write a hum: `program(folder, name)` makes one.

What they are given to say steers them: "crash" ends them with 1, "hole" is a sound that MBROLA lacks, "mute" writes
nothing, "stereo" writes two channels, "empty" writes a file without sound.
"""

import math
import struct
import sys
import wave
from pathlib import Path


def program(folder: Path, name: str) -> str:
    """Make an executable file of that name."""
    path = folder / name
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" {name} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def hum(path: str, words: str) -> None:
    """Write a tone, 0.06 seconds a letter."""
    if "mute" in words:
        return
    count = 0 if "empty" in words else int(16000 * 0.06 * len(words))
    with wave.open(path, "wb") as file:
        file.setnchannels(2 if "stereo" in words else 1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 9))) for n in range(count)))


def main(name: str, arguments: list[str]) -> None:
    """Do what the program of that name does."""
    if arguments == ["--version"]:
        sys.stdout.write("eSpeak NG text-to-speech: 1.51  Data at: nowhere\n")
        return
    words = arguments[-1] if name == "pico2wave" else sys.stdin.read()
    if "crash" in words:
        sys.exit("it crashed\nfor a reason")  # exit code 1
    if name == "espeak-ng":
        assert arguments[:1] == ["-v"], arguments
        assert arguments[1].startswith("mb-"), arguments
        assert arguments[2:] == ["-s", "145", "-q", "--pho", "--stdin"], arguments
        sys.stdout.write(words)
    elif name == "pico2wave":
        assert arguments[:3] == ["-l", "de-DE", "-w"], arguments
        assert words.startswith('<speed level="80">'), words
        hum(arguments[3], words[len('<speed level="80">') : -len("</speed>")])
    else:
        assert arguments[0] == "-e", arguments
        assert Path(arguments[-3]).is_file(), arguments
        if "hole" in words:
            sys.stderr.write("Warning: o-L/ unknown, replaced with _-_\n")
        hum(arguments[-1], words)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
