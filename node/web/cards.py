"""A post as a page shows it: every choice is made here, templates only write it down.

What comes from elsewhere never makes a reader's browser ask another server: this node shows pictures, films and sounds
of others itself (`Addresses.shown`); files of other kinds are links.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from node.federation.addressing import display_host
from node.model.account import Account, Kind
from node.model.filters import FilterAction, FilterPlace
from node.model.media import Media
from node.model.post import Post, PostView
from node.model.quote import QuoteState
from node.model.visibility import Visibility
from node.text.fold import excerpt
from node.text.html import to_text
from node.text.language import direction, primary
from node.web.ballots import Ballot, ballot_of
from node.web.languages import own_name
from node.web.rendering import Frame
from node.web.sifted import sifted

_HUES = 6
_NOTHING_FOUND: Mapping[FilterAction, str] = MappingProxyType({})
_KINDS = {"image": "media.image", "gifv": "media.video", "video": "media.video", "audio": "media.audio"}
_SHAPES = {"image": "img", "gifv": "video", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Who it is: `name` may be in any script and direction (`<bdi>`), `handle` is with its server for others.

    `portrait` is the path of a picture or empty; then the page shows `initial` on a ground of `hue`. `home` is the server
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
    """`source` is a path on this node, empty for what a page does not show; `shape` is the element that shows it,
    `preview` a smaller picture for it; `kind` is its name in words."""

    source: str
    shape: str
    preview: str
    href: str
    kind: str
    text: str
    credit: str
    host: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherText:
    """The same post in a further language, folded away."""

    language: str
    direction: str
    label: Markup
    content: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A post within another one: who said it, and what; pictures and polls are on its own page."""

    face: Face
    page: str
    when: str
    stamp: str
    title: str
    warning: str
    content: Markup
    language: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`page` is the post's path; `origin` the address of the original where it is not ours; `filtered` and `blurred` the
    titles of the filters for which it, or its pictures, are folded away."""

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
    filtered: str
    blurred: str
    figures: tuple[Figure, ...]
    ballot: Ballot | None
    quote: str
    quote_host: str
    quote_note: str
    quoted: Quoted | None
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
        portrait=frame.path_of(frame.site.addresses.avatar(account)),
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


def cards(views: Iterable[PostView], frame: Frame, place: FilterPlace | None = None) -> list[Card]:
    """`place`: where that is, for the filters of who looks; what they hide is left out."""
    return [made for view in views if (made := find_card(view, frame, place)) is not None]


def find_card(view: PostView, frame: Frame, place: FilterPlace | None) -> Card | None:
    """None where a filter hides it. Of a quoted post that one finds, only that is told."""
    found = sifted(view, frame, place)
    if FilterAction.HIDE in found:
        return None
    made, quote = card(view, frame, found=found), (view.boosted or view).quote
    if made.quoted is None or quote is None or quote.view is None:
        return made
    quoted = sifted(quote.view, frame, place)
    title = quoted.get(FilterAction.HIDE) or quoted.get(FilterAction.WARN)
    return replace(made, quoted=None, quote_note=frame.words.t("filter.hidden", title=title)) if title else made


def card(
    view: PostView, frame: Frame, *, main: bool = False, found: Mapping[FilterAction, str] = _NOTHING_FOUND
) -> Card:
    """A boost becomes the card of what was boosted, which says who shared it. `main`: the one a page is about; its time
    is told in full. `found`: what filters say about it."""
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
        sensitive=post.sensitive or FilterAction.BLUR in found,
        filtered=found.get(FilterAction.WARN, ""),
        blurred=found.get(FilterAction.BLUR, ""),
        figures=tuple(_figure(media, frame) for media in view.media),
        ballot=None if view.poll is None else ballot_of(view, view.poll, frame),
        quote=_quote_link(view),
        quote_host=host_of(post.quote_uri or ""),
        quote_note=_quote_note(view, frame),
        quoted=_quoted(view, frame),
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


def _quote_link(view: PostView) -> str:
    """Without consent only where it is."""
    is_open = view.quote is None or view.quote.state is QuoteState.PENDING
    return web_address(view.post.quote_uri or "") if is_open else ""


def _quote_note(view: PostView, frame: Frame) -> str:
    """Why a quote is not shown, in general words: whoever is blocked need not learn it here."""
    if view.quote is None or view.quote.state in {QuoteState.PENDING, QuoteState.ACCEPTED}:
        return ""
    return frame.words.t("post.quote_hidden")


def _quoted(view: PostView, frame: Frame) -> Quoted | None:
    if view.quote is None or view.quote.view is None or view.quote.state is not QuoteState.ACCEPTED:
        return None
    quoted = view.quote.view
    content, language = _text(quoted.post, frame.words.language)
    return Quoted(
        face=face(quoted.author, frame),
        page=frame.to(post_path(quoted.author, quoted.post.id)),
        when=frame.when(quoted.post.published_at),
        stamp=stamp(quoted.post.published_at),
        title=quoted.post.name,
        warning=quoted.post.summary,
        content=content,
        language=language or "",
        direction=direction(language),
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
    addresses = frame.site.addresses
    shape = _SHAPES.get(media.kind, "")
    return Figure(
        source=frame.path_of(addresses.shown(media)) if shape else "",
        shape=shape,
        preview=frame.path_of(addresses.media(media.preview_name)) if media.preview_name else "",
        href=web_address(media.url),
        kind=frame.words.t(_KINDS.get(media.kind, "media.file")),
        text=media.description,
        credit=" · ".join(filter(None, (media.credit, media.licence))),
        host=host_of(media.url),
        width=media.width,
        height=media.height,
    )


def _tally(post: Post, frame: Frame) -> str:
    """`3 Antworten, 5-mal geteilt`: words, and nothing where there is nothing."""
    counts = (
        ("post.replies", post.replies_count),
        ("post.boosts", post.boosts_count),
        ("post.likes", post.likes_count),
    )
    return ", ".join(frame.words.t(key, count=count) for key, count in counts if count > 0)
