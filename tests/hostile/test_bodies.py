"""Bodies that are no forms, and texts no database takes: whoever sends them hears so, and nothing of ours fails (M32)."""

import pytest

from node.web.routes import ROUTES
from tests.hostile.doors import filled
from tests.hostile.story import Scene, Visitor, reader, shared

FORM = "application/x-www-form-urlencoded"
TAKING = sorted({(method, path) for method, path, _ in ROUTES if method not in {"GET", "HEAD"}})

_PART = b'--x\r\nContent-Disposition: form-data; name="code"%s\r\n\r\nabc\r\n--x--\r\n'
UNREADABLE = {
    "no text": (FORM, b"code=\xff\xfe&text=\xff"),
    "in letters nobody knows": (f"{FORM}; charset=nonsense", b"code=a"),
    "in what is no letters": (f"{FORM}; charset=base64", b"code=a"),
    "parts without a boundary": ("multipart/form-data", b"code=a"),
    "parts with another boundary": ("multipart/form-data; boundary=x", b"--y\r\n\r\ncode=a"),
    "a part without a name": ("multipart/form-data; boundary=x", b"--x\r\n\r\ncode=a\r\n--x--\r\n"),
    "a part that is odd": ("multipart/form-data; boundary=x", _PART % b"\r\nContent-Transfer-Encoding: nonsense"),
    "a part of no base64": ("multipart/form-data; boundary=x", _PART % b"\r\nContent-Transfer-Encoding: base64"),
    "a part in letters nobody knows": (
        "multipart/form-data; boundary=x",
        _PART % b"\r\nContent-Type: text/plain; charset=nonsense",
    ),
    "parts within parts": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\na\r\n--y--\r\n--x--\r\n",
    ),
    "no JSON": ("application/json", b'{"code": "\xff'),
    "JSON of nothing": ("application/json", b"[null]"),
}
NAMES = (
    "abgesagt adresse alles an angabe anschrift antwort antwort_auf beginn beginn-zeit berichtigung bild"
    " bild-alt bis code dauer eilig email ende fediverse form geheimnis grund hinweis kanal ki lage leicht"
    " link mehrere name neue neues online ort passwort plaetze rhythmus schluss schluss-zeit sichtbar sitzung"
    " sprache stufe text text-en titel titelbild-alt tun ueber weiter wert wochenbrief zeitpunkt ziel zitat"
    " zurueck"
).split()

ODD = {"a NUL": "a\0b@c.test", "a number too large": "9" * 19, "digits of others": "\u0661\u00b2", "long": "9" * 20_000}


@shared
@pytest.mark.parametrize(("method", "path"), TAKING)
@pytest.mark.parametrize("who", ["alice", "reader"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_a_body_that_cannot_be_read_is_refused(
    scene: Scene, alice: Visitor, method: str, path: str, who: str, accept: str
) -> None:
    address = scene.node.url(filled(path, id=str(scene.post.id), name="alice", handle="alice"))
    cookies = alice.cookie if who == "alice" else {}
    wrong = {}

    for how, (kind, body) in UNREADABLE.items():
        headers = {"Content-Type": kind, "Accept": accept}
        async with scene.node.session.request(
            method, address, data=body, headers=headers, cookies=cookies, allow_redirects=False
        ) as answer:
            if answer.status >= 500:
                wrong[how] = (answer.status, await answer.text())

    assert wrong == {}


@shared
@pytest.mark.parametrize("path", [path for method, path in TAKING if method == "POST" and not path.startswith("/api/")])
@pytest.mark.parametrize("what", ODD)
async def test_an_odd_value_in_a_form_is_no_error_of_ours(scene: Scene, alice: Visitor, path: str, what: str) -> None:
    """PostgreSQL can store no NUL, and cannot even be asked for one; nor for a number it cannot hold."""
    address = filled(path, id=str(scene.post.id), name="alice", handle="alice")
    wrong = {}

    for name in NAMES:
        for visitor in (alice, reader(scene.node)):
            answer = await visitor.post(address, {**dict.fromkeys(NAMES, "a"), name: ODD[what]})
            if answer.status >= 500:
                wrong[name] = answer.status

    assert wrong == {}
