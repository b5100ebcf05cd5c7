"""The link of a post as a page shows it: a title to follow, some words, and always the host it leads to."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from node.federation.addressing import display_host
from node.model.post import PostView
from node.text.language import direction
from node.text.previews import words_of
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPreview:
    """`host` is the one of the address, whatever the page calls itself. `image` is a path on this node; `note` says whose
    words these are where nobody here has looked at the page."""

    href: str
    host: str
    title: str
    description: str
    byline: str
    language: str
    direction: str
    image: str
    image_text: str
    note: str


def link_preview(view: PostView, frame: Frame) -> LinkPreview | None:
    page, preview = words_of(view), view.preview
    if preview is None or not page.title:
        return None
    addresses, words = frame.site.addresses, frame.words
    path = frame.path_of(preview.url)
    return LinkPreview(
        href=frame.to(path) if path else preview.url,
        host=_host(preview.url),
        title=page.title,
        description=page.description,
        byline=page.author,
        language=page.language or "",
        direction=direction(page.language),
        image=frame.path_of(addresses.preview_image(preview)),
        image_text=page.image_text,
        note=words.t("preview.claim", host=view.author.host or addresses.host) if preview.is_claim else "",
    )


def _host(url: str) -> str:
    """In its own script, unless that may be a disguise (T-073)."""
    host = urlsplit(url).netloc
    return display_host(host) if "xn--" in host else host
