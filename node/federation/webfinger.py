"""Finding actors by handle (RFC 7033), and handles by actor. Our own answers are in `web/activitypub/discovery.py`."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from node.errors import Invalid, NotFound
from node.federation.addressing import Handle, parse_handle
from node.federation.guard import AddressGuard
from node.federation.remote import Remote


@dataclass(frozen=True, slots=True)
class Finger:
    """Who stands behind a handle: `handle` is the canonical one (the answer's subject), `actor` the URI of its actor."""

    handle: Handle
    actor: str


async def finger(remote: Remote, guard: AddressGuard, name: str, host: str) -> Finger:
    """Ask `host` for `acct:name@host`. Raises NotFound when it knows nobody so called, Unreachable, Refused, Invalid.

    `host` may have a port. Development hosts are asked over http, all others over https only.
    """
    bare = host.rsplit(":", 1)[0] if ":" in host and not host.endswith("]") else host
    scheme = "http" if guard.is_development_host(bare) else "https"
    resource = quote(f"acct:{name}@{host}")
    answer = await remote.fetch_jrd(f"{scheme}://{host}/.well-known/webfinger?resource={resource}")
    subject = answer.get("subject")
    try:
        handle = parse_handle(subject if isinstance(subject, str) else "")
    except Invalid as problem:
        raise Invalid(f"{host} answers WebFinger without a usable subject") from problem
    actor = _self_link(answer)
    if actor is None:
        raise NotFound(f"{name}@{host} is no account of the Fediverse")
    return Finger(Handle(handle.name, handle.host or host), actor)


def _self_link(answer: dict[str, Any]) -> str | None:
    links = answer.get("links")
    for link in links[:50] if isinstance(links, list) else ():
        if not isinstance(link, dict) or link.get("rel") != "self" or not isinstance(link.get("href"), str):
            continue
        kind = str(link.get("type", ""))
        if "activity+json" in kind or "ld+json" in kind:
            return str(link["href"])
    return None


async def confirmed_host(remote: Remote, guard: AddressGuard, actor_uri: str, name: str, host: str) -> str:
    """The host an actor's handle really ends in: the claimed one if its WebFinger points back to the actor, following
    one change of subject (split domains). Raises Invalid when it points elsewhere."""
    asked = host
    for _ in range(2):
        found = await finger(remote, guard, name, asked)
        if found.actor != actor_uri:
            raise Invalid(f"WebFinger of {asked} points {name} to another actor")
        answered = found.handle.host or asked
        if answered == asked:
            return asked
        asked, name = answered, found.handle.name
    raise Invalid("WebFinger of this actor has no end")
