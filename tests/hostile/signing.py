"""How the hostile rows sign: really, by hand, over exactly what a row says, so that a row can leave out, double or twist any part."""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from tests.hostile.story import Scene, now
from tests.remote import ACTIVITY_JSON, Answer

USUAL = ("(request-target)", "host", "date", "digest")


def body_of(scene: Scene) -> bytes:
    return json.dumps(scene.bob.follow(scene.alice)).encode()


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def inbox(scene: Scene) -> str:
    return scene.node.url("/inbox")


async def send_cavage(
    scene: Scene,
    covered: Sequence[str] = USUAL,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    body: bytes | None = None,
    target: str = "post /inbox",
    sign: Callable[[bytes], bytes] | None = None,
    rewrite: Callable[[str], str] = str,
    to: str = "",
    extra: Sequence[tuple[str, str]] = (),
) -> Answer:
    """Signed by bob over exactly `covered`. `params` over the usual ones of the Signature header; an empty value leaves
    one out."""
    body = body_of(scene) if body is None else body
    given = {
        "Host": inbox(scene).removeprefix("http://").partition("/")[0],
        "Date": format_datetime(now(), usegmt=True),
        "Digest": "SHA-256=" + b64(sha256(body).digest()),
        "Content-Type": ACTIVITY_JSON,
        **(headers or {}),
    }
    said = {"keyId": scene.bob.key_id, "algorithm": "hs2019", "headers": " ".join(covered), **(params or {})}
    values = {
        "(request-target)": target,
        "(created)": said.get("created", ""),
        "(expires)": said.get("expires", ""),
        **{name.lower(): value for name, value in given.items()},
    }
    text = "\n".join(f"{name}: {values.get(name, '')}" for name in covered).encode()
    said["signature"] = b64((sign or scene.bob.rsa.sign)(text))
    header = ",".join(f'{name}="{value}"' for name, value in said.items() if value)
    sent = [*((k, v) for k, v in given.items() if v), ("Signature", rewrite(header)), *extra]
    async with scene.there._session.post(to or inbox(scene), data=body, headers=sent) as answer:
        return Answer(answer.status, await answer.text(), dict(answer.headers))


def cavage(*covered: str, **more: Any) -> Callable[[Scene], Awaitable[Answer]]:
    return lambda scene: send_cavage(scene, covered or USUAL, **more)


def key_id(written: str) -> Callable[[Scene], Awaitable[Answer]]:
    """`{}` stands for bob's own address."""
    return lambda scene: send_cavage(scene, params={"keyId": written.replace("{}", scene.bob.uri)})


def unix(**ahead: float) -> str:
    return str(int((now() + timedelta(**ahead)).timestamp()))


async def send_rfc9421(
    scene: Scene,
    components: str = '"@method" "@target-uri" "content-digest"',
    *,
    params: str = "",
    lines: Sequence[str] | None = None,
    body: bytes | None = None,
    digest: str = "",
    also: Sequence[tuple[str, str]] = (),
    label: str = "sig1",
) -> Answer:
    """`lines` are the signature's base without its last line; `params` what stands behind the covered components."""
    body = body_of(scene) if body is None else body
    digest = digest or f"sha-256=:{b64(sha256(body).digest())}:"
    usual = {
        '"@method"': "POST",
        '"@target-uri"': inbox(scene),
        '"@authority"': inbox(scene).removeprefix("http://").partition("/")[0],
        '"content-digest"': digest,
        '"content-type"': ACTIVITY_JSON,
    }
    params = (params or ';created={now};keyid="{key}";alg="rsa-v1_5-sha256"').replace("{now}", unix())
    given = f"({components})" + params.replace("{key}", scene.bob.key_id)
    base = lines if lines is not None else [f"{name}: {usual.get(name, '')}" for name in components.split()]
    signature = scene.bob.rsa.sign("\n".join([*base, f'"@signature-params": {given}']).encode())
    headers = [
        ("Content-Digest", digest),
        ("Content-Type", ACTIVITY_JSON),
        ("Signature-Input", f"{label}={given}"),
        ("Signature", f"sig1=:{b64(signature)}:"),
        *also,
    ]
    async with scene.there._session.post(inbox(scene), data=body, headers=headers) as answer:
        return Answer(answer.status, await answer.text(), dict(answer.headers))


def rfc9421(*args: Any, **more: Any) -> Callable[[Scene], Awaitable[Answer]]:
    return lambda scene: send_rfc9421(scene, *args, **more)
