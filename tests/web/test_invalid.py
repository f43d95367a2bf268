"""What does not fit is refused in words for whoever wrote the client: where, what, and what to do."""

import httpx
import pytest

from app.web.invalid import explain

pytestmark = pytest.mark.anyio
HEADER = "Send JSON with the header Content-Type: application/json."
ONE_OF_THREE = 'message: Send {"start": true}, {"text": "…"} or {"choice": id}'
CHAT, FEEDBACK = "/api/v1/chat", "/api/v1/feedback"


def helped(helpful: str) -> str:
    return f'{{"card": "kita", "lang": "ro", "helpful": {helpful}}}'


# Read as: where it is sent · the body · what is said of it.
WRONG = [
    (FEEDBACK, helped('"yes"'), "helpful: Input should be true or false"),
    (FEEDBACK, helped('"true"'), "helpful: Input should be true or false"),
    (FEEDBACK, helped("1"), "helpful: Input should be true or false"),
    (FEEDBACK, helped("null"), "helpful: Input should be true or false"),
    (CHAT, '{"message": {"start": 1}}', "message.start: Input should be true"),
    (CHAT, '{"message": {"start": 1.0}}', "message.start: Input should be true"),
    (CHAT, '{"message": {"start": false}}', "message.start: Input should be true"),
    (CHAT, '{"message": {"start": "true"}}', "message.start: Input should be true"),
    (CHAT, '{"message": {"text": 5}}', "message.text: Input should be a valid string"),
    (CHAT, '{"message": {"choice": ""}}', "message.choice: String should have at least 1 character"),
    (CHAT, '{"message": {"text": "a", "Loud": 1}}', "message.Loud: Extra inputs are not permitted"),
    (CHAT, '{"message": {"text": "a", "choice": "b"}}', ONE_OF_THREE),
    (CHAT, '{"message": {}}', ONE_OF_THREE),
    (CHAT, '{"message": "start"}', ONE_OF_THREE),
    (CHAT, "{}", "message: Field required"),
    (CHAT, "[]", "body: Input should be a JSON object"),
    (CHAT, '"{}"', "body: Input should be a JSON object"),
    (CHAT, "", "body: Field required"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "detail"), WRONG, ids=[f"{path[8:]} {body}" for path, body, _ in WRONG])
async def test_what_does_not_fit_is_named_as_it_was_sent(
    web: httpx.AsyncClient, path: str, body: str, detail: str
) -> None:
    answer = await web.post(path, content=body, headers={"Content-Type": "application/json; charset=utf-8"})
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_without_the_header_of_json_it_is_asked_for(web: httpx.AsyncClient, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    for path, body in ((CHAT, '{"message": {"start": true}}'), (FEEDBACK, helped("true")), (CHAT, "a=b")):
        answer = await web.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (422, HEADER)


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"])
async def test_every_header_of_json_will_do(web: httpx.AsyncClient, kind: str) -> None:
    answers = '{"stay": "some-months", "family": "at-home", "travel": "rarely"}'
    answer = await web.post("/api/v1/plan", content=answers, headers={"Content-Type": kind})
    assert answer.json() == {"plan": "circular"}


def test_a_few_wrong_values_are_named_and_not_all() -> None:
    wrong = [{"loc": ("query", f"a{n}"), "type": "missing", "msg": "Field required"} for n in range(9)]
    assert explain(wrong, "").split("; ") == [f"a{n}: Field required" for n in range(5)]
