"""The OpenAPI description, with the languages, cities and kinds of help that this installation really has."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI

from app.domain.language import ALIASES
from app.service.parts import Parts
from app.web.problems import Problem


def install(app: FastAPI, parts: Parts) -> None:
    """Let the description name the valid values, which come from content and not from code."""
    plain = app.openapi
    languages = tuple(parts.library.languages)
    valid = {
        "city": list(parts.library.cities),
        "need": sorted({need for place in parts.library.places for need in place.needs}),
        "partner": list(parts.library.partners),
    }

    def described() -> dict[str, Any]:
        schema: dict[str, Any] = plain()
        shapes = schema["components"]["schemas"]
        shapes["Problem"] = Problem.model_json_schema()  # FastAPI adds what routes answer with, and none names this
        for path in schema["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    if parameter["name"] == "lang":
                        _name_languages(parameter["schema"], languages)
                    elif named := valid.get(parameter["name"]):
                        for one in _strings(parameter["schema"]):
                            one["enum"] = named
        for shape in ("ChatIn", "FeedbackIn", "ListenedIn"):
            _name_languages(shapes[shape]["properties"]["lang"], languages)
        return schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way


def _strings(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Find the schema of a string, also of one that may be left out."""
    return (one for one in schema.get("anyOf", [schema]) if one.get("type") == "string")


def _name_languages(schema: dict[str, Any], ours: Sequence[str]) -> None:
    """Write what a language tag may be. No enum: clients that keep to one could send neither "rom" nor "ro-RO"."""
    kin = [alias for alias, code in ALIASES.items() if code in ours]
    told = f"{', '.join(ours)}; a region may follow, as in ro-RO, and is passed over"
    schema["description"] = told + "".join(f"; {alias} means {ALIASES[alias]}" for alias in kin)
    for one in _strings(schema):
        one["examples"] = list(ours)
        one["pattern"] = f"^({'|'.join((*ours, *kin))})([-_].*)?$"
