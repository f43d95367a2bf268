"""A VITS voice as sherpa-onnx wants it, of a few kilobytes: its form is real, it hums, the longer the more letters."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LETTERS = " abcdefghijklmnopqrstuvwxyzäöüßăâîșțčšžáéíóú.,!?'-"
METADATA = {
    "model_type": "vits",
    "frontend": "characters",
    "comment": "mms",
    "language": "a language",
    "add_blank": "1",
    "n_speakers": "1",
    "sample_rate": "16000",
    "punctuation": " ",
}
SAMPLES_A_TOKEN = 700.0
DESCRIPTION = 'language = "{}"\nname = "hum-{}"\nlicence = "CC0-1.0"\nsource = "tests/fakes/vits.py"\n'


def _model(metadata: dict[str, str]) -> onnx.ModelProto:
    """y = 0.3 sin(0.11 t) for t up to 700 samples a token, times length_scale."""
    constants = {
        "a_token": np.array([SAMPLES_A_TOKEN], np.float32),
        "first": np.array([0], np.int64),
        "zero": np.array(0, np.int64),
        "one": np.array(1, np.int64),
        "step": np.array(0.11, np.float32),
        "loud": np.array(0.3, np.float32),
        "ahead": np.array([0, 1], np.int64),
    }
    nodes = [
        helper.make_node("Cast", ["x_length"], ["tokens"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["tokens", "length_scale"], ["slower"]),
        helper.make_node("Mul", ["slower", "a_token"], ["length"]),
        helper.make_node("Cast", ["length"], ["whole"], to=TensorProto.INT64),
        helper.make_node("Squeeze", ["whole", "first"], ["end"]),
        helper.make_node("Range", ["zero", "end", "one"], ["time"]),
        helper.make_node("Cast", ["time"], ["t"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["t", "step"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["wave"]),
        helper.make_node("Mul", ["wave", "loud"], ["hum"]),
        helper.make_node("Unsqueeze", ["hum", "ahead"], ["y"]),
    ]
    scale = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, [1])
        for n in ("noise_scale", "length_scale", "noise_scale_w")
    ]
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.INT64, ["N", "L"]),
        helper.make_tensor_value_info("x_length", TensorProto.INT64, ["N"]),
        *scale,
    ]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 1, "S"])
    weights = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "hum", inputs, [output], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, metadata)
    return model


def write(folder: Path, language: str, without: tuple[str, ...] = (), letters: str = LETTERS, **more: str) -> Path:
    """Write a voice's folder; `without` leaves metadata out, `more` are further lines of voice.toml."""
    folder.mkdir(parents=True)
    metadata = {key: value for key, value in METADATA.items() if key not in without}
    onnx.save(_model(metadata), folder / "model.onnx")
    (folder / "tokens.txt").write_text("".join(f"{letter} {n}\n" for n, letter in enumerate(letters)), encoding="utf-8")
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    (folder / "voice.toml").write_text(DESCRIPTION.format(language, language) + lines, encoding="utf-8")
    return folder
