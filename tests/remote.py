"""Servers of other people: real HTTP on loopback, real keys, and a memory of everything that reaches them.

One `FakeServer` plays every host of the test world; `FakeActor`s live on it, sign what they send, and serve their own
documents. Nothing in it is shared with the node but the signing functions, which are checked against independent
implementations in `tests/federation/test_signature_oracles.py`.
"""

import inspect
import io
import itertools
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp
from aiohttp import web

from node.federation.keys import PrivateKey, generate_ed25519
from node.federation.proofs import add_proof
from node.federation.signatures import Message, read_claim, sign_cavage, sign_rfc9421
from tests.kept_keys import kept_rsa
from tests.signed import verify

ACTIVITY_JSON = "application/activity+json"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]

_KEYS: dict[str, tuple[PrivateKey, PrivateKey]] = {}


def keys_for(uri_path: str) -> tuple[PrivateKey, PrivateKey]:
    """RSA and Ed25519; the same for the same actor in all tests of a run, because making RSA keys takes time."""
    if uri_path not in _KEYS:
        _KEYS[uri_path] = (kept_rsa(uri_path), generate_ed25519())
    return _KEYS[uri_path]


@dataclass
class Sent:
    """Something that reached an inbox here."""

    path: str
    host: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class FakeServer:
    """`documents`: URL to (status, document); `fails`: inbox URL to what it answers instead of 202 (a 2xx counts as taken)."""

    documents: dict[str, tuple[int, Any]] = field(default_factory=dict)
    fails: dict[str, Callable[[Sent], web.Response]] = field(default_factory=dict)
    deliveries: list[Sent] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    actors: dict[str, "FakeActor"] = field(default_factory=dict)
    fingers: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0
    down: set[str] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self._runner = web.ServerRunner(web.Server(self._answer))
        await self._runner.setup()
        await web.SockSite(self._runner, listening, backlog=2_000).start()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=_Loopback()), cookie_jar=aiohttp.DummyCookieJar()
        )
        self._numbers = itertools.count(1)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def resolve(self, host: str, port: int) -> list[str]:
        """The name service of the test world, given to the node."""
        if host in self.down or not host.endswith(".test"):
            raise OSError(f"{host} does not exist")
        return ["127.0.0.1"]

    def origin(self, host: str = "there.test") -> str:
        return f"http://{host}:{self.port}"

    def actor(self, name: str, *, host: str = "there.test", kind: str = "Person", **more: Any) -> "FakeActor":
        made = FakeActor(self, name, self.origin(host), kind, more)
        self.actors[made.uri] = made
        self.fingers[f"{name}@{host}:{self.port}"] = {
            "subject": f"acct:{name}@{host}:{self.port}",
            "links": [{"rel": "self", "type": ACTIVITY_JSON, "href": made.uri}],
        }
        return made

    def serve(self, document: dict[str, Any], *, status: int = 200, at: str | None = None) -> dict[str, Any]:
        """Answer with this at its id (or at another address)."""
        self.documents[at or document["id"]] = (status, document)
        return document

    def number(self) -> int:
        return next(self._numbers)

    def received(self, kind: str | None = None, *, by: str | None = None) -> list[dict[str, Any]]:
        """Activities delivered to any inbox, oldest first."""
        found = [sent.json for sent in self.deliveries]
        return [
            each for each in found if (kind is None or each["type"] == kind) and (by is None or each["actor"] == by)
        ]

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        url = f"http://{request.host}{request.path_qs}"
        self.requests.append((request.method, url))
        if request.method == "POST":
            sent = Sent(request.path, request.host, request.headers.copy(), await request.read())
            failing = self.fails.get(url)
            if failing is not None:
                answer = failing(sent)
                if answer.status < 300:
                    self.deliveries.append(sent)
                return answer
            self.deliveries.append(sent)
            return web.Response(status=202)
        if request.path == "/.well-known/webfinger" and url not in self.documents:
            found = self.fingers.get(request.query.get("resource", "").removeprefix("acct:"))
            return web.json_response(found, content_type="application/jrd+json") if found else web.Response(status=404)
        bare = url.partition("#")[0]
        status, document = self.documents.get(bare, (0, None))
        if status == 0 and bare in self.actors:
            status, document = 200, self.actors[bare].document()
        if callable(document):
            answer = document(request)
            return await answer if inspect.isawaitable(answer) else answer
        if status == 0:
            return web.Response(status=404)
        return web.json_response(document, status=status, content_type=ACTIVITY_JSON)


class _Loopback(aiohttp.abc.AbstractResolver):
    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


class FakeActor:
    """An actor elsewhere. Acts return the activity; `deliver` sends one and returns the answer's status and text."""

    def __init__(self, server: FakeServer, name: str, origin: str, kind: str, more: dict[str, Any]) -> None:
        self.server = server
        self.name = name
        self.origin = origin
        self.kind = kind
        self.more = more
        self.uri = f"{origin}/users/{name}"
        self.inbox = f"{self.uri}/inbox"
        self.shared_inbox = f"{origin}/inbox"
        self.followers = f"{self.uri}/followers"
        self.rsa, self.ed25519 = keys_for(f"{origin.rsplit(':', 1)[0]}/{name}")
        self.key_id = f"{self.uri}#main-key"
        self.ed25519_id = f"{self.uri}#ed25519-key"

    def document(self) -> dict[str, Any]:
        return {
            "@context": CONTEXT,
            "id": self.uri,
            "type": self.kind,
            "preferredUsername": self.name,
            "name": self.name.capitalize(),
            "url": f"{self.origin}/@{self.name}",
            "inbox": self.inbox,
            "outbox": f"{self.uri}/outbox",
            "followers": self.followers,
            "following": f"{self.uri}/following",
            "featured": f"{self.uri}/featured",
            "endpoints": {"sharedInbox": self.shared_inbox},
            "publicKey": {"id": self.key_id, "owner": self.uri, "publicKeyPem": self.rsa.public.pem},
            "assertionMethod": [
                {
                    "id": self.ed25519_id,
                    "type": "Multikey",
                    "controller": self.uri,
                    "publicKeyMultibase": self.ed25519.public.multibase,
                }
            ],
            **self.more,
        }

    # What it does

    def activity(self, kind: str, obj: Any, **more: Any) -> dict[str, Any]:
        return {
            "@context": CONTEXT,
            "id": f"{self.origin}/activities/{self.server.number()}",
            "type": kind,
            "actor": self.uri,
            "object": obj,
            **more,
        }

    def note(self, text: str = "Hallo.", **more: Any) -> dict[str, Any]:
        """A public note, served at its id."""
        number = self.server.number()
        note = {
            "@context": CONTEXT,
            "id": f"{self.uri}/posts/{number}",
            "type": "Note",
            "attributedTo": self.uri,
            "content": f"<p>{text}</p>",
            "url": f"{self.origin}/@{self.name}/{number}",
            "published": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "to": [PUBLIC],
            "cc": [self.followers],
            **more,
        }
        return self.server.serve(note)

    def create(self, note: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        note = note or self.note()
        return self.activity("Create", note, to=note["to"], cc=note.get("cc", []), **more)

    def reply(self, to_uri: str, text: str = "Danke!", **more: Any) -> dict[str, Any]:
        return self.create(self.note(text, inReplyTo=to_uri, **more))

    def follow(self, account: Any) -> dict[str, Any]:
        return self.activity("Follow", account if isinstance(account, str) else account.uri)

    def undo(self, activity: dict[str, Any], **more: Any) -> dict[str, Any]:
        inner = {name: value for name, value in activity.items() if name != "@context"}
        return self.activity("Undo", inner, **more)

    def proven(self, activity: dict[str, Any]) -> dict[str, Any]:
        """With an object integrity proof (FEP-8b32)."""
        return add_proof(activity, key=self.ed25519, verification_method=self.ed25519_id, created=datetime.now(UTC))

    # How it travels

    def sign(self, url: str, body: bytes, *, now: datetime, scheme: str = "cavage", **more: Any) -> dict[str, str]:
        signing = sign_cavage if scheme == "cavage" else sign_rfc9421
        return signing("POST", url, **{"key": self.rsa, "key_id": self.key_id, "now": now, "body": body, **more})

    async def deliver(
        self,
        activity: Mapping[str, Any] | bytes,
        to: Any,
        *,
        scheme: str = "cavage",
        headers: Mapping[str, str] | None = None,
        now: datetime | None = None,
        **signing: Any,
    ) -> "Answer":
        """Post it to an inbox (a URL, a World: its shared inbox, or an account: its own). Really signed."""
        url = to if isinstance(to, str) else getattr(to, "inbox", None) or to.url("/inbox")
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        signed = self.sign(url, body, now=now or datetime.now(UTC), scheme=scheme, **signing)
        return await self.post(url, body, {**signed, **(headers or {})})

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> "Answer":
        """As it is, signed or not."""
        async with self.server._session.post(
            url,
            data=io.BytesIO(body),
            headers={"Content-Type": ACTIVITY_JSON, **headers},
            skip_auto_headers=("Accept-Encoding",),
        ) as answer:
            return Answer(answer.status, await answer.text(), dict(answer.headers))

    async def get(self, url: str, *, accept: str = ACTIVITY_JSON) -> "Answer":
        """A signed look-up."""
        headers = sign_cavage("GET", url, key=self.rsa, key_id=self.key_id, now=datetime.now(UTC), accept=accept)
        async with self.server._session.get(url, headers=headers, allow_redirects=False) as answer:
            return Answer(answer.status, await answer.text(), dict(answer.headers))

    def received(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What reached its own inbox, or the shared one of its server."""
        own = {self.inbox, self.shared_inbox}
        return [
            sent.json
            for sent in self.server.deliveries
            if f"http://{sent.host}{sent.path}" in own and (kind is None or sent.json["type"] == kind)
        ]

    def sent_to(self) -> list[Sent]:
        own = {self.inbox, self.shared_inbox}
        return [sent for sent in self.server.deliveries if f"http://{sent.host}{sent.path}" in own]


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)


async def really_signed(sent: Sent, public_key: Any, *, now: datetime) -> bool:
    """Whether a delivery that arrived here is signed by that key; raises Unauthenticated when not."""
    message = Message.of("POST", f"http://{sent.host}{sent.path}", sent.headers.items(), sent.body)
    verify(message, read_claim(message), public_key, now=now)
    return True
