"""The example configuration for nginx, read and run by nginx itself, in front of a node that does not answer.

Only addresses, ports and folders are replaced by those of the test.
"""

import asyncio
import re
import shutil
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from yarl import URL

from node.web.static_copy import COPIES
from tests.clock import Clock
from tests.media.files import make_file
from tests.ports import lasting_ports
from tests.remote import FakeServer
from tests.web.browser import Page
from tests.world import start_world

_EXAMPLE = Path(__file__).parents[2] / "docs" / "admin" / "nginx.conf"
_NAME = "social.musterhausen.example"
_NGINX = shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")

pytestmark = pytest.mark.skipif(_NGINX is None, reason="nginx is not installed")


@dataclass(frozen=True, slots=True)
class _Front:
    """`copies`: the folder `static-copy` of the node."""

    config: Path
    copies: Path
    port: int


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _NAME)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture
def front(tmp_path: Path) -> _Front:
    """The example with the addresses of the test, and nobody where the node would answer."""
    plain = lasting_ports(3)
    tls, node = plain + 1, plain + 2
    copies = tmp_path / "static-copy"
    copies.mkdir()
    tmp_path.chmod(0o755)
    _certificate(tmp_path)
    example = _EXAMPLE.read_text()
    for theirs, ours in (
        ("listen [::]:", "# listen [::]:"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{node};"),
        (f"/etc/letsencrypt/live/{_NAME}", str(tmp_path)),
        ("/var/lib/allmende/static-copy", str(copies)),
        ("include mime.types;", "include /etc/nginx/mime.types;"),
    ):
        assert theirs in example, theirs
        example = example.replace(theirs, ours)
    kept = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"daemon off;\nmaster_process off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{kept}{example}\n}}\n"
    )
    return _Front(config, copies, tls)


async def _nginx(front: _Front, *more: str) -> asyncio.subprocess.Process:
    assert _NGINX is not None
    return await asyncio.create_subprocess_exec(
        _NGINX, "-p", str(front.config.parent), "-e", str(front.config.parent / "error.log"),
        "-c", str(front.config), *more,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


@pytest.fixture
async def running(front: _Front) -> AsyncIterator[_Front]:
    nginx = await _nginx(front)
    try:
        async with asyncio.timeout(10):
            while nginx.returncode is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", front.port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.02)
                else:
                    writer.close()
                    await writer.wait_closed()
                    break
        yield front
    finally:
        if nginx.returncode is None:
            nginx.terminate()
        await nginx.communicate()


def _reader(running: _Front) -> aiohttp.ClientSession:
    trusting = ssl.create_default_context(cafile=str(running.config.parent / "fullchain.pem"))
    trusting.check_hostname = False
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trusting), headers={"Host": _NAME, "Accept": "text/html"}
    )


async def test_nginx_understands_the_example(front: _Front) -> None:
    nginx = await _nginx(front, "-t")

    said, _ = await nginx.communicate()

    assert nginx.returncode == 0, said.decode()
    assert b"[warn]" not in said, said.decode()


async def test_while_the_node_is_away_its_copies_are_shown_and_else_a_page_that_says_so(running: _Front) -> None:
    (running.copies / "index.de.html").write_text("<h1>Kopie</h1>")
    (running.copies / "index.en.html").write_text("<h1>Copy</h1>")
    (running.copies / "503.de.html").write_text("<h1>Gleich wieder da</h1>")
    base = f"https://127.0.0.1:{running.port}"

    async with _reader(running) as reader:
        async with (
            reader.get(f"{base}/") as german,
            reader.get(f"{base}/", headers={"Accept-Language": "en"}) as english,
            reader.get(f"{base}/?lang=en", headers={"Accept-Language": "de"}) as chosen,
            reader.get(f"{base}/?lang=de", headers={"Accept-Language": "en"}) as chosen_german,
        ):
            shown = await german.text(), await english.text(), await chosen.text(), await chosen_german.text()
        async with reader.get(f"{base}/@rathaus") as missing:
            told = await missing.text()
        async with (
            reader.get(f"{base}/", headers={"Accept": "application/activity+json"}) as server,
            reader.post(f"{base}/", data={"a": "b"}) as form,
        ):
            await asyncio.gather(server.read(), form.read())
        async with reader.get(f"{base}/503.de.html") as asked:
            await asked.read()

    assert shown == ("<h1>Kopie</h1>", "<h1>Copy</h1>", "<h1>Copy</h1>", "<h1>Kopie</h1>")
    assert "default-src 'none'" in german.headers["Content-Security-Policy"]
    assert german.headers["Cache-Control"] == "no-store"
    assert (german.status, english.status) == (200, 200)
    assert (server.status, form.status) == (503, 503)
    assert (missing.status, told) == (503, "<h1>Gleich wieder da</h1>")
    assert missing.headers["Retry-After"] == "60"
    assert asked.status == 404


async def test_in_a_crisis_a_page_has_its_pictures_its_style_and_its_letters(
    running: _Front, database_url: str, clock: Clock, there: FakeServer, tmp_path: Path
) -> None:
    """The node wrote its copies and is gone: all that the page of a post asks for comes from nginx."""
    wanted = {"static_copy": {"enabled": True}}
    async with start_world("here.test", database_url, clock, there, tmp_path, **wanted) as world:
        alice = await world.create("alice")
        media = await make_file(world, alice, b"gross", preview="klein")
        post = await world.post(alice, "Das Wasser steigt.", media=(media,))
        await world.app[COPIES][0].step()
    base = f"https://127.0.0.1:{running.port}"

    async with _reader(running) as reader:
        async with reader.get(f"{base}/@alice/{post.id}") as answer:
            page = Page(await answer.text())
        [style] = [each for each in page.sources if each.endswith("/style.css")]
        async with reader.get(base + style) as answer:
            letters = re.findall(r"url\([\"']?([^)\"']+\.woff2)", await answer.text())
        needed = {each for each in page.sources if each.startswith("/")}
        needed |= {str(URL(style).join(URL(each))) for each in letters}
        got = {}
        for address in needed:
            async with reader.get(base + address, headers={"Accept": "*/*"}) as answer:
                got[address] = (answer.status, answer.content_type, await answer.read())

    assert "Das Wasser steigt." in page.text
    assert letters
    assert {status for status, _, _ in got.values()} == {200}
    assert {kind for _, kind, _ in got.values()} == {"text/css", "font/woff2", "image/svg+xml", "image/webp"}
    assert got[f"/media/{media.preview_name}"][2] == b"klein"
