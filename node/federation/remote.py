"""Talking to other servers as this node: signed look-ups and signed deliveries, over the guarded client.

Every server takes draft-cavage signatures, some prefer RFC 9421, and a few refuse one of them. So the one that worked
last with a server comes first; on 400 or 401 the other is tried once, and what worked is remembered
(FEDERATION_FACTS A1.1: asking with RFC 9421 first makes some servers answer with a stripped document).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from node.config import Config
from node.errors import Gone, Invalid, NotFound, Problem, Refused, Unreachable
from node.federation import signatures
from node.federation.addressing import authority_of, canonical, same_origin
from node.federation.client import Client, Response, retry_after
from node.federation.hosts import HostBook
from node.federation.keyring import KeyRing, SigningKeys
from node.federation.reading import read_json
from node.federation.signatures import Scheme, Wanted

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
CONTENT_TYPE = "application/activity+json"
_JRD = "application/jrd+json, application/json"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A body for many inboxes, with its digests made once."""

    body: bytes
    digest: str
    content_digest: str

    @classmethod
    def of(cls, body: bytes) -> "Parcel":
        return cls(body, signatures.digest(body), signatures.content_digest(body))


class Remote:
    """`as_node` names the account that signs look-ups: the node's own actor."""

    def __init__(  # one place where the parts of a conversation come together
        self,
        config: Config,
        client: Client,
        keyring: KeyRing,
        hosts: HostBook,
        clock: Callable[[], datetime],
        as_node: int,
    ) -> None:
        self._client = client
        self._keyring = keyring
        self._hosts = hosts
        self._clock = clock
        self._as_node = as_node
        self._seconds = config.federation.request_seconds
        self._max_bytes = config.limits.document_bytes
        self._own = config.origin

    async def fetch(self, uri: str) -> dict[str, Any]:
        """The ActivityPub document with that id, fetched from there.

        What comes back names an id on the origin that answered; where that is another id than was asked for, it is
        fetched once more from its own. Raises Gone (410), NotFound, Unreachable, Refused, Forbidden (blocked host),
        Invalid (no ActivityPub).
        """
        document = await self._fetch_once(uri)
        own = document.get("id")
        if isinstance(own, str) and _differs(own, uri):
            document = await self._fetch_once(own)
            if document.get("id") != own:
                raise Invalid("the document does not stand behind its own id")
        return document

    async def rejects_media(self, uri: str) -> bool:
        """Whether what is attached to posts of that address's host is not wanted here."""
        await self._hosts.refresh()
        return self._hosts.rejects_media(uri)

    async def _fetch_once(self, uri: str) -> dict[str, Any]:
        self._hosts.refuse_blocked(uri)
        if same_origin(uri, self._own):  # in whatever spelling (T-072): a node has no need to ask itself
            raise Invalid("this is an address of ours")
        response = await self._get(uri)
        _raise_for(response, self._clock())
        kind = response.headers.get("Content-Type", "").lower()
        if "activity+json" not in kind and not ("ld+json" in kind and "activitystreams" in kind):
            raise Invalid(f"{authority_of(uri)} answers with something that is no ActivityPub document")
        document = await self.parse(response.body)
        own = document.get("id")
        if not isinstance(own, str) or not same_origin(own, response.url):
            raise Invalid("the document's id is not on the server that sent it")
        return document

    async def parse(self, body: bytes) -> dict[str, Any]:
        """Large documents are read on a thread."""
        return await asyncio.to_thread(read_json, body) if len(body) > 200_000 else read_json(body)

    async def fetch_jrd(self, url: str) -> dict[str, Any]:
        """A WebFinger answer (RFC 7033), unsigned."""
        self._hosts.refuse_blocked(url)
        response = await self._client.get(url, headers={"Accept": _JRD}, max_bytes=64 << 10, timeout=self._seconds)
        _raise_for(response, self._clock())
        if "json" not in response.headers.get("Content-Type", "").lower():
            raise Invalid(f"{authority_of(url)} does not answer WebFinger with JSON")
        return read_json(response.body)

    async def _get(self, url: str) -> Response:
        keys = await self._keyring.signing(self._as_node)
        authority = authority_of(url)
        first = self._hosts.scheme_for(authority)
        for scheme in (first, _other(first)):
            response = await self._client.get(
                url,
                headers={"Accept": ACCEPT},
                max_bytes=self._max_bytes,
                timeout=self._seconds,
                sign=partial(self._sign_get, keys, scheme),
            )
            if response.status not in {400, 401}:
                if scheme != first and response.status < 300:
                    self._hosts.note_scheme(authority, scheme)
                return response
        return response

    def _sign_get(
        self, keys: SigningKeys, scheme: Scheme, method: str, url: str, _headers: Mapping[str, str], _body: bytes
    ) -> Mapping[str, str]:
        sign = signatures.sign_cavage if scheme == "cavage" else signatures.sign_rfc9421
        return sign(method, url, key=keys.rsa, key_id=keys.rsa_uri, now=self._clock(), accept=ACCEPT)

    async def deliver(self, inbox: str, parcel: Parcel, signer_id: int, headers: Mapping[str, str]) -> Response:
        """Post to an inbox in the name of an account of ours. Any status is an answer; raises what the client raises.

        `headers` are added unsigned (FEP-8fcf).
        """
        keys = await self._keyring.signing(signer_id)
        authority = authority_of(inbox)
        first = self._hosts.scheme_for(authority)
        wanted: tuple[Wanted, ...] = ()
        for scheme in (first, _other(first)):
            response = await self._client.post(
                inbox,
                parcel.body,
                headers=headers,
                timeout=self._seconds,
                sign=partial(self._sign_post, keys, scheme, parcel, wanted),
            )
            if response.status not in {400, 401}:
                if scheme != first and response.status < 300:
                    self._hosts.note_scheme(authority, scheme)
                return response
            wanted = _wanted(response)
        return response

    def _sign_post(  # the last four are the client's
        self,
        keys: SigningKeys,
        scheme: Scheme,
        parcel: Parcel,
        wanted: tuple[Wanted, ...],
        method: str,
        url: str,
        _headers: Mapping[str, str],
        _body: bytes,
    ) -> Mapping[str, str]:
        if scheme == "cavage":
            return signatures.sign_cavage(
                method, url, key=keys.rsa, key_id=keys.rsa_uri, now=self._clock(), digest=parcel.digest
            )
        for each in wanted:
            if each.suits(keys.ed25519.algorithm, keys.ed25519_uri):
                key, key_id = keys.ed25519, keys.ed25519_uri
            elif each.suits(keys.rsa.algorithm, keys.rsa_uri):
                key, key_id = keys.rsa, keys.rsa_uri
            else:
                continue
            return signatures.sign_rfc9421(
                method,
                url,
                key=key,
                key_id=key_id,
                now=self._clock(),
                content_digest=parcel.content_digest,
                wanted=each,
            )
        return signatures.sign_rfc9421(
            method, url, key=keys.rsa, key_id=keys.rsa_uri, now=self._clock(), content_digest=parcel.content_digest
        )


def _other(scheme: Scheme) -> Scheme:
    return "rfc9421" if scheme == "cavage" else "cavage"


def _wanted(response: Response) -> tuple[Wanted, ...]:
    """What the refusing side says it wants (RFC 9421, section 5.1)."""
    value = response.headers.get("Accept-Signature")
    return () if value is None else signatures.read_accept_signature(value)


def _differs(one: str, other: str) -> bool:
    return one != other and canonical(one) != canonical(other)


def _raise_for(response: Response, now: datetime) -> None:
    """Turn the other side's refusal into our words."""
    if response.status < 300:
        return
    host = authority_of(response.url)
    problem: Problem
    if response.status == 410:
        problem = Gone(f"{host} says it has been deleted")
    elif response.status == 404:
        problem = NotFound(f"{host} does not have it")
    elif response.status in {401, 403, 451}:
        problem = Refused(f"{host} does not give it to us ({response.status})", status=response.status)
    else:
        problem = Unreachable(
            f"{host} answers {response.status}", status=response.status, retry_after=retry_after(response, now)
        )
    raise problem
