"""Deliver thousands of messages as a vendor would: repeated, shuffled, in parallel, until each is acknowledged; then count."""

import asyncio
import hashlib
import hmac
import json
import random
import statistics
import time
from dataclasses import dataclass, field
from functools import cache

import httpx

from app.settings import Settings
from app.wiring import build
from bench.service import HOOK

PARALLEL = 24
BASE = 70_000_000  # the numbers of people who do not exist


@dataclass(frozen=True)
class Deed:
    """One tap on a card by one person. `at` is when she did it, in Unix seconds by the vendor."""

    number: int
    person: int
    card: str
    at: int


@dataclass
class Ride:
    """What the driver saw: seconds until each acknowledgement, and when each deed was first sent and acknowledged."""

    waits: list = field(default_factory=list)
    spans: dict = field(default_factory=dict)
    refusals: dict = field(default_factory=dict)
    seconds: float = 0.0

    def percentile(self, share):
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


@cache
def titles():
    """Name each card by the first line of its answer in Romanian."""
    made = build(Settings(database_url="sqlite:///:memory:", secret_key="bench"), with_database=False)
    cards = made.library.cards.values()
    return {card.id: f"{card.emoji} {made.words.say(card.title, 'ro')}" for card in cards}


def deeds(count, each=4, seed=1):
    """Let people tap `each` different cards, one a second."""
    dice = random.Random(seed)
    cards, now = sorted(titles()), int(time.time()) - 600
    people = range(BASE, BASE + -(-count // each))
    found = [(person, card, at) for person in people for at, card in enumerate(dice.sample(cards, each))]
    return [Deed(number, who, card, now + at) for number, (who, card, at) in enumerate(found[:count], 1)]


def shuffled(made, repeats, seed=1, near=60):
    """Repeat a share of the deliveries and put them out of order, as far as vendors do: by some places."""
    dice = random.Random(seed)
    again = dice.sample(made, int(len(made) * repeats))
    placed = [(deed.number + dice.uniform(0, near), deed) for deed in (*made, *again)]
    return [deed for _, deed in sorted(placed, key=lambda pair: pair[0])]


def telegram(deed):
    """Write one tap as Telegram delivers it."""
    sender = {"id": deed.person, "is_bot": False, "first_name": "A"}
    chat = {"id": deed.person, "type": "private"}
    query = {"id": str(deed.number), "from": sender, "message": {"message_id": 1, "date": deed.at, "chat": chat}}
    body = {"update_id": deed.number, "callback_query": {**query, "data": f"card:{deed.card}"}}
    return json.dumps(body).encode(), {"X-Telegram-Bot-Api-Secret-Token": HOOK}


def whatsapp(deed):
    """Write one tap as WhatsApp delivers it."""
    reply = {"type": "list_reply", "list_reply": {"id": f"card:{deed.card}", "title": "A"}}
    message = {"from": str(deed.person), "id": f"wamid.in.{deed.number}", "timestamp": str(deed.at)}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": "1"},
        "contacts": [{"profile": {"name": "A"}, "wa_id": str(deed.person)}],
        "messages": [{**message, "type": "interactive", "interactive": reply}],
    }
    entry = [{"id": "1", "changes": [{"field": "messages", "value": value}]}]
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
    return body, {"X-Hub-Signature-256": f"sha256={hmac.new(HOOK.encode(), body, hashlib.sha256).hexdigest()}"}


WIRES = {"telegram": telegram, "whatsapp": whatsapp}


async def drive(service, channel, deliveries, at_progress=(), parallel=PARALLEL, patience=120.0):
    """Send all, each again until it is acknowledged. `at_progress`: (share, function) to be called on the way."""
    ride, waiting, left = Ride(), list(reversed(deliveries)), sorted(at_progress, key=lambda pair: pair[0])
    urls = [f"{server.url}/webhooks/{channel}" for server in service.servers]
    limits = httpx.Limits(max_connections=parallel, max_keepalive_connections=parallel)
    begun = time.monotonic()

    async def work(number, client):
        while waiting:
            deed = waiting.pop()
            await deliver(ride, client, urls[number % len(urls)], channel, deed, patience)

    async def watch():
        for share, deed in left:
            while len(waiting) > len(deliveries) * (1 - share):  # noqa: ASYNC110  # a look now and then is enough
                await asyncio.sleep(0.01)
            await asyncio.to_thread(deed)

    async with httpx.AsyncClient(limits=limits, timeout=30) as client:
        watching = asyncio.create_task(watch())
        await asyncio.gather(*(work(number, client) for number in range(parallel)))
        await watching
    ride.seconds = time.monotonic() - begun
    return ride


async def deliver(ride, client, url, channel, deed, patience):
    """Send one delivery until it is acknowledged, as vendors do."""
    body, headers = WIRES[channel](deed)
    first, pause = time.monotonic(), 0.05
    while time.monotonic() - first < patience:
        sent = time.monotonic()
        try:
            status = (await client.post(url, content=body, headers=headers)).status_code
        except httpx.HTTPError:
            status = 0
        if status == 200:
            now = time.monotonic()
            ride.waits.append(now - sent)
            old = ride.spans.get(deed.number, (sent, now))
            ride.spans[deed.number] = (min(old[0], sent), min(old[1], now))
            return
        ride.refusals[status] = ride.refusals.get(status, 0) + 1
        await asyncio.sleep(pause)
        pause = min(1.0, pause * 2)


def judge(service, channel, made, ride, drained):
    """Count what came of it. Reads like the table of the fault list."""
    by_title = {title: card for card, title in titles().items()}
    got: dict = {}
    for at, person, words, _ in service.log()["got"]:
        if words in by_title:
            got.setdefault((int(person), by_title[words]), []).append(at)
    acked = [deed for deed in made if deed.number in ride.spans]
    outbox = service.outbox()
    answers = [len(got.get((deed.person, deed.card), ())) for deed in acked]
    result = {
        "acknowledged": len(acked),
        "unanswered": answers.count(0),
        "lost": max(0, answers.count(0) - outbox.get("replaced", 0) - outbox.get("parked", 0)),
        "twice": sum(count > 1 for count in answers),
        "out of order": disorder(acked, got, ride),
        "ack p50 ms": round(statistics.median(ride.waits) * 1000, 1),
        "ack p99 ms": round(ride.percentile(0.99), 1),
        "acks/s": round(len(ride.waits) / ride.seconds),
        "drained s": None if drained is None else round(drained, 1),
        **{f"outbox {status}": n for status, n in sorted(outbox.items())},
        **{f"HTTP {status}": n for status, n in sorted(ride.refusals.items())},
    }
    if channel == "whatsapp":  # only there is it told when she tapped
        result["sessions wrong"] = wrong(service, channel, acked)
    return result


def disorder(acked, got, ride):
    """Count the pairs of one person where what was acknowledged before the other was sent came after it."""
    people: dict = {}
    for deed in acked:
        times = got.get((deed.person, deed.card))
        if times:
            people.setdefault(deed.person, []).append((*ride.spans[deed.number], min(times)))
    return sum(a[1] < b[0] and a[2] > b[2] for them in people.values() for a in them for b in them)


def wrong(service, channel, acked):
    """Count the people who do not stand where their newest tap leads."""
    newest: dict = {}
    for deed in acked:
        if deed.person not in newest or newest[deed.person].at < deed.at:
            newest[deed.person] = deed
    states = service.states(channel, newest)
    return sum(states[who] is None or states[who].card != deed.card for who, deed in newest.items())
