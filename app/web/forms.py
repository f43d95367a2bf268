"""Forms: what stands in one, and whether a page of ours sent it."""

from collections.abc import Mapping
from enum import Enum, auto
from urllib.parse import parse_qs, urlsplit

from fastapi import Request

OWN = {"same-origin", "none"}  # "none": typed or chosen by the person herself; www.w3.org/TR/fetch-metadata


class Sender(Enum):
    """Whose page a form came from. Programs do not say, nor do some browsers from before 2020."""

    OURS = auto()
    FOREIGN = auto()
    UNSAID = auto()


def came_from(headers: Mapping[str, str], public_url: str) -> Sender:
    """Read who sent a form; headers that contradict each other or name nobody are a stranger's."""
    if site := headers.get("sec-fetch-site"):
        return Sender.OURS if site in OWN else Sender.FOREIGN
    if "origin" not in headers:
        return Sender.UNSAID
    place = headers["origin"].partition("://")[2]
    known = {headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    return Sender.OURS if place in known else Sender.FOREIGN


async def fields(request: Request) -> dict[str, str]:
    """Read the fields of a form; of a field that came twice the first."""
    body = (await request.body()).decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
