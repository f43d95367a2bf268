"""Serve clips: with Range, for ever the same under the same name."""

import re

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from app.web.asking import Wired
from app.web.problems import ProblemError

router = APIRouter(include_in_schema=False)
NAME = re.compile(r"(?:[a-z]{2,3}|joined)/(?:human-)?[0-9a-f]{24}|sign/(?:start|end)-\d+")
TYPES = {"ogg": "audio/ogg; codecs=opus", "mp3": "audio/mpeg"}
FOREVER = "public, max-age=31536000, immutable"


@router.get("/audio/{folder}/{file}")
def clip(parts: Wired, folder: str, file: str) -> Response:
    """Give a clip, or a part of it."""
    stem, _, form = file.rpartition(".")
    name = f"{folder}/{stem}"
    if form not in TYPES or not NAME.fullmatch(name):
        raise ProblemError(404, "no-such-clip", "There is no clip of this name.")
    path = parts.clips.ready(name, form)
    if not path.is_file():
        raise ProblemError(404, "no-such-clip", "This clip is not here (any more). Ask for the card again.")
    return FileResponse(path, media_type=TYPES[form], headers={"Cache-Control": FOREVER})
