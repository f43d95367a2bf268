"""Wrong addresses that programs ask: a problem, where the pages would show them the choice of a language."""

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.web import api, chat, health, offline, sound, stats, webhooks
from app.web.problems import ProblemError

ROUTES = [route for module in (api, chat, health, offline, sound, stats, webhooks) for route in module.router.routes]
DOORS = ("api", "audio", "health", "metrics", "offline", "webhooks")
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

router = APIRouter(include_in_schema=False)


def nowhere(request: Request) -> None:
    """Say what is wrong with the address: the method, or all of it. Raises ProblemError 405 or 404."""
    known = [route for route in ROUTES if isinstance(route, APIRoute)]
    there = (route for route in known if route.matches(request.scope)[0] is Match.PARTIAL)
    if allowed := ", ".join(sorted({method for route in there for method in route.methods or ()})):
        raise ProblemError(405, "wrong-method", f"This address takes {allowed}.", headers={"Allow": allowed})
    raise ProblemError(404, "no-such-address", "There is nothing at this address. /openapi.json lists what there is.")


for door in DOORS:
    for path in (f"/{door}", f"/{door}/{{rest:path}}"):
        router.add_api_route(path, nowhere, methods=METHODS)
