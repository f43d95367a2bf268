"""Style, scripts, icons and fonts: named by their content in the pages, so that a browser keeps them for good."""

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from app.web.problems import ProblemError
from app.web.sound import FOREVER
from app.web.view import HERE, templates

FOLDER = HERE / "static"
FONTS_STAY = "public, max-age=2592000"  # a style sheet names its fonts without a hash; a changed font gets a new name
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
IMPORT = re.compile(rb'(?<= from ")\./([\w-]+\.js)(?=";)')

router = APIRouter(include_in_schema=False)


def digest(content: bytes) -> str:
    """Name a file by its content."""
    return hashlib.sha256(content).hexdigest()[:12]


def read(path: Path) -> bytes:
    """Read a static file as it goes out: a script names what it imports by its content too.

    So both are of one version, and what a page loads ahead by that address is loaded once.
    """
    content = path.read_bytes()
    if path.suffix != ".js":
        return content
    return IMPORT.sub(lambda found: static(found[1].decode()).encode(), content)


@cache
def static(name: str) -> str:
    """Give the address of a static file, with the hash of its content. Raises FileNotFoundError for a wrong name."""
    return f"/static/{name}?v={digest(read(FOLDER / name))}"


def find(name: str) -> Path:
    """Find a static file. Raises ProblemError 404 for what is none, or is not meant to be seen."""
    with suppress(ValueError, OSError):  # no file can have such a name: a zero byte in it, or too long
        path = (FOLDER / name).resolve()
        if path.is_relative_to(FOLDER.resolve()) and path.suffix in TYPES and path.is_file():
            return path
    raise ProblemError(404, "no-such-file", "There is no file of this name.")


@router.get("/static/{name:path}")
def file(name: str, v: str = "") -> Response:
    """Give a static file: for ever under the hash that it has now, with a question each time under any other."""
    path = find(name)
    content = read(path)
    otherwise = FONTS_STAY if path.suffix == ".woff2" else "no-cache"
    keep = FOREVER if v == digest(content) else otherwise
    return Response(content, media_type=TYPES[path.suffix], headers={"Cache-Control": keep})


templates.globals["static"] = static
