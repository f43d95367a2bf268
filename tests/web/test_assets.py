"""Static files and what puts Drom on a home screen: right kinds, kept for good under their hash, unharmed."""

import re
import struct
from pathlib import Path

import pytest

from app.main import create_fastapi
from app.service.parts import Parts
from app.web import assets
from app.web.compiled import Compiled
from tests.web.test_layers import client

pytestmark = pytest.mark.anyio
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def kept(parts: Parts) -> Compiled:
    return Compiled(create_fastapi(parts), lambda: 0)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("drom.css", "text/css"),
        ("drom.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
        ("icon-192.png", "image/png"),
    ],
)
async def test_a_file_is_kept_for_good_under_its_hash_and_asked_for_under_any_other(
    kept: Compiled, name: str, kind: str
) -> None:
    content = (assets.FOLDER / name).read_bytes()
    async with client(kept) as web:
        for _ in range(2):
            by_hash = await web.get(assets.static(name))
            assert by_hash.content == content
            assert by_hash.headers["content-type"].startswith(kind)
            assert by_hash.headers["cache-control"] == FOREVER
            for address in (f"/static/{name}", f"/static/{name}?v=000000000000"):
                plain = await web.get(address)
                assert plain.headers["cache-control"] == "no-cache"
                assert len(plain.headers.get_list("etag")) == 1
                again = await web.get(address, headers={"If-None-Match": plain.headers["etag"]})
                assert again.status_code == 304


async def test_a_script_names_what_it_imports_by_its_content(kept: Compiled) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in assets.FOLDER.glob("*.js")}
    importing = [name for name, text in files.items() if re.search("^import ", text, re.MULTILINE)]
    assert {"chat.js", "keep-page.js"} <= set(importing)
    async with client(kept) as web:
        for name in importing:
            answer = await web.get(assets.static(name))
            assert answer.headers["cache-control"] == FOREVER
            found = re.findall(r'^import .* from "(.*)";', answer.text, re.MULTILINE)
            assert found, name
            for address in found:
                assert address == assets.static(address.split("/")[2].split("?")[0])
                assert (await web.get(address)).headers["cache-control"] == FOREVER


async def test_a_font_comes_through_unharmed(kept: Compiled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    font = b"wOF2" + bytes(range(256)) * 8
    (tmp_path / "letters.woff2").write_bytes(font)
    async with client(kept) as web:
        for _ in range(2):
            answer = await web.get("/static/letters.woff2", headers={"Accept-Encoding": "gzip"})
            assert answer.content == font
            assert answer.headers["content-type"] == "font/woff2"
            assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("name", ["nothing.css", "../templates/base.html", "..%2fview.py", "", ".", "secret.toml"])
async def test_what_is_no_static_file_is_not_found_and_not_kept(kept: Compiled, name: str) -> None:
    async with client(kept) as web:
        assert (await web.get(f"/static/{name}")).status_code == 404
    assert kept.answers == {}


def test_a_wrong_name_in_a_template_is_no_address() -> None:
    with pytest.raises(FileNotFoundError):
        assets.static("nothing.css")


def test_every_file_has_a_kind() -> None:
    kinds = {path.suffix for path in assets.FOLDER.rglob("*") if path.is_file()}
    assert kinds - assets.TYPES.keys() == set(), "name the kind in assets.TYPES: browsers are told not to guess"


@pytest.mark.parametrize(
    ("address", "start"),
    [("/manifest.webmanifest", "/"), ("/p/example-county/manifest.webmanifest", "/p/example-county"), ("/ro/manifest.webmanifest?plan=circular", "/ro?plan=circular"), ("/bg/manifest.webmanifest", "/bg")],
)  # fmt: skip
async def test_the_home_screen_begins_where_she_is(kept: Compiled, address: str, start: str) -> None:
    async with client(kept) as web:
        answer = await web.get(address)
        said = answer.json()
        assert answer.headers["content-type"].startswith("application/manifest+json")
        assert (said["start_url"], said["id"], said["short_name"], said["display"]) == (
            start,
            "/",
            "Drom",
            "standalone",
        )
        for icon in said["icons"]:
            picture = (await web.get(icon["src"])).content
            if icon["type"] == "image/png":
                assert icon["sizes"] == "{}x{}".format(*struct.unpack(">II", picture[16:24]))
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}


async def test_of_no_partner_there_is_no_manifest(kept: Compiled) -> None:
    async with client(kept) as web:
        assert (await web.get("/p/nobody/manifest.webmanifest")).status_code == 404


async def test_pages_name_the_manifest_that_fits(kept: Compiled) -> None:
    async with client(kept) as web:
        for page, manifest in (
            ("/", "/manifest.webmanifest"),
            ("/ro?plan=settle", "/ro/manifest.webmanifest?plan=settle"),
            ("/p/example-county", "/p/example-county/manifest.webmanifest"),
            ("/ro?partner=example-county", "/ro/manifest.webmanifest?partner=example-county"),
        ):
            html = (await web.get(page)).text
            assert re.search(r'rel="manifest" href="([^"]+)"', html)[1] == manifest
