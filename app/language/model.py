"""Write the learned model into one small file, and read it: numbers and n-grams, no code."""

import json
import struct
import zlib
from functools import lru_cache
from pathlib import Path

from app.domain.model import LANE, Head, Model, spread

MARK = b"drom2\n"
NAME = "understanding.model"
RARITY_STEPS = 16  # rarity is kept in sixteenths


class BrokenModel(Exception):
    """The file is not a model of this version: `drom words learn` makes it anew."""


def write(path: Path, model: Model, made_from: str) -> None:
    """Write a model; `made_from` is the fingerprint of what it has learned from."""
    heads = [
        {"name": name, "labels": head.labels, "scale": head.scale, "bias": head.bias, "sharpness": head.sharpness}
        for name, head in model.heads.items()
    ]
    head = json.dumps({"made_from": made_from, "heads": heads, "grams": list(model.rows)}, ensure_ascii=False).encode()
    rarity = bytes(min(255, round(value * RARITY_STEPS)) for value in model.rarity)
    weights = b"".join(one.lanes[::LANE] for one in model.heads.values())
    path.write_bytes(MARK + zlib.compress(struct.pack(">I", len(head)) + head + rarity + weights, 9))


def find(path: Path) -> Model | None:
    """Read a model; None where there is none: then only choices and commands are understood. Raises BrokenModel."""
    return read(path) if path.exists() else None


def read(path: Path) -> Model:
    """Read a model. Raises BrokenModel."""
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=1)
def _read(path: Path, _changed_at: int) -> Model:
    """Read a file once as long as it stays the same: whoever asks again gets the same model."""
    told, rest = _open(path)
    count = len(told["grams"])
    rarity = tuple(value / RARITY_STEPS for value in rest[:count])
    start, heads = count, {}
    for one in told["heads"]:
        size = count * len(one["labels"])
        heads[one["name"]] = Head(
            tuple(one["labels"]), spread(rest[start : start + size]), one["scale"], tuple(one["bias"]), one["sharpness"]
        )
        start += size
    return Model({gram: row for row, gram in enumerate(told["grams"])}, rarity, heads, max(rarity, default=1.0))


def made_from(path: Path) -> str:
    """Say what the file was learned from; empty where there is none."""
    try:
        return str(_open(path)[0]["made_from"])
    except BrokenModel:
        return ""


def _open(path: Path) -> tuple[dict, bytes]:  # type: ignore[type-arg]
    try:
        content = path.read_bytes()
        whole = zlib.decompress(content.removeprefix(MARK)) if content.startswith(MARK) else b""
        (size,) = struct.unpack_from(">I", whole)
        return json.loads(whole[4 : 4 + size]), whole[4 + size :]
    except (OSError, zlib.error, struct.error, ValueError) as error:
        raise BrokenModel(f"{path.name} cannot be read: drom words learn makes it anew") from error
