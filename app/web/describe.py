"""The OpenAPI description, with the languages, cities and kinds of help that this installation really has."""

from typing import Any

from fastapi import FastAPI

from app.service.parts import Parts


def install(app: FastAPI, parts: Parts) -> None:
    """Let the description name the valid values, which come from content and not from code."""
    plain = app.openapi
    valid = {
        "lang": list(parts.library.languages),
        "city": list(parts.library.cities),
        "need": sorted({need for place in parts.library.places for need in place.needs}),
        "partner": list(parts.library.partners),
    }

    def described() -> dict[str, Any]:
        schema: dict[str, Any] = plain()
        for path in schema["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    _name(parameter["schema"], valid.get(parameter["name"]))
        for shape in ("ChatIn", "FeedbackIn", "ListenedIn"):
            _name(schema["components"]["schemas"][shape]["properties"]["lang"], valid["lang"])
        return schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way


def _name(schema: dict[str, Any], valid: list[str] | None) -> None:
    """Write the valid values into the schema of a string that may be left out."""
    if valid:
        for one in schema.get("anyOf", [schema]):
            if one.get("type") == "string":
                one["enum"] = valid
