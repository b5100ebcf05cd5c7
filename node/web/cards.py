"""A post as a page shows it: every choice is made here, templates only write it down.

What comes from elsewhere never makes a reader's browser ask another server: pictures that do not lie here are links
with their description.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from node.federation.addressing import display_host
from node.model.account import Account, Kind
from node.model.media import Media
from node.model.poll import Poll
from node.model.post import Post, PostView
from node.model.visibility import Visibility
from node.text.fold import excerpt
from node.text.html import to_text
from node.text.language import direction, primary
from node.web.languages import own_name
from node.web.rendering import Frame

_HUES = 6
_KINDS = {"image": "media.image", "video": "media.video", "audio": "media.audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Who it is: `name` may be in any script and direction (`<bdi>`), `handle` is with its server for others.

    `portrait` is a picture of ours or empty; then the page shows `initial` on a ground of `hue`. `home` is the server
    of those who live elsewhere. `kind` is the key of what they are, empty for people.
    """

    name: str
    handle: str
    path: str
    portrait: str
    initial: str
    hue: int
    home: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`source` is a picture of ours, empty for what lies elsewhere; `kind` is its name in words."""

    source: str
    href: str
    kind: str
    text: str
    credit: str
    host: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    title: str
    percent: int
    result: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A poll. `is_open` for whoever looks at it: they may still vote."""

    bars: tuple[Bar, ...]
    multiple: bool
    is_open: bool
    voters: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherText:
    """The same post in a further language, folded away."""

    language: str
    direction: str
    label: Markup
    content: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`page` is the post's path; `origin` the address of the original where it is not ours."""

    id: int
    face: Face
    page: str
    origin: str
    when: str
    stamp: str
    shared_by: Markup
    reply_to: Markup
    title: str
    warning: str
    content: Markup
    language: str
    direction: str
    language_note: Markup
    others: tuple[OtherText, ...]
    sensitive: bool
    figures: tuple[Figure, ...]
    ballot: Ballot | None
    quote: str
    quote_host: str
    edited: str
    visibility: str
    tally: str
    is_pinned: bool
    is_mine: bool
    has_liked: bool
    has_boosted: bool
    may_boost: bool


def profile_path(account: Account) -> str:
    return f"/@{quote(account.handle, safe='@:')}"


def post_path(account: Account, post_id: int) -> str:
    return f"{profile_path(account)}/{post_id}"


def face(account: Account, frame: Frame) -> Face:
    name = account.shown_name
    initial = next((letter for letter in name if letter.isalnum()), "?").upper()
    return Face(
        name=name,
        handle=f"@{account.handle}",
        path=frame.to(profile_path(account)),
        portrait=own_picture(account.icon, frame),
        initial=initial,
        hue=sum(account.handle.encode()) % _HUES,
        home=shown_host(account.host or ""),
        kind="" if account.kind is Kind.PERSON else _KIND_WORDS[account.kind],
    )


_KIND_WORDS = {
    Kind.SERVICE: "account.bot",
    Kind.APPLICATION: "account.bot",
    Kind.GROUP: "account.group",
    Kind.ORGANIZATION: "account.organization",
}


def shown_host(host: str) -> str:
    """In its own script, unless that may be a disguise (T-073)."""
    return display_host(host) if "xn--" in host else host


def own_picture(url: str | None, frame: Frame) -> str:
    """The address, when it lies on this node; else nothing."""
    return url if url is not None and url.startswith(frame.site.base + "/") else ""


def cards(views: Iterable[PostView], frame: Frame) -> list[Card]:
    return [card(view, frame) for view in views]


def card(view: PostView, frame: Frame, *, main: bool = False) -> Card:
    """A boost becomes the card of what was boosted, which says who shared it. `main`: the one a page is about; its time
    is told in full."""
    shared_by = Markup()
    if view.boosted is not None:
        shared_by = frame.sentence("post.boosted_by", name=linked_name(view.author, frame))
        view = view.boosted
    post, words = view.post, frame.words
    content, language = _text(post, words.language)
    return Card(
        id=post.id,
        face=face(view.author, frame),
        page=frame.to(post_path(view.author, post.id)),
        origin="" if post.is_local else web_address(post.url or post.uri),
        when=words.full(post.published_at) if main else frame.when(post.published_at),
        stamp=stamp(post.published_at),
        shared_by=shared_by,
        reply_to=_reply_to(view, frame),
        title=post.name,
        warning=post.summary,
        content=content,
        language=language or "",
        direction=direction(language),
        language_note=_language_note(language, frame),
        others=_others(post, language, frame),
        sensitive=post.sensitive,
        figures=tuple(_figure(media, frame) for media in view.media),
        ballot=None if view.poll is None else _ballot(view, view.poll, frame),
        quote=web_address(post.quote_uri or ""),
        quote_host=host_of(post.quote_uri or ""),
        edited="" if post.edited_at is None else words.t("post.edited", when=frame.when(post.edited_at)),
        visibility="" if post.visibility is Visibility.PUBLIC else words.t(f"visibility.{post.visibility.value}"),
        tally=_tally(post, frame),
        is_pinned=view.is_pinned,
        is_mine=frame.viewer_id == view.author.id,
        has_liked=view.has_liked,
        has_boosted=view.has_boosted,
        may_boost=post.visibility.is_open
        or (post.visibility is not Visibility.DIRECT and frame.viewer_id == view.author.id),
    )


def linked_name(account: Account, frame: Frame) -> Markup:
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(frame.to(profile_path(account)), account.shown_name)


def stamp(at: datetime) -> str:
    """For `<time datetime>`."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def web_address(url: str) -> str:
    """`url` where a browser may follow it, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""


def host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def summary_of(post: Post, length: int = 200) -> str:
    """The beginning of a post as plain text, for descriptions and titles; behind a warning only the warning."""
    return excerpt(post.summary or to_text(post.content) or post.name, length)


def _text(post: Post, wanted: str) -> tuple[Markup, str | None]:
    """What it says, in the reader's language where it is written in it; and which language that is."""
    content, language = post.content, post.language
    if post.contents and (language is None or primary(language) != wanted):
        for tag, translated in post.contents.items():
            if primary(tag) == wanted:
                content, language = translated, tag
                break
    return Markup(content), language  # noqa: S704  # Post.content is safe HTML


def _language_note(language: str | None, frame: Frame) -> Markup:
    """Named is what nobody expects here: neither the node's own language nor the reader's. Machines read `lang`."""
    if language is None or primary(language) in {frame.site.language, frame.words.language}:
        return Markup()
    return frame.sentence("post.language", language=_named(language))


def _named(language: str) -> Markup:
    """Its own name, so marked that it is read aloud rightly."""
    return Markup('<bdi lang="{}">{}</bdi>').format(language, own_name(language))


def _others(post: Post, shown: str | None, frame: Frame) -> tuple[OtherText, ...]:
    if not post.contents:
        return ()
    texts = {post.language or "": post.content, **post.contents}
    return tuple(
        OtherText(
            language=tag,
            direction=direction(tag),
            label=frame.sentence("post.also_in", language=_named(tag)),
            content=Markup(text),  # noqa: S704  # Post.contents are safe HTML
        )
        for tag, text in texts.items()
        if tag and tag != shown
    )


def _reply_to(view: PostView, frame: Frame) -> Markup:
    post = view.post
    if post.in_reply_to_uri is None:
        return Markup()
    if view.replied_to is None or view.replied_to.is_gone:
        return escape(frame.words.t("post.in_reply_to_unknown"))
    if view.replied_to.id == view.author.id:
        return escape(frame.words.t("post.in_reply_to_self"))
    return frame.sentence("post.in_reply_to", name=linked_name(view.replied_to, frame))


def _figure(media: Media, frame: Frame) -> Figure:
    source = own_picture(media.url, frame) if media.kind == "image" else ""
    return Figure(
        source=source,
        href=web_address(media.url),
        kind=frame.words.t(_KINDS.get(media.kind, "media.file")),
        text=media.description,
        credit=" · ".join(filter(None, (media.credit, media.licence))),
        host=host_of(media.url),
        width=media.width,
        height=media.height,
    )


def _ballot(view: PostView, poll: Poll, frame: Frame) -> Ballot:
    words = frame.words
    votes = sum(option.votes for option in poll.options)
    whole = max(1, poll.voters if poll.multiple and poll.voters else votes)
    closed = poll.is_closed(frame.now)
    if poll.closes_at is None:
        end = words.t("poll.closed") if closed else ""
    else:
        end = words.t("poll.ended" if closed else "poll.closes", when=frame.when(poll.closes_at))
    may_vote = frame.viewer_id not in {0, view.author.id} and not view.own_votes
    return Ballot(
        bars=tuple(_bar(view, position, whole, poll, frame) for position in range(len(poll.options))),
        multiple=poll.multiple,
        is_open=not closed and may_vote,
        voters=words.t("poll.voters", count=poll.voters or (0 if poll.multiple else votes)),
        end=end,
    )


def _bar(view: PostView, position: int, whole: int, poll: Poll, frame: Frame) -> Bar:
    option = poll.options[position]
    percent = min(100, round(100 * option.votes / whole))
    votes = frame.words.t("poll.votes", count=option.votes)
    return Bar(
        title=option.title,
        percent=percent,
        result=frame.words.t("poll.result", percent=percent, votes=votes),
        is_own=position in view.own_votes,
    )


def _tally(post: Post, frame: Frame) -> str:
    """`3 Antworten, 5-mal geteilt`: words, and nothing where there is nothing."""
    counts = (
        ("post.replies", post.replies_count),
        ("post.boosts", post.boosts_count),
        ("post.likes", post.likes_count),
    )
    return ", ".join(frame.words.t(key, count=count) for key, count in counts if count > 0)
