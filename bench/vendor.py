"""A vendor that is often in trouble: Telegram and WhatsApp in one quick server, which remembers who got what.

Run by uvicorn as `bench.vendor:app`. POST /mode says how it behaves, GET /log tells what it saw.
"""

import asyncio
import hashlib
import hmac
import json
import random
import re
import time
from email import policy
from email.parser import BytesParser

import httpx

GOOD = {"bad": 0.0, "hang": 2.0, "limit": 0.0, "statuses": "on", "callback": [], "secret": "", "seed": 1}


class State:
    """How it behaves, and what it saw: [seconds, person, words, mark] of each message that a person got."""

    def __init__(self):
        self.reports = asyncio.Queue()
        self.reset({})

    def reset(self, mode):
        self.mode = {**GOOD, **mode}
        self.random = random.Random(self.mode["seed"])
        self.got, self.calls, self.answers = [], 0, {}


state = State()


async def app(scope, receive, send):
    """Answer one call, well or badly."""
    if scope["type"] == "lifespan":
        return await lifespan(receive, send)
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    path = scope["path"]
    if path == "/mode":
        state.reset(json.loads(body))
        status, answer = 200, {}
    elif path == "/change":
        state.mode.update(json.loads(body))
        status, answer = 200, {}
    elif path == "/log":
        status, answer = 200, {"got": state.got, "calls": state.calls, "answers": state.answers}
    else:
        status, answer = await misbehave(path, dict(scope["headers"]), body)
        if status is None:  # reset: the connection ends without an answer
            return None
    headers = [(b"content-type", b"application/json")]
    if status == 429:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
    return None


async def misbehave(path, headers, body):
    """Take a call; of the bad share a third each is refused, breaks or hangs, and half of the last two was taken."""
    state.calls += 1
    dice = state.random.random() / (state.mode["bad"] or 1e-9)
    taken = dice >= 1 or (dice >= 1 / 3 and state.random.random() < 0.5)
    answer = take(path, headers, body) if taken else {}
    if 2 / 3 <= dice < 1:
        await asyncio.sleep(state.mode["hang"])
    status = 200 if dice >= 1 else 429 if dice < 1 / 3 else 500
    state.answers[str(status)] = state.answers.get(str(status), 0) + 1
    return status, answer


def take(path, headers, body):
    """Bring a message to a person, and write down what she got."""
    fields = read(headers.get(b"content-type", b"").decode(), body)
    if "/bot" in path:
        if not path.endswith("answerCallbackQuery"):
            words = fields.get("caption") or fields.get("text") or ""
            state.got.append([time.time(), str(fields["chat_id"]), words.split("\n")[0], ""])
        return {"ok": True, "result": {"message_id": len(state.got)}}
    if path.endswith("/media"):
        return {"id": f"media-{state.calls}"}
    if fields.get("status") == "read":
        return {"success": True}
    mark, person = fields.get("biz_opaque_callback_data", ""), fields.get("to") or fields.get("recipient")
    words = fields.get("interactive", fields).get("body", fields.get("text", {}))
    words = words if isinstance(words, str) else words.get("text") or words.get("body") or "🔊"
    state.got.append([time.time(), str(person), words.split("\n")[0], mark])
    name = f"wamid.{len(state.got)}"
    state.reports.put_nowait((time.time(), name, mark, str(person)))
    return {"messaging_product": "whatsapp", "messages": [{"id": name}]}


def read(content_type, body):
    if not content_type.startswith("multipart"):
        return json.loads(body)
    parts = BytesParser(policy=policy.HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    found = {}
    for part in parts.iter_parts():
        name = re.search(r'name="([^"]+)"', part["content-disposition"]).group(1)
        found[name] = part.get_payload(decode=True).decode("utf-8", "replace")
    return found


async def lifespan(receive, send):
    """Report to the callback while the server runs."""
    await receive()
    reporter = asyncio.create_task(report())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    reporter.cancel()
    await send({"type": "lifespan.shutdown.complete"})


async def report():
    """Send a status for each message: at once, late, for half of them, or never, as the mode says."""
    async with httpx.AsyncClient(timeout=5) as client:
        tasks = set()
        while True:
            taken = await state.reports.get()
            task = asyncio.create_task(tell(client, *taken))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


async def tell(client, taken_at, name, mark, person):
    mode = state.mode["statuses"]
    if mode == "off" or not state.mode["callback"] or (mode == "half" and state.random.random() < 0.5):
        return
    await asyncio.sleep(state.random.uniform(15, 40) if mode == "late" else state.random.uniform(0.1, 1.0))
    status = {"id": name, "status": "sent", "timestamp": str(int(taken_at)), "recipient_id": person}
    status["biz_opaque_callback_data"] = mark
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}, "statuses": [status]}
    entry = [{"id": "1", "changes": [{"field": "messages", "value": value}]}]
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
    digest = hmac.new(state.mode["secret"].encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}
    for attempt in range(8):  # as vendors do: again until it is taken
        try:
            url = state.mode["callback"][attempt % len(state.mode["callback"])]
            if (await client.post(url, content=body, headers=headers)).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(min(4, 0.2 * 2**attempt))
