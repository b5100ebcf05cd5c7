"""Finding us: WebFinger (RFC 7033), host-meta (RFC 6415), security.txt (RFC 9116). None of it asks for a signature."""

import html
import re
from datetime import timedelta
from typing import Any, Final

import msgspec
from aiohttp import hdrs, web

from node.errors import Invalid, NotFound
from node.federation.addressing import MAX_LENGTH, authority_of, origin, split
from node.federation.intents import offered
from node.model.account import Account
from node.model.addresses import Addresses
from node.store.database import Tx
from node.web.activitypub.respond import is_known
from node.web.cache import Document
from node.web.keys import NODE, SERVED
from node.web.limits import count_request

PROFILE_PAGE: Final = "http://webfinger.net/rel/profile-page"
AVATAR: Final = "http://webfinger.net/rel/avatar"
NODE_ACTOR: Final = "https://www.w3.org/ns/activitystreams#Service"  # FEP-d556
ITSELF: Final = ""
"""What `name_of` says for the node's own actor."""

_NAME = re.compile(r"[a-z0-9_]{1,30}")
_HOST = re.compile(r"[^\s/?#%\\]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


async def get_webfinger(request: web.Request) -> web.Response:
    """`?resource=` a handle or an address of ours; `rel` chooses among the links."""
    count_request(request)
    node = request[NODE]
    asked = request.query.getall("resource", [])
    if len(asked) != 1:
        raise Invalid("say whom you look for, once: ?resource=acct:name@" + node.addresses.account_domain)
    name = name_of(asked[0], node.addresses)
    document = request[SERVED].documents.find(f"finger {name}") or await _load(request, name)
    if relations := request.query.getall("rel", []):
        document = _only(document, relations)
    return _discovered(request, document, "application/jrd+json")


def name_of(resource: str, addresses: Addresses) -> str:
    """The name of the account that is meant. Raises Invalid for what is no resource, NotFound for what is not ours."""
    if not resource or len(resource) > MAX_LENGTH:
        raise Invalid("the resource is empty or too long")
    lower = resource[:8].lower()
    if lower.startswith(("https://", "http://")):
        return _name_in_address(resource, addresses)
    if lower.startswith("acct:"):
        return _name_in_handle(resource[5:], addresses)
    if _SCHEME.match(resource):
        raise NotFound("we know only acct: and http(s) addresses")
    return _name_in_handle(resource, addresses)


def _name_in_handle(handle: str, addresses: Addresses) -> str:
    name, _, host = handle.removeprefix("@").rpartition("@")
    if not name or not host or not _HOST.fullmatch(host):
        raise Invalid("this is not a handle of the form name@host")
    domains = addresses.domains
    if host not in domains and authority_of(f"{_scheme(addresses)}://{host}") not in domains:
        raise NotFound("nobody here has that handle: it is another host's")
    name = name.lower()
    return ITSELF if name in domains else _proper(name)


def _name_in_address(address: str, addresses: Addresses) -> str:
    """Of an actor, of a profile page, or the base address, which is the node itself (FEP-d556)."""
    parts = split(address)
    if parts.origin != origin(addresses.base) or parts.query:
        raise NotFound("nobody here has that address")
    if parts.path in {"", "/", "/actor"}:
        return ITSELF
    for prefix in ("/users/", "/@"):
        if parts.path.startswith(prefix):
            return _proper(parts.path.removeprefix(prefix).lower())
    raise NotFound("nobody here has that address")


def _proper(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NotFound("nobody here is called that")
    return name


def _scheme(addresses: Addresses) -> str:
    return addresses.base.partition(":")[0]


async def _load(request: web.Request, name: str) -> Document:
    node, cache = request[NODE], request[SERVED].documents
    if name == ITSELF:
        return Document.of(_node_descriptor(node.addresses))
    key = f"finger {name}"
    async with cache.making(key) as watch:
        if (made := cache.find(key)) is not None:
            return made
        account = await node.store.read(_living, node.addresses.actor(name))
        document = Document.of(_descriptor(account, node.addresses), owner_id=account.id)
        watch.keep(key, document, {("account", str(account.id))})
    return document


async def _living(tx: Tx, uri: str) -> Account:
    account = await tx.accounts.find_by_uri(uri)
    if account is None or account.is_gone or not account.is_local:
        raise NotFound("nobody here is called that")
    return account


def _descriptor(account: Account, addresses: Addresses) -> dict[str, Any]:
    """`subject` is the canonical handle, which may end in another domain than was asked for."""
    links: list[dict[str, str]] = [
        {"rel": "self", "type": "application/activity+json", "href": account.uri},
        {"rel": PROFILE_PAGE, "type": "text/html", "href": addresses.profile_page(account)},
        *offered(addresses.base),
    ]
    if account.icon:
        links.append({"rel": AVATAR, "href": account.icon})
    return {
        "subject": f"acct:{addresses.handle(account)}",
        "aliases": [addresses.profile_page(account), account.uri],
        "links": links,
    }


def _node_descriptor(addresses: Addresses) -> dict[str, Any]:
    domain, actor = addresses.account_domain, addresses.node_actor
    return {
        "subject": f"acct:{domain}@{domain}",
        "aliases": [f"{addresses.base}/", actor],
        "links": [
            {"rel": "self", "type": "application/activity+json", "href": actor},
            {"rel": NODE_ACTOR, "type": "application/activity+json", "href": actor},
            {"rel": PROFILE_PAGE, "type": "text/html", "href": f"{addresses.base}/"},
        ],
    }


def _only(document: Document, relations: list[str]) -> Document:
    """`rel` may be given several times; everything but the links stays (RFC 7033, section 4.3)."""
    descriptor: dict[str, Any] = msgspec.json.decode(document.body)
    descriptor["links"] = [link for link in descriptor["links"] if link["rel"] in relations]
    return Document.of(descriptor)


async def get_host_meta(request: web.Request) -> web.Response:
    """Where WebFinger is, in XML: some ask here first."""
    count_request(request)
    template = html.escape(_template(request))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" template="{template}"/>\n'
        "</XRD>\n"
    )
    return _discovered(request, Document.of(body.encode()), "application/xrd+xml; charset=utf-8")


async def get_host_meta_json(request: web.Request) -> web.Response:
    count_request(request)
    document = Document.of({"links": [{"rel": "lrdd", "template": _template(request)}]})
    return _discovered(request, document, "application/jrd+json")


def _template(request: web.Request) -> str:
    return f"{request[NODE].addresses.base}/.well-known/webfinger?resource={{uri}}"


async def get_security_txt(request: web.Request) -> web.Response:
    """Whom to tell about a weakness; there when the configuration names a contact."""
    count_request(request)
    node = request[NODE]
    root = node.config.organizations.root
    contact = node.config.node.contact_email or ("" if root is None else root.contact_email or root.email)
    if not contact:
        raise NotFound("this node names no contact")
    expires = (node.clock() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: mailto:{contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {node.addresses.base}/.well-known/security.txt",
    )
    body = "".join(f"{line}\n" for line in lines)
    return _discovered(request, Document.of(body.encode()), "text/plain; charset=utf-8")


def _discovered(request: web.Request, document: Document, content_type: str) -> web.Response:
    """For anybody, scripts of other sites included (RFC 7033, section 5)."""
    headers = {
        hdrs.ETAG: document.etag,
        hdrs.CACHE_CONTROL: "public, max-age=600",
        hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*",
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request, document.etag):
        return web.Response(status=304, headers=headers)
    headers[hdrs.CONTENT_TYPE] = content_type
    return web.Response(body=document.body, headers=headers)
