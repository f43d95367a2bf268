"""Read who asks from the query: language, plan, stage, origin, city. Whatever is not known is named."""

from dataclasses import replace
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator

from app.domain.language import canonical
from app.domain.person import Origin, Person, Plan, Stage
from app.service.parts import Parts
from app.web.problems import unknown

Kind = TypeVar("Kind")
# A form sends what is left empty as "plan="; that says as little as to leave it out.
Given = Annotated[Kind | None, BeforeValidator(lambda value: value or None)]


async def parts_of(request: Request) -> Parts:
    """Give the parts that the application was made with. Async, since FastAPI hands anything else to a thread."""
    parts: Parts = request.app.state.parts
    return parts


Wired = Annotated[Parts, Depends(parts_of)]


def language_of(tag: str, parts: Parts) -> str:
    """Bring a language tag to one of ours. Raises 422 with the valid ones."""
    code = canonical(tag)
    if code not in parts.library.languages:
        raise unknown(422, "language", tag, tuple(parts.library.languages))
    return code


def city_of(city: str | None, parts: Parts) -> str | None:
    """Check a city. Raises 422 with the valid ones."""
    if city and city not in parts.library.cities:
        raise unknown(422, "city", city, tuple(parts.library.cities))
    return city or None


async def ask_language(parts: Wired, lang: Annotated[str, Query(description="a language tag")]) -> str:
    """Read the language."""
    return language_of(lang, parts)


async def ask_known(
    parts: Wired,
    plan: Annotated[Given[Plan], Query(description="what she plans; leave it out where she has not said")] = None,
    stage: Annotated[Given[Stage], Query(description="where on the road she is")] = None,
    origin: Annotated[Given[Origin], Query(description="which home rules apply")] = None,
    city: Annotated[str | None, Query(description="a city of content/cities")] = None,
) -> Person:
    """Read what is known of a person before her language."""
    return Person("", plan, stage, origin, city_of(city, parts))


Known = Annotated[Person, Depends(ask_known)]


async def ask_person(language: Annotated[str, Depends(ask_language)], known: Known) -> Person:
    """Read the whole person."""
    return replace(known, language=language)


Lang = Annotated[str, Depends(ask_language)]
Asking = Annotated[Person, Depends(ask_person)]
