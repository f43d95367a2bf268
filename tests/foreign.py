"""A site that is not ours, on a port of its own: one page under a strict policy, with the widget's one line."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

CENTRE = "example-centre"
POLICY = "default-src 'none'; style-src 'self'; script-src {drom}; frame-src {drom}; base-uri 'none'"
UGLY = """
* { color: lime !important; font: 7px cursive !important; background: none !important; all: unset }
div, button, dialog, iframe, section { display: none !important; visibility: hidden !important; opacity: 0 !important;
  width: 1px !important; height: 1px !important; position: absolute !important; left: -9999px !important }
html { font-size: 4px }
"""


class Site(http.server.BaseHTTPRequestHandler):
    """A partner's own site: one page under a strict policy, and its style."""

    def __init__(self, pages: dict[str, str], policy: str, *given: object) -> None:
        self.pages, self.policy = pages, policy
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        found = self.pages.get(self.path)
        self.send_response(200 if found is not None else 204)
        self.send_header("Content-Type", "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write((found or "").encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site(pages: dict[str, str], drom: str, port: int = 0) -> Iterator[str]:
    handler = functools.partial(Site, pages, POLICY.format(drom=drom))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def line(drom: str, options: str = "") -> str:
    return f'<script src="{drom}/widget/{CENTRE}.js" {options} async></script>'


def page_of(body: str, lang: str = "de", style: str = "") -> str:
    head = f'<meta charset="utf-8"><title>Centre</title>{style}'
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body><a href="#x">first</a>{body}</body></html>'
