"""Programs with a part in the whole installation (rows 31 and O2): what each part may ask for, and nothing else anywhere.

A request that shows such a secret is held to this table before any handler sees it, so no address can forget to: what is public
is refused to it as well, since whoever wants to read that needs no secret.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from aiohttp import hdrs, web

from node.errors import Forbidden, Unauthenticated
from node.model.grant import PREFIX, Grant, Part
from node.web.keys import TENANCY

COORDINATION: Final = "/staff/v1/coordination"
OPERATION: Final = "/staff/v1/operation"
NODES: Final = f"{COORDINATION}/nodes"
CHANNELS: Final = f"{COORDINATION}/channels"
CHANNEL: Final = f"{CHANNELS}/{{name}}"
PROPOSALS: Final = f"{COORDINATION}/block_proposals"
PACKS: Final = f"{COORDINATION}/template_packs"
DRAFTS: Final = f"{COORDINATION}/drafts"
DRAFT: Final = f"{DRAFTS}/{{id}}"
COMMENTS: Final = f"{DRAFT}/comments"
RUN_NODES: Final = f"{OPERATION}/nodes"
RUN_NODE: Final = f"{OPERATION}/node"

PERMITTED: Final[Mapping[Part, frozenset[tuple[str, str]]]] = MappingProxyType(
    {
        Part.COORDINATION: frozenset(
            {
                ("GET", NODES),
                ("GET", CHANNELS),
                ("GET", CHANNEL),
                ("GET", PROPOSALS),
                ("POST", PROPOSALS),
                ("GET", PACKS),
                ("POST", PACKS),
                ("GET", DRAFTS),
                ("GET", DRAFT),
                ("POST", COMMENTS),
            }
        ),
        Part.OPERATION: frozenset({("GET", RUN_NODES), ("GET", RUN_NODE)}),
    }
)
"""Method and path, without what a name in it may look like."""

GRANT: web.RequestKey[Grant] = web.RequestKey("GRANT", Grant)


def hold_to_grant(request: web.Request) -> None:
    """Sets GRANT. Raises Unauthenticated for a secret nobody has (any longer), Forbidden for an address it is not for."""
    shown = _shown(request)
    if not shows_grant(request):
        return
    tenancy = request.app.get(TENANCY)
    grant = tenancy.granted(shown[0]) if tenancy is not None and len(shown) == 1 else None
    if grant is None:
        raise Unauthenticated("The access token is invalid")
    if not any(_is_at(request, *each) for each in PERMITTED[grant.part]):
        raise Forbidden(f"a token of {grant.part} is not for this")
    request[GRANT] = grant


def shows_grant(request: web.Request) -> bool:
    """Whether a program asks with such a secret, good or not."""
    return any(each.startswith(PREFIX) for each in _shown(request))


def _shown(request: web.Request) -> Sequence[str]:
    return [each.partition(" ")[2].strip() for each in request.headers.getall(hdrs.AUTHORIZATION, [])]


def require_grant(request: web.Request) -> Grant:
    """Raises Unauthenticated without a token, Forbidden with that of an account."""
    if GRANT in request:
        return request[GRANT]
    if hdrs.AUTHORIZATION in request.headers:
        raise Forbidden("this needs a token of the installation: allmende tenant grant")
    raise Unauthenticated("this needs a token of the installation")


def _is_at(request: web.Request, method: str, path: str) -> bool:
    resource = request.match_info.route.resource
    asked = "GET" if request.method == hdrs.METH_HEAD else request.method
    return resource is not None and asked == method and resource.canonical == path
