"""PreviewCard, and Trends::Link, which is one with how often it was posted."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from node.model.account import Account
from node.model.addresses import Addresses
from node.model.post import PostView
from node.model.preview import Page, Preview
from node.store.statistics import DayOfUse
from node.text.previews import words_of
from node.web.mastodon.entities.accounts import account
from node.web.mastodon.entities.reader import Json
from node.web.mastodon.entities.tags import history
from node.web.mastodon.moments import moment_or_none


def card(view: PostView, addresses: Addresses) -> Json | None:
    """Apps show `provider_name` as where it leads, so it is the host of the link and not what the page calls itself. There is
    never any HTML of others (T-097)."""
    page = words_of(view)
    if view.preview is None or not page.title:
        return None
    return _card(view.preview, page, view.preview_account, addresses)


def trending_link(link: Preview, days: Sequence[DayOfUse], addresses: Addresses, now: datetime) -> Json:
    """`days` from today backwards."""
    return _card(link, link.page, None, addresses) | {"history": history(days, now)}


def _card(preview: Preview, page: Page, author: Account | None, addresses: Addresses) -> Json:
    parts = urlsplit(preview.url)
    name = page.author if author is None else author.shown_name
    profile = "" if author is None else author.url
    about = None if author is None else account(author, addresses)
    return {
        "url": preview.url,
        "title": page.title,
        "description": page.description,
        "language": page.language,
        "type": "link",
        "author_name": name,
        "author_url": profile,
        "authors": [{"name": name, "url": profile, "account": about}] if name else [],
        "provider_name": parts.netloc,
        "provider_url": f"{parts.scheme}://{parts.netloc}",
        "html": "",
        "width": 0,
        "height": 0,
        "image": addresses.preview_image(preview) or None,
        "image_description": page.image_text,
        "embed_url": "",
        "blurhash": None,
        "published_at": moment_or_none(page.published_at),
    }
