"""Put the parts together: the one file that knows every part."""

from collections.abc import Mapping
from dataclasses import replace

import httpx

from app import settings as settings_module
from app.content.load import load
from app.domain.language import Language
from app.domain.operator import Operator
from app.language import model as models
from app.language import registry, reviews, spoken
from app.language.clips import Clips
from app.language.recordings import Recordings
from app.language.words import Words
from app.ports import discover
from app.ports.channel import Channel
from app.ports.engine import Engine
from app.ports.listener import Listener
from app.service.board import Board
from app.service.parts import Parts
from app.settings import Settings
from app.sources.integreat import ADDRESS, Integreat
from app.store.database import Database
from app.store.migrate import migrate
from app.store.vault import Vault, load_secret, look_up_secret

CONNECT_SECONDS = 5.0
SOURCE_SECONDS = 30.0


def build(settings: Settings, *, with_database: bool = True, with_key: bool = False) -> Parts:
    """Read content and languages, open the database, start channels and engines. Raises what is wrong, in words.

    Without database and key nothing is made under var/: who only looks, perhaps as another user, leaves nothing there.
    """
    folders = registry.read(settings.home / "locales")
    library = load(settings.home / "content")
    words = Words(folders, library.facts)
    languages = _in_order({code: folder.language for code, folder in folders.items()}, settings_module.of("speech"))
    library = replace(
        library,
        languages=languages,
        lexicons=words.lexicons(library),
        reviews=reviews.valid(library, words),
        model=models.find(settings.home / "locales" / models.NAME),
    )
    engines = _engines(settings)
    tables = {code: spoken.read(folder.path / "speech.toml") for code, folder in folders.items()}
    voices = {code: voice for code in folders if (voice := _voice(code, languages[code].speech, engines))}
    clips = Clips(
        settings.audio,
        Recordings(settings.recordings, settings.waiting),
        voices,
        lambda text, code: spoken.spans(text, code, tables[code], library.office_words),
    )
    find_secret = load_secret if with_database or with_key else look_up_secret
    secret = settings.secret_key.encode() or find_secret(settings.var / "secret")
    if with_database:
        settings.var.mkdir(parents=True, exist_ok=True)
        migrate(settings.database)
    database = Database(settings.database)
    board = Board(database if with_database else None)
    board.read()
    return Parts(
        home=settings.home,
        public_url=settings.public_url.rstrip("/"),
        library=library,
        words=words,
        clips=clips,
        engines=engines,
        channels=_channels(settings.vendor_seconds),
        database=database,
        vault=Vault(secret),
        listener=_listener(),
        operator=Operator(settings.operator, settings.operator_mail),
        board=board,
    )


def integreat() -> Integreat:
    """Make what asks Integreat; DROM_INTEGREAT_API_URL names another server."""
    client = httpx.Client(timeout=httpx.Timeout(SOURCE_SECONDS, connect=CONNECT_SECONDS), follow_redirects=True)
    return Integreat(client, settings_module.of("integreat").get("api_url", ADDRESS))


def _in_order(languages: Mapping[str, Language], wanted: Mapping[str, str]) -> Mapping[str, Language]:
    """Let DROM_SPEECH_<LANG> name a language's engines. Raises ValueError for a name that is none."""
    known = discover.modules("app.speech")
    for code in wanted.keys() - languages.keys():
        raise ValueError(f"DROM_SPEECH_{code.upper()}: there is no language {code}; there are {', '.join(languages)}")
    ordered = dict(languages)
    for code, language in languages.items():
        given = tuple(name.strip() for name in wanted.get(code, "").split(",") if name.strip())
        where = f"DROM_SPEECH_{code.upper()}" if given else f"locales/{code}/language.toml, speech"
        for name in given or language.speech:
            if name not in known:
                raise ValueError(f"{where}: there is no engine {name}; there are {', '.join(known)}")
        ordered[code] = replace(language, speech=given or language.speech)
    return ordered


def _engines(settings: Settings) -> Mapping[str, Engine]:
    """Make the engines that can run here. Their folders are ours unless a setting names others."""
    found: dict[str, Engine] = {}
    for name, module in discover.modules("app.speech").items():
        own = {
            "data_dir": str(settings.var / name),
            "voices_dir": str(settings.var / "voices" / name),
            "romanes_dir": str(settings.home / "locales" / "rmy" / "voice"),
            **settings_module.of(name),
        }
        engine: Engine | None = module.build(own)
        if engine is not None:
            found[engine.name] = engine
    return found


def _voice(code: str, order: tuple[str, ...], engines: Mapping[str, Engine]) -> str:
    """Name the voice that speaks a language: that of the first engine in its order that has one."""
    voices = (engines[name].voice(code) for name in order if name in engines)
    return next((voice for voice in voices if voice), "")


def _listener() -> Listener | None:
    """Make the first listener that has its settings. Raises ValueError where they are wrong."""
    made = (module.build(settings_module.of(name)) for name, module in discover.modules("app.hearing").items())
    return next((listener for listener in made if listener is not None), None)


def _channels(seconds: float) -> Mapping[str, Channel]:
    """Start the channels that have their settings; the others are off. A vendor has so many seconds to answer."""
    limits = httpx.Limits(max_connections=128, max_keepalive_connections=64)
    client = httpx.Client(limits=limits, timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)))
    found: dict[str, Channel] = {}
    for name, module in discover.modules("app.channels").items():
        channel: Channel | None = module.build(settings_module.of(name), client)
        if channel is not None:
            found[channel.name] = channel
    return found
