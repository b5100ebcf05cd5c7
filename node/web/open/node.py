"""`/open/v1/node`: whose node this is, whom to turn to, by which rules and standards it works, and how much may be asked of
it."""

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from node import __version__
from node.config import Config
from node.model.warning import PageWarning
from node.outbox.cap.own import cap_path
from node.outbox.texts import rules
from node.store.database import Tx
from node.web.keys import NODE
from node.web.open import shown
from node.web.open.answer import BULK_PER_MINUTE, begin, give
from node.web.open.asked import MOST, refuse_unknown

_STANDARDS: Final = (
    ("ActivityPub", "https://www.w3.org/TR/activitypub/"),
    ("Activity Streams 2.0", "https://www.w3.org/TR/activitystreams-core/"),
    ("WebFinger", "https://www.rfc-editor.org/rfc/rfc7033"),
    ("HTTP Message Signatures", "https://www.rfc-editor.org/rfc/rfc9421"),
    ("OpenAPI 3.1", "https://spec.openapis.org/oas/v3.1.0"),
    ("JSON-LD 1.1", "https://www.w3.org/TR/json-ld11/"),
    ("Server-Sent Events", "https://html.spec.whatwg.org/multipage/server-sent-events.html"),
    ("DCAT-AP.de", "https://www.dcat-ap.de/def/"),
    ("FEP-c118: Content licensing support", "https://codeberg.org/fediverse/fep/src/branch/main/fep/c118/fep-c118.md"),
)


async def show_node(request: web.Request) -> web.StreamResponse:
    begin(request)
    refuse_unknown(request, ())
    node = request[NODE]
    found, version = await node.store.read(_rules)
    return give(
        request, _described(node.config, found, version, await node.alarms.current()), licence=node.config.open.license
    )


async def _rules(tx: Tx) -> tuple[Sequence[str], int | None]:
    """What they say, and which version of the netiquette holds."""
    newest = await tx.versions.newest("netiquette", "")
    return [each.text for each in await rules(tx)], None if newest is None else newest.number


def _warning(standing: PageWarning, origin: str) -> dict[str, Any]:
    link = standing.link
    return {
        "level": standing.level.value,
        "text": {
            language: standing.text_in(language)[0] for language in ("de", "en") if language == "de" or standing.text_en
        },
        "url": f"{origin}{link}" if link.startswith("/") else link or None,
        "since": standing.created_at,
        "until": standing.ends_at,
        "cap": f"{origin}{cap_path(standing.id)}",
    }


def _described(
    config: Config, said: Sequence[str], version: int | None, standing: PageWarning | None
) -> dict[str, Any]:
    root = config.organizations.root
    return {
        "id": config.origin,
        "type": "WebAPI",
        "name": config.node.title,
        "description": config.node.description,
        "language": config.node.language,
        "operator": None if root is None else shown.organization(root, config),
        "contact": None
        if root is None
        else {"email": root.contact_email or root.email or None, "languages": list(root.contact_languages)},
        "rules": list(said),
        "warning": None if standing is None else _warning(standing, config.origin),
        "rules_version": version,
        "software": {"name": "Allmende", "version": __version__, "license": "https://eupl.eu/1.2/en/"},
        "limits": {
            "requests_per_minute": config.limits.requests_per_address_per_minute if config.limits.enabled else None,
            "whole_lists_per_minute": BULK_PER_MINUTE if config.limits.enabled else None,
            "items_per_page": MOST,
        },
        "standards": [{"name": name, "url": url} for name, url in _STANDARDS],
        "documentation": f"{config.origin}/open/v1/docs",
        "openapi": f"{config.origin}/open/v1/openapi.json",
        "register": f"{config.origin}/open/v1/register.jsonld",
        "stream": f"{config.origin}/open/v1/stream",
        "deletions": f"{config.origin}/open/v1/deletions",
        "license": config.open.license,
    }
