"""PreviewCard."""

from urllib.parse import urlsplit

from node.model.addresses import Addresses
from node.model.post import PostView
from node.text.previews import words_of
from node.web.mastodon.entities.accounts import account
from node.web.mastodon.entities.reader import Json
from node.web.mastodon.moments import moment_or_none


def card(view: PostView, addresses: Addresses) -> Json | None:
    """Apps show `provider_name` as where it leads, so it is the host of the link and not what the page calls itself. There is
    never any HTML of others (T-097)."""
    page, preview = words_of(view), view.preview
    if preview is None or not page.title:
        return None
    parts = urlsplit(preview.url)
    author = view.preview_account
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
