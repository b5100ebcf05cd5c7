"""Public things as plain JSON objects, one for a line of a dump: names as schema.org has them where it has any."""

from datetime import datetime, timedelta
from typing import Any, Final

from node.config import Config, Organization
from node.model.account import Account
from node.model.addresses import Addresses
from node.model.appointment import Appointment
from node.model.deletion import Deletion
from node.model.label import AiUse
from node.model.media import Media
from node.model.place import Place
from node.model.poll import Poll
from node.model.post import PostView
from node.model.syndication import Syndication
from node.moderation.guests import guest_name
from node.text.html import to_text

RIGHTS: Final = "The author's own; shown here as long as it is public at its origin."


def organization(each: Organization, config: Config) -> dict[str, Any]:
    return {
        "id": each.key,
        "type": "GovernmentOrganization" if each.is_public_body else "Organization",
        "name": each.name,
        "parent": each.parent or None,
        "kind": each.kind,
        "channels": list(each.channels),
        "description": each.description,
        "homepage": each.homepage or None,
        "ars": each.ars or None,
        "ags": each.ags or None,
        "license": each.license or config.open.license,
    }


def channel(account: Account, config: Config, addresses: Addresses) -> dict[str, Any]:
    found = config.organizations.of_channel(account.name)
    return {
        "id": str(account.id),
        "type": "ProfilePage",
        "uri": account.uri,
        "url": account.url,
        "name": account.name,
        "handle": addresses.handle(account),
        "title": account.shown_name,
        "kind": account.kind.value,
        "organization": None if found is None else found.key,
        "description": to_text(account.summary),
        "posts": account.posts_count,
        "followers": account.followers_count,
        "created": account.created_at,
        "license": config.license_of(account.name),
    }


def post(view: PostView, config: Config, addresses: Addresses) -> dict[str, Any]:
    """Of a channel here."""
    return {
        **_said(view, addresses),
        "channel": view.author.name,
        "media": [media(each, addresses) for each in view.media],
        "replies": view.post.replies_count,
        "likes": view.post.likes_count,
        "boosts": view.post.boosts_count,
        "ai": None if view.post.ai is AiUse.NONE else view.post.ai.value,
        "automated": view.post.automated,
        "license": config.license_of(view.author.name),
    }


def contribution(view: PostView, channels: tuple[str, ...], addresses: Addresses) -> dict[str, Any]:
    """What somebody said to channels here, with where it comes from: a guest of this node by the name they chose. Its rights
    are theirs."""
    author, guest = view.author, guest_name(view.author, view.post)
    return {
        **_said(view, addresses),
        "channels": list(channels),
        "author": {
            "uri": author.uri,
            "url": author.url,
            "name": guest or author.shown_name,
            "handle": addresses.handle(author),
            "guest": bool(guest),
        },
        "origin": author.host or addresses.host,
        "license": None,
        "rights": RIGHTS,
    }


def _said(view: PostView, addresses: Addresses) -> dict[str, Any]:
    said = view.post
    return {
        "id": str(said.id),
        "type": "Article" if said.kind == "Article" else "SocialMediaPosting",
        "uri": said.uri,
        "url": said.url if said.is_local else addresses.post_page(view.author, said.id),
        "published": said.published_at,
        "updated": said.edited_at,
        "language": said.language,
        "title": said.name or None,
        "warning": said.summary or None,
        "text": to_text(said.content),
        "html": said.content,
        "translations": {language: to_text(html) for language, html in said.contents.items()},
        "correction": None if said.corrected_at is None else {"note": said.correction, "at": said.corrected_at},
        "location": None if said.place is None else _location(said.place),
        "event": None if said.appointment is None else _event(said.appointment),
        "tags": list(said.tags),
        "in_reply_to": said.in_reply_to_uri,
        "thread": str(said.thread_id),
    }


def _event(appointment: Appointment) -> dict[str, Any]:
    """Whole days without a time: the last is the last on which it is. Its name and place are those of the post."""
    begins, ends, last = appointment.begins, appointment.ends, appointment.last_day
    days = appointment.all_day
    return {
        "type": "Event",
        "start": begins.date().isoformat() if days else begins.isoformat(),
        "end": last.date().isoformat() if days else None if ends is None else ends.isoformat(),
        "timezone": appointment.zone,
        "all_day": days,
        "status": appointment.state.value,
        "seats": appointment.seats,
        "online": appointment.online or None,
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "type": "Place",
        "name": place.name or None,
        "address": place.address or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def media(file: Media, addresses: Addresses) -> dict[str, Any]:
    return {
        "url": addresses.shown(file),
        "type": file.mime,
        "description": file.description,
        "credit": file.credit or None,
        "license": file.licence or None,
        "ai": None if file.ai is AiUse.NONE else file.ai.value,
        "width": file.width,
        "height": file.height,
        "preview": None
        if file.preview_name is None
        else {
            "url": addresses.media(file.preview_name),
            "width": file.preview_width,
            "height": file.preview_height,
        },
    }


def poll(view: PostView, question: Poll, config: Config, now: datetime) -> dict[str, Any]:
    """`votes` are null where they are told at the end only, and it is not there yet."""
    return {
        "id": str(view.post.id),
        "type": "Question",
        "uri": view.post.uri,
        "channel": view.author.name,
        "question": to_text(view.post.content),
        "multiple": question.multiple,
        "closes": question.closes_at,
        "closed": question.closed_at,
        "voters": question.voters,
        "options": [
            {"title": option.title, "votes": votes}
            for option, votes in zip(question.options, question.tallies(now), strict=True)
        ],
        "license": config.license_of(view.author.name),
    }


def syndication(each: Syndication) -> dict[str, Any]:
    """A copy that is there, or was."""
    return {
        "connector": each.connector,
        "platform": each.kind,
        "url": each.url or None,
        "at": each.at,
        "lag": None if each.lag is None else round(each.lag.total_seconds(), 3),
        "early": each.lag is not None and each.lag < timedelta(0),
        "state": each.state.value,
    }


def deletion(each: Deletion) -> dict[str, Any]:
    return {
        "id": str(each.post_id),
        "type": "Tombstone",
        "uri": each.uri,
        "channels": list(each.channels),
        "deleted": each.at,
    }
