"""A post as an entry of a feed, whatever the format. The same for everybody: in the node's language, and what is behind a
warning stays there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from node.i18n.translate import Translator
from node.model.addresses import Addresses
from node.model.feed import Feed, Subject
from node.model.label import AiUse
from node.model.media import Media
from node.model.post import Post, PostView
from node.moderation.guests import guest_name
from node.text.appointment import titled
from node.text.fold import excerpt
from node.text.html import tidy, to_text

_TITLE: Final = 90
_SUMMARY: Final = 400
_MEDIA: Final[Mapping[str, str]] = MappingProxyType(
    {"image": "image", "gifv": "video", "video": "video", "audio": "audio", "document": "document"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """`size` in bytes, 0 where it is not known; `medium` as Media RSS calls it."""

    url: str
    mime: str
    size: int
    medium: str
    text: str
    credit: str
    duration: float | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All of it free of what XML refuses; `content` is safe HTML. `answers` is what it answers (URI and page, the page
    perhaps empty), `thread` the path of the feed of what answers it, without ending."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    language: str
    author: str
    author_url: str
    published: datetime
    updated: datetime
    tags: Sequence[str]
    licence: str
    enclosures: Sequence[Enclosure]
    answers: tuple[str, str] | None
    replies: int
    thread: Feed | None


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes entries for one node."""

    addresses: Addresses
    words: Translator

    def entry(self, view: PostView) -> Entry:
        post, author = view.post, view.author
        text = to_text(post.content)
        shown = () if post.warning or post.sensitive else tuple(filter(None, map(self._enclosure, view.media)))
        return Entry(
            id=post.uri,
            url=post.url or post.uri,
            title=tidy(excerpt(_name(post) or post.summary or text, _TITLE)) or self._untitled(view),
            summary=tidy(excerpt(post.summary or text, _SUMMARY)),
            content=tidy(self._content(view, shown)),
            language=post.language or "",
            author=tidy(guest_name(author, post) or author.shown_name),
            author_url=author.url or author.uri,
            published=post.published_at,
            updated=post.edited_at or post.published_at,
            tags=[tidy(tag) for tag in post.shown_tags],
            licence=self.addresses.licence_of(author),
            enclosures=shown,
            answers=None if post.in_reply_to_uri is None else (post.in_reply_to_uri, self._answered_page(view)),
            replies=post.replies_count,
            thread=Feed(subject=Subject.THREAD, name=author.name, number=post.id) if author.is_local else None,
        )

    def _untitled(self, view: PostView) -> str:
        return self.words.t("feeds.untitled", name=tidy(view.author.shown_name))

    def _answered_page(self, view: PostView) -> str:
        post, answered = view.post, view.replied_to
        if answered is None or not answered.is_local or post.in_reply_to_id is None:
            return ""
        return self.addresses.post_page(answered, post.in_reply_to_id)

    def _content(self, view: PostView, shown: Sequence[Enclosure]) -> str:
        post, words = view.post, self.words
        if post.warning:
            return (
                f"<p><strong>{words.t('feeds.warning')}</strong> {escape(post.warning)}</p>"
                f'<p><a href="{escape(post.url or post.uri)}">{words.t("feeds.behind_warning")}</a></p>'
            )
        options = "" if view.poll is None else "".join(f"<li>{escape(each.title)}</li>" for each in view.poll.options)
        labels = [] if post.ai is AiUse.NONE else [words.t(f"legal.label.{post.ai.value}")]
        labels += [words.t("legal.label.automated")] if post.automated else []
        return "".join(
            [
                f"<p><em>{escape(post.abstract)}</em></p>" if post.abstract else "",
                post.content,
                self._correction(view),
                f"<ul>{options}</ul>" if options else "",
                *(_picture(each) for each in shown if each.medium == "image"),
                f"<p><em>{escape(' · '.join(labels))}</em></p>" if labels else "",
            ]
        )

    def _correction(self, view: PostView) -> str:
        post, words = view.post, self.words
        if post.corrected_at is None:
            return ""
        said = words.t("correction.said", day=words.date(post.corrected_at), note=post.correction)
        return f"<p><strong>{escape(said)}</strong></p>"

    def _enclosure(self, media: Media) -> Enclosure | None:
        """None for what is not there yet."""
        url = self.addresses.shown(media) or media.url
        if not media.is_ready or not url.startswith(("https://", "http://")):
            return None
        return Enclosure(
            url=url,
            mime=media.mime or "application/octet-stream",
            size=media.size or 0,
            medium=_MEDIA.get(media.kind, "document"),
            text=tidy(media.description),
            credit=tidy(" · ".join(filter(None, (media.credit, media.licence)))),
            duration=media.duration,
            width=media.width,
            height=media.height,
        )


def _name(post: Post) -> str:
    return post.name if post.appointment is None else titled(post.name, post.appointment, post.language)


def _picture(each: Enclosure) -> str:
    sides = f' width="{each.width}" height="{each.height}"' if each.width and each.height else ""
    credit = f"<figcaption>{escape(each.credit)}</figcaption>" if each.credit else ""
    return f'<figure><img src="{escape(each.url)}" alt="{escape(each.text)}"{sides}>{credit}</figure>'
