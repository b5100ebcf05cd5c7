"""One's own account: what it says of itself, and how one likes to post and read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from node.context import Context
from node.errors import Invalid, Unprocessable
from node.federation.addressing import authority_of
from node.model.account import Account, Actor
from node.model.login import Role
from node.model.media import Place
from node.model.preferences import Preferences
from node.model.tags import FeaturedTag
from node.outbox.pictures import Picture, make_picture
from node.outbox.profile import ProfileChange, change
from node.store.database import Tx
from node.text.language import normalise
from node.web.keys import NODE
from node.web.mastodon.compose import parse_quote_policy, visibility_of
from node.web.mastodon.entities import credential_account, profile
from node.web.mastodon.entities.accounts import VISIBILITIES
from node.web.mastodon.found import moved_to
from node.web.mastodon.params import Params, read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require, require_bearer

_OWN = ("profile", "read:accounts")
_MOST_HOSTS = 100


async def verify_credentials(request: web.Request) -> web.Response:
    return await _credentials(request, await require(request, *_OWN))


async def update_credentials(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    await _update(request, by)
    return await _credentials(request, by)


async def show_profile(request: web.Request) -> web.Response:
    return await _profile(request, await require(request, *_OWN))


async def update_profile(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    await _update(request, by)
    return await _profile(request, by)


async def delete_avatar(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    await change(request[NODE], by, ProfileChange(without=(Place.AVATAR,)))
    return await _credentials(request, by)


async def delete_header(request: web.Request) -> web.Response:
    by = await require(request, "write:accounts")
    await change(request[NODE], by, ProfileChange(without=(Place.HEADER,)))
    return await _credentials(request, by)


async def show_preferences(request: web.Request) -> web.Response:
    by = await require(request, "read:accounts")
    found = await request[NODE].store.read(lambda tx: tx.settings.preferences(by.account.id))
    return answer(
        {
            "posting:default:visibility": VISIBILITIES[found.visibility],
            "posting:default:sensitive": found.sensitive,
            "posting:default:language": found.language,
            "posting:default:quote_policy": found.quote_policy,
            "reading:expand:media": found.expands_media,
            "reading:expand:spoilers": found.expands_warnings,
            "reading:autoplay:gifs": False,
        }
    )


async def _credentials(request: web.Request, by: Actor) -> web.Response:
    held = (await require_bearer(request)).role
    return answer(await request[NODE].store.read(_own, by, held, request))


async def _own(tx: Tx, by: Actor, held: Role, request: web.Request) -> dict[str, Any]:
    own = await tx.accounts.get(by.account.id)
    return credential_account(
        own,
        await tx.settings.preferences(own.id),
        held,
        await tx.follows.count_waiting(own.id),
        request[NODE].addresses,
        moved=await moved_to(tx, own),
    )


async def _profile(request: web.Request, by: Actor) -> web.Response:
    found = await request[NODE].store.read(_own_profile, by)
    return answer(profile(*found, request[NODE].addresses))


async def _own_profile(tx: Tx, by: Actor) -> tuple[Account, Preferences, Sequence[FeaturedTag]]:
    number = by.account.id
    return await tx.accounts.get(number), await tx.settings.preferences(number), await tx.tags.featured(number)


async def _update(request: web.Request, by: Actor) -> None:
    """Everything is looked at before anything changes. Raises Unprocessable."""
    params = await read_params(request)
    before = await request[NODE].store.read(lambda tx: tx.settings.preferences(by.account.id))
    preferences = _preferences(params, before)
    wanted = ProfileChange(
        display_name=params.find_text("display_name"),
        source=params.find_text("note"),
        fields=_fields(params),
        approves_followers=params.find_flag("locked"),
        discoverable=params.find_flag("discoverable"),
        indexable=params.find_flag("indexable"),
        hides_follows=params.find_flag("hide_collections"),
        is_bot=params.find_flag("bot"),
        icon_description=params.find_text("avatar_description"),
        header_description=params.find_text("header_description"),
    )
    wanted = replace(wanted, pictures=await _pictures(request[NODE], by, params))
    if wanted != ProfileChange():
        await change(request[NODE], by, wanted)
    if preferences != before:
        await request[NODE].store.write(lambda tx: tx.settings.save_preferences(by.account.id, preferences))


async def _pictures(node: Context, by: Actor, params: Params) -> tuple[Picture, ...]:
    """Those that are sent, cut to their shape. Raises Unprocessable."""
    sent = ((Place.AVATAR, params.find_file("avatar")), (Place.HEADER, params.find_file("header")))
    return tuple([await make_picture(node, by, place, file) for place, file in sent if file is not None])


def _fields(params: Params) -> tuple[tuple[str, str], ...] | None:
    if "fields_attributes" not in params:
        return None
    return tuple((each.text("name"), each.text("value")) for each in params.inners("fields_attributes"))


def _preferences(params: Params, before: Preferences) -> Preferences:
    source = params.inner("source") or Params({})
    changes: dict[str, Any] = {}
    if source.text("privacy"):
        changes["visibility"] = visibility_of(source.text("privacy"))
    if source.find_flag("sensitive") is not None:
        changes["sensitive"] = source.flag("sensitive")
    if "language" in source:
        changes["language"] = _language(source.text("language"))
    if source.text("quote_policy"):
        changes["quote_policy"] = parse_quote_policy(source.text("quote_policy"))
    for name, ours in (
        ("show_media", "shows_media"),
        ("show_media_replies", "shows_media_replies"),
        ("show_featured", "shows_featured"),
    ):
        if params.find_flag(name) is not None:
            changes[ours] = params.flag(name)
    if "attribution_domains" in params:
        changes["attribution_hosts"] = _hosts(params.texts("attribution_domains"))
    return replace(before, **changes)


def _language(tag: str) -> str | None:
    if not tag:
        return None
    found = normalise(tag)
    if found is None:
        raise Unprocessable("Validation failed: Language is invalid")
    return found


def _hosts(names: list[str]) -> tuple[str, ...]:
    if len(names) > _MOST_HOSTS:
        raise Unprocessable(f"Validation failed: Attribution domains are at most {_MOST_HOSTS}")
    try:
        return tuple(dict.fromkeys(authority_of(f"https://{each.strip().lower()}") for each in names))
    except Invalid:
        raise Unprocessable("Validation failed: Attribution domains is invalid") from None
