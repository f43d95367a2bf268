"""The OpenAPI description: it is whole and valid, and names what this installation takes, no less and no more."""

import json
import re
from typing import Any

import pytest
import schemathesis

from app.domain.language import ALIASES, canonical
from app.main import create_fastapi
from app.service.parts import Parts
from app.web import talk_schemas as schemas


@pytest.fixture(scope="module")
def told(parts: Parts) -> dict[str, Any]:
    return json.loads(json.dumps(create_fastapi(parts).openapi()))  # as it goes out


def refs(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(refs, node.values()))
    return set().union(*map(refs, node)) if isinstance(node, list) else set()


def find(told: dict[str, Any], ref: str) -> Any:
    node: Any = told
    for name in ref.removeprefix("#/").split("/"):
        node = node.get(name) if isinstance(node, dict) else None
    return node


def languages(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Find every place where a language is asked for."""
    operations = [operation for path in told["paths"].values() for operation in path.values()]
    asked = [one["schema"] for each in operations for one in each.get("parameters", ()) if one["name"] == "lang"]
    shapes = [told["components"]["schemas"][name] for name in ("ChatIn", "FeedbackIn", "ListenedIn")]
    return [*asked, *(shape["properties"]["lang"] for shape in shapes)]


def test_whatever_it_points_to_is_there(told: dict[str, Any]) -> None:
    found = refs(told)
    assert "#/components/schemas/Problem" in found
    assert [ref for ref in sorted(found) if not ref.startswith("#/") or find(told, ref) is None] == []


def test_it_is_valid_openapi(told: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(told).validate()


def test_an_error_has_the_shape_that_is_sent(told: dict[str, Any]) -> None:
    problem = told["components"]["schemas"]["Problem"]
    assert set(problem["required"]) == set(problem["properties"]) == {"type", "title", "status", "detail"}


def test_a_strict_client_can_send_every_tag_that_is_taken(told: dict[str, Any], parts: Parts) -> None:
    found = languages(told)
    assert len(found) == 8
    ours = tuple(parts.library.languages)
    tags = [*ours, *ALIASES, *(f"{code}-RO" for code in (*ours, *ALIASES)), "tr_TR", "rom-Latn-RO"]
    strange = ["xx", "r", "", "roo", "romani", "de1", "en-RO"]
    assert {canonical(tag) for tag in tags} == set(ours)
    assert not {canonical(tag) for tag in strange} & set(ours)
    for schema in found:
        (text,) = (one for one in schema.get("anyOf", [schema]) if one["type"] == "string")
        assert "enum" not in text
        assert text["examples"] == list(ours)
        assert [tag for tag in tags if not re.search(text["pattern"], tag)] == []
        assert [tag for tag in strange if re.search(text["pattern"], tag)] == []
        assert "rmw means rmy" in schema["description"]


def test_the_three_kinds_of_message_are_named(told: dict[str, Any]) -> None:
    message = told["components"]["schemas"]["ChatIn"]["properties"]["message"]
    assert [one["$ref"].rpartition("/")[2] for one in message["oneOf"]] == list(schemas.KINDS.values())
    start = told["components"]["schemas"]["StartIn"]["properties"]["start"]
    assert (start["type"], start["const"]) == ("boolean", True)
