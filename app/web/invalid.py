"""What is wrong with a request that does not fit, in words for whoever wrote the client."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST = 5  # wrong values named at once
WORDS = {  # of Pydantic, which speaks to people who write Python
    "model_attributes_type": "Input should be a JSON object",
    "bool_type": "Input should be true or false",
}


def explain(wrong: Sequence[Mapping[str, Any]], content_type: str) -> str:
    """Say what is wrong, and where; what comes without the header that says JSON is not read as such."""
    if not _is_json(content_type) and any(
        item["loc"] == ("body",) and item["type"] == "model_attributes_type" for item in wrong
    ):
        return "Send JSON with the header Content-Type: application/json."
    return "; ".join(f"{_place(item['loc'])}: {WORDS.get(item['type'], item['msg'])}" for item in wrong[:MOST])


def _place(where: Sequence[str | int]) -> str:
    """Name a value as it stands in the request; a capital on the way to it begins the name of a class of ours."""
    *way, last = map(str, where[1:] or where)
    return ".".join([*(name for name in way if not name[:1].isupper()), last])


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
