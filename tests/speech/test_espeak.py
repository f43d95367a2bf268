"""espeak-ng out of the pip package and no other, in many threads and processes, and Romanes as it should sound."""

import concurrent.futures
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import espeakng_loader
import pytest

from app.ports.engine import EngineFailed, Span
from app.speech import espeak

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def engine(espeak_values):
    return espeak.build(espeak_values)


def sounds(engine, text, language):
    return engine.phonemes((Span(text, language),), language)


def test_voices_are_named(engine):
    assert engine.voice("ro") == "espeak-ng 1.52.0 ro 145"
    assert engine.voice("rmy").startswith("espeak-ng 1.52.0 rmy 145 ")
    assert engine.voice("hi") is None
    assert engine.voice("en") is None


def test_without_the_sources_there_is_no_romanes(tmp_path):
    engine = espeak.build({"data_dir": str(tmp_path), "romanes_dir": str(tmp_path / "none")})
    assert engine.voice("rmy") is None
    assert engine.speak((Span("Guten Tag.", "de"),), "de").samples


def test_another_speed_is_another_voice(tmp_path, espeak_values, engine):
    slow = espeak.build({**espeak_values, "words_a_minute": "100"})
    spans = (Span("Mergeți la primărie cu pașaportul.", "ro"),)
    assert slow.voice("ro") == "espeak-ng 1.52.0 ro 100"
    assert len(slow.speak(spans, "ro").samples) > 1.2 * len(engine.speak(spans, "ro").samples)


def test_the_speed_holds_in_the_german_words_too(engine, espeak_values):
    slow = espeak.build({**espeak_values, "words_a_minute": "100"})
    spans = (Span("Da ", "ro"), Span("Wohnungsgeberbestätigung und Krankenversicherung", "de"))
    assert len(slow.speak(spans, "ro").samples) > 1.2 * len(engine.speak(spans, "ro").samples)


@pytest.mark.parametrize(
    ("spans", "language", "wanted"),
    [
        ((Span("Mergeți la ", "ro"), Span("Bürgeramt", "de"), Span(" mâine", "ro")), "ro", "bˈʏɾɡeːrˌamt"),
        ((Span("Отидете в ", "bg"), Span("Bürgeramt", "de"), Span(" утре", "bg")), "bg", "bˈʏɾɡeːrˌamt"),
        ((Span("Yarın ", "tr"), Span("Bürgeramt", "de"), Span("a gidin", "tr")), "tr", "bˈʏɾɡeːrˌamt"),
        ((Span("Dža ko ", "rmy"), Span("Bürgeramt", "de"), Span(" tehara", "rmy")), "rmy", "bˈʏɾɡeːrˌamt"),
    ],
)
def test_german_words_are_german_and_the_rest_is_as_before(engine, spans, language, wanted):
    said = engine.phonemes(spans, language)
    assert wanted in said
    for span in spans:
        if span.language == language:
            assert sounds(engine, span.text, language).replace(" ", "") in said.replace(" ", "")


# The words of research section 6: what they should sound like. c and cʰ are what the Hindi voice calls its ch sounds.
@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("phen", "pʰˈen"),
        ("them", "tʰˈem"),
        ("kher", "kʰˈeɾ"),
        ("bokh", "bˈokʰ"),
        ("čhavo", "cʰaʋˈo"),
        ("šukar", "ʃukˈaɾ"),
        ("žanav", "ʒanˈaʋ"),
        ("xav", "xˈaʋ"),
        ("rrakli", "raklˈi"),
        ("mothol", "motʰˈol"),
        ("čačo", "tʃatʃˈo"),
        ("džav", "dʒˈaʋ"),
        ("amenca", "amˈentsa"),
        ("cikno", "tsiknˈo"),
        ("škola", "ʃkˈola"),
        ("ŠKOLA", "ʃkˈola"),
        ("foro", "fˈoɾo"),
        ("karta", "kˈaɾta"),
        ("numero", "nˈumeɾo"),
        ("doktori", "doktˈoɾi"),
        ("kontrakto", "kontɾˈakto"),
        ("termino", "termˈino"),
        ("lila", "lilˈa"),
        ("le čhaveske", "le cʰaʋˈeske"),
        ("amenge", "amˈenɡe"),
        ("tuke", "tˈuke"),
        ("doktoreske", "dˌoktoɾˈeske"),
        ("djesa", "djesˈa"),
        ("Te aves ande Njamcija", "te aʋˈes ˌande njamtsˈija"),
    ],
)
def test_romanes_sounds_like_romanes(engine, word, wanted):
    assert sounds(engine, word, "rmy") == wanted


def test_romanes_never_falls_to_another_voice(engine):
    letters = "abcčdefghijklmnopqrsštuvwxyzžäöüßăâîșțşţçćğıśźëéáíóú"
    for letter in letters:
        said = sounds(engine, f"a{letter}a", "rmy")
        assert "(" not in said, letter
        assert len(said) > 2, letter


def test_no_other_espeak_is_used(tmp_path, espeak_values):
    """A machine may have its own espeak-ng: neither it nor LD_LIBRARY_PATH, PATH or ESPEAK_DATA_PATH may matter."""
    (tmp_path / "libespeak-ng.so").write_bytes(b"not a library")
    (tmp_path / "libespeak-ng.so.1").write_bytes(b"not a library")
    script = (
        "import sys\n"
        "from app.speech import espeak\n"
        "from app.ports.engine import Span\n"
        "engine = espeak.build({'data_dir': sys.argv[1], 'romanes_dir': sys.argv[2]})\n"
        "assert engine.speak((Span('Dža ko foro.', 'rmy'),), 'rmy').samples\n"
        "print({line.split(maxsplit=5)[-1].strip() for line in open('/proc/self/maps') if 'espeak' in line})\n"
    )
    elsewhere = {"PATH": str(tmp_path), "LD_LIBRARY_PATH": str(tmp_path), "ESPEAK_DATA_PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script, espeak_values["data_dir"], espeak_values["romanes_dir"]],
        env=elsewhere,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    package = Path(espeakng_loader.__file__).parent
    assert all(Path(path).is_relative_to(package) for path in eval(done.stdout))
    assert done.stderr == ""


def test_the_data_folder_is_small_and_made_once(engine, espeak_values):
    folders = list(Path(espeak_values["data_dir"]).iterdir())
    engine.speak((Span("Da.", "ro"),), "ro")
    assert sum(file.stat().st_size for folder in folders for file in folder.rglob("*")) < 1_500_000 * len(folders)
    assert list(Path(espeak_values["data_dir"]).iterdir()) == folders


def test_a_mistake_in_the_voice_is_told(tmp_path):
    voice = tmp_path / "voice"
    voice.mkdir()
    for name in espeak.ROMANES_SOURCES:
        (voice / name).write_bytes((ROOT / "locales/rmy/voice" / name).read_bytes())
    with (voice / "rmy_list").open("a") as file:
        file.write("xyz $$\u00a4\n")
    engine = espeak.build({"data_dir": str(tmp_path / "data"), "romanes_dir": str(voice)})
    with pytest.raises(EngineFailed, match="rmy_list"):
        engine.speak((Span("Dža.", "rmy"),), "rmy")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_changed_voice_is_another_voice_and_is_compiled_anew(tmp_path, engine):
    voice = tmp_path / "voice"
    voice.mkdir()
    for name in espeak.ROMANES_SOURCES:
        (voice / name).write_bytes((ROOT / "locales/rmy/voice" / name).read_bytes())
    with (voice / "rmy_list").open("a") as file:
        file.write("lila $1\n")
    changed = espeak.build({"data_dir": str(tmp_path / "data"), "romanes_dir": str(voice)})
    assert changed.voice("rmy") != engine.voice("rmy")
    assert sounds(changed, "lila", "rmy") == "lˈila"
    assert sounds(engine, "lila", "rmy") == "lilˈa"


def test_threads_take_turns(engine):
    texts = [
        ("Mergeți la primărie.", "ro"),
        ("Отидете в общината.", "bg"),
        ("Belediyeye gidin.", "tr"),
        ("Dža ko foro.", "rmy"),
    ]
    wanted = {language: len(engine.speak((Span(text, language),), language).samples) for text, language in texts}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        jobs = [
            (language, pool.submit(engine.speak, (Span(text, language),), language)) for text, language in texts * 8
        ]
        for language, job in jobs:
            assert len(job.result().samples) == pytest.approx(wanted[language], rel=0.1)


def speak_there(values, text, language):
    """Speak in another process; the engine is made there, or comes along where it was made before."""
    return os.getpid(), len(espeak.build(values).speak((Span(text, language),), language).samples)


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_processes_that_begin_together_make_one_folder(tmp_path, engine, way):
    engine.speak((Span("Da.", "ro"),), "ro")  # the parent has its library open
    values = {"data_dir": str(tmp_path / "data"), "romanes_dir": str(ROOT / "locales/rmy/voice")}
    context = multiprocessing.get_context(way)
    with concurrent.futures.ProcessPoolExecutor(4, mp_context=context) as pool:
        jobs = [pool.submit(speak_there, values, "Dža ko foro.", "rmy") for _ in range(8)]
        answers = [job.result(timeout=60) for job in jobs]
    assert all(count > 10000 for _, count in answers)
    assert os.getpid() not in {process for process, _ in answers}
    assert [folder.name for folder in (tmp_path / "data").iterdir()] == [engine._data.name]


def test_the_engine_can_be_sent_to_another_process(engine):
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(engine.voice, "ro").result(timeout=60) == engine.voice("ro")


def test_no_library_no_engine(monkeypatch):
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere/libespeak-ng.so")
    assert espeak.build({}) is None
