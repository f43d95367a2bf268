"""Serve clips: with Range, for ever the same under the same name."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse

from app.web.asking import Wired
from app.web.compiled import knows
from app.web.problems import ProblemError

router = APIRouter(include_in_schema=False)
NAME = re.compile(r"(?:[a-z]{2,3}|joined)/(?:human-)?[0-9a-f]{24}|sign/(?:start|end)-\d{1,4}")
SPAN = re.compile(r"(\d{1,15})-(\d{0,15})|-(\d{1,15})")
MOST_SPANS = 10  # players ask for one; who asks for many gets all
TYPES = {"ogg": "audio/ogg; codecs=opus", "mp3": "audio/mpeg"}
FOREVER = "public, max-age=31536000, immutable"


@router.get("/audio/{folder}/{file}")
def clip(request: Request, parts: Wired, folder: str, file: str) -> Response:
    """Give a clip, or a part of it, or the news that it has not changed."""
    stem, _, form = file.rpartition(".")
    name = f"{folder}/{stem}"
    if form not in TYPES or not NAME.fullmatch(name):
        raise ProblemError(404, "no-such-clip", "There is no clip of this name.")
    path = parts.clips.ready(name, form)
    if not path.is_file():
        raise ProblemError(404, "no-such-clip", "This clip is not here (any more). Ask for the card again.")
    about = path.stat()
    found = FileResponse(path, media_type=TYPES[form], headers={"Cache-Control": FOREVER}, stat_result=about)
    if knows(request.headers.get("if-none-match", "").encode("latin-1"), found.headers["etag"].encode("latin-1")):
        return NotModifiedResponse(found.headers)
    if asked := request.headers.get("range"):
        _ask_for(request, satisfiable(asked, about.st_size))
    return found


def satisfiable(asked: str, size: int) -> str:
    """Read a Range header: the parts of it that `size` bytes have; empty where it is none and to be ignored.

    Raises ProblemError 416 where it is a range, and nothing of it is there (RFC 9110, sections 14.1.2 and 14.2).
    """
    unit, _, wanted = asked.partition("=")
    spans = [SPAN.fullmatch(span.strip()) for span in wanted.split(",") if span.strip()]
    if unit.lower() != "bytes" or not 0 < len(spans) <= MOST_SPANS:
        return ""
    there = []
    for span in spans:
        if span is None or (span[1] and span[2] and int(span[1]) > int(span[2])):
            return ""
        if int(span[1]) < size if span[1] else int(span[3]):
            there.append(span[0])
    if not there:
        detail = f"The clip has {size} bytes; ask for some of these."
        raise ProblemError(416, "range", detail, headers={"Content-Range": f"bytes */{size}"})
    return f"bytes={','.join(there)}"


def _ask_for(request: Request, wanted: str) -> None:
    """Let the file's answer see this Range header and no other; it refuses what it should ignore."""
    others = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
    request.scope["headers"] = [*others, (b"range", wanted.encode())] if wanted else others
