"""Account, CredentialAccount, MutedAccount, Profile, Role and Relationship."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from node.model.account import Account, Kind, ProfileField
from node.model.addresses import MISSING_AVATAR, MISSING_HEADER, PUBLIC, Addresses
from node.model.consent import feature_consent, feature_policy_of
from node.model.login import Role
from node.model.preferences import Preferences
from node.model.quote import Consent
from node.model.relationship import Relationship
from node.model.tags import FeaturedTag
from node.model.visibility import Visibility
from node.text.html import to_text
from node.text.imprint import imprint_fields
from node.web.mastodon.entities.emojis import used_emojis
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.entities.tags import featured_tag
from node.web.mastodon.moments import day_or_none, moment_or_none

"""Apps know a profile without pictures by how these addresses end."""

VISIBILITIES: Mapping[Visibility, str] = MappingProxyType(
    {
        Visibility.PUBLIC: "public",
        Visibility.UNLISTED: "unlisted",
        Visibility.FOLLOWERS: "private",
        Visibility.LOCAL: "private",
        Visibility.DIRECT: "direct",
    }
)
# Bits of Mastodon's permissions: what the app may offer, not what we allow
_EVERYTHING = (1 << 20) - 1
_MODERATION = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 8 | 1 << 10
_ROLES: Mapping[Role, Json] = MappingProxyType(
    {
        Role.MEMBER: {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False},
        Role.MODERATOR: {
            "id": "1",
            "name": "Moderation",
            "permissions": str(_MODERATION),
            "color": "",
            "highlighted": True,
        },
        Role.ADMIN: {
            "id": "3",
            "name": "Administration",
            "permissions": str(_EVERYTHING),
            "color": "",
            "highlighted": True,
        },
    }
)


def account(
    found: Account, addresses: Addresses, *, moved: Account | None = None, viewer: Consent | None = None
) -> Json:
    """`moved` is where it has moved to, when that is known; `viewer` what becomes of it when the reader features it. Of
    one that is suspended only its name is told."""
    if found.suspended_at is not None:
        return _bare(found, addresses) | {"suspended": True}
    made = _bare(found, addresses) | {
        "display_name": found.display_name,
        "note": found.summary,
        "discoverable": found.discoverable,
        "indexable": found.indexable,
        "hide_collections": found.hides_follows,
        "last_status_at": day_or_none(found.last_post_at),
        "statuses_count": max(0, found.posts_count),
        "followers_count": max(0, found.followers_count),
        "following_count": max(0, found.following_count),
        "fields": [_field(each) for each in (*found.fields, *imprint_fields(found, addresses))],
        "emojis": used_emojis(found.emojis, addresses),
    }
    if found.icon:
        made["avatar"] = made["avatar_static"] = addresses.avatar(found)
        made["avatar_description"] = found.icon_description
    if found.header:
        made["header"] = made["header_static"] = addresses.header(found)
        made["header_description"] = found.header_description
    made["feature_approval"] = feature_approval(found, viewer)
    if addresses.has_letters:
        made["email_subscriptions"] = bool(addresses.letters_page(found))
    if found.is_limited:
        made["limited"] = True
    if found.is_local:
        made |= {"noindex": not found.indexable, "roles": []}
    if moved is not None:
        made["moved"] = account(moved, addresses)
    return made


def person(found: Account, reader: Reader) -> Json:
    """The same as `account`, made once for an answer. Not to be changed."""
    known = reader.people.get(found.id)
    if known is None:
        known = reader.people[found.id] = account(found, reader.addresses)
    return known


def _bare(found: Account, addresses: Addresses) -> Json:
    avatar, header = addresses.base + MISSING_AVATAR, addresses.base + MISSING_HEADER
    return {
        "id": str(found.id),
        "username": found.name,
        "acct": found.handle,
        "display_name": "",
        "locked": found.approves_followers,
        "bot": found.kind in {Kind.SERVICE, Kind.APPLICATION},
        "group": found.kind is Kind.GROUP,
        "discoverable": False,
        "indexable": False,
        "created_at": f"{found.created_at.date().isoformat()}T00:00:00.000Z",
        "note": "",
        "url": found.url,
        "uri": found.uri,
        "avatar": avatar,
        "avatar_static": avatar,
        "avatar_description": "",
        "header": header,
        "header_static": header,
        "header_description": "",
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": 0,
        "last_status_at": None,
        "hide_collections": None,
        "emojis": [],
        "fields": [],
    }


def feature_approval(found: Account, viewer: Consent | None) -> Json:
    """FeatureApproval. Where the reader is not known, `current_user` says what holds for everybody: an account that lets
    only followers be recommended by is `unknown`, which apps take for no."""
    policy = feature_policy_of(found)
    if policy is None:
        return {"automatic": [], "manual": [], "current_user": (viewer or Consent.MISSING).value}
    current = viewer or feature_consent(found, 0, "")
    if (
        viewer is None
        and current is Consent.DENIED
        and {found.followers_uri, found.following_uri}
        & {
            *policy.automatic,
            *policy.manual,
        }
        - {None}
    ):
        current = Consent.UNKNOWN
    return {
        "automatic": _approvers(policy.automatic, found),
        "manual": _approvers(policy.manual, found),
        "current_user": current.value,
    }


def _approvers(uris: Sequence[str], found: Account) -> list[str]:
    """An account that names only itself lets nobody."""
    words = {PUBLIC: "public", found.followers_uri: "followers", found.following_uri: "following"}
    return list(dict.fromkeys(words.get(uri, "unsupported_policy") for uri in uris if uri != found.uri))


def _field(field: ProfileField) -> Json:
    return {"name": field.name, "value": field.value, "verified_at": moment_or_none(field.verified_at)}


def muted_account(found: Account, expires_at: datetime | None, addresses: Addresses) -> Json:
    return account(found, addresses) | {"mute_expires_at": moment_or_none(expires_at)}


def role(held: Role) -> Json:
    return dict(_ROLES[held])


def credential_account(
    own: Account,
    preferences: Preferences,
    held: Role,
    waiting: int,
    addresses: Addresses,
    *,
    moved: Account | None = None,
) -> Json:
    """`waiting` are those who asked to follow. Only for the owner."""
    return account(own, addresses, moved=moved) | {
        "role": role(held),
        "source": {
            "privacy": VISIBILITIES[preferences.visibility],
            "sensitive": preferences.sensitive,
            "language": preferences.language,
            "quote_policy": preferences.quote_policy,
            "note": own.source,
            "fields": _plain_fields(own),
            "follow_requests_count": waiting,
            "hide_collections": own.hides_follows,
            "discoverable": own.discoverable,
            "indexable": own.indexable,
            "attribution_domains": list(preferences.attribution_hosts),
        },
    }


def _plain_fields(own: Account) -> list[Json]:
    """As they were typed."""
    return [_field(field) | {"value": to_text(field.value)} for field in own.fields]


def profile(own: Account, preferences: Preferences, featured: Sequence[FeaturedTag], addresses: Addresses) -> Json:
    """What its owner edits: texts as typed, no pictures in the place of none."""
    return {
        "id": str(own.id),
        "display_name": own.display_name,
        "note": own.source,
        "fields": _plain_fields(own),
        "avatar": own.icon,
        "avatar_static": own.icon,
        "avatar_description": own.icon_description,
        "header": own.header,
        "header_static": own.header,
        "header_description": own.header_description,
        "locked": own.approves_followers,
        "bot": own.kind in {Kind.SERVICE, Kind.APPLICATION},
        "hide_collections": own.hides_follows,
        "discoverable": own.discoverable,
        "indexable": own.indexable,
        "show_media": preferences.shows_media,
        "show_media_replies": preferences.shows_media_replies,
        "show_featured": preferences.shows_featured,
        "attribution_domains": list(preferences.attribution_hosts),
        "featured_tags": [featured_tag(each, addresses) for each in featured],
    }


def relationship(found: Relationship) -> Json:
    return {
        "id": str(found.account_id),
        "following": found.following,
        "showing_reblogs": found.shows_boosts,
        "notifying": found.notifies,
        "languages": list(found.languages) or None,
        "followed_by": found.followed_by,
        "blocking": found.blocking,
        "blocked_by": found.blocked_by,
        "muting": found.muting,
        "muting_notifications": found.muting_notifications,
        "muting_expires_at": moment_or_none(found.mute_expires_at),
        "requested": found.asked,
        "requested_by": found.asked_by,
        "domain_blocking": found.muting_host,
        "endorsed": found.endorsed,
        "note": found.note,
    }
