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
from node.model.album import may_be_in_albums
from node.model.filters import FilterAction, FilterPlace
from node.model.label import AiUse
from node.model.language import is_simple
from node.model.media import Media
from node.model.post import Post, PostView
from node.model.quote import Consent, QuoteState
from node.model.visibility import Visibility
from node.moderation.guests import speaks_for_guests
from node.text.appointment import headline, own_words
from node.text.fold import excerpt
from node.text.html import to_text
from node.text.language import direction
from node.web.ballots import Ballot, ballot_of
from node.web.credits import credit_of
from node.web.dates import Dates, dates_of
from node.web.previews import LinkPreview, link_preview
from node.web.rendering import Frame
from node.web.sifted import sifted
from node.web.visits import Visit, visits_of
from node.web.wordings import OtherText, language_note, other_texts, other_wording, quoted_in, text_of

_HUES = 6
_NOTHING_FOUND: Mapping[FilterAction, str] = MappingProxyType({})
_KINDS = {"image": "media.image", "gifv": "media.video", "video": "media.video", "audio": "media.audio"}
_SHAPES = {"image": "img", "gifv": "video", "video": "video", "audio": "audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Who it is: `name` may be in any script and direction (`<bdi>`), `handle` is with its server for others.

    `portrait` is the path of a picture or empty; then the page shows `initial` on a ground of `hue`. `home` is the server
    of those who live elsewhere. `kind` is the key of what they are, empty for people; `official` whom they speak for.
    """

    name: str
    handle: str
    path: str
    portrait: str
    initial: str
    hue: int
    home: str
    kind: str
    official: str


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
    credit: Markup | str
    label: str
    host: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A post within another one: who said it, and what, with when and where an event is; pictures and polls are on its own
    page."""

    face: Face
    page: str
    when: str
    stamp: str
    title: str
    warning: str
    content: Markup
    language: str
    direction: str
    own_language: str = ""
    dates: Dates | None = None


@dataclass(frozen=True, slots=True)
class StateLine:
    """Where a question stands, in a sentence. `path` leads to the answer; `is_away`: on another server."""

    text: str
    path: str = ""
    is_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`anchor` is its place on the page, of a boost the boost's own number. `page` is the post's path; `origin` the address
    of the original where it is not ours; `labels` say how it was made; `filtered` and `blurred` the titles of the filters
    for which it, or its pictures, are folded away; `correction` is what was put right; `dates` are those of an
    event. `own_language` is that of what has no translation: title, warning, answers, what pictures show. `is_brief`: it is
    only the beginning. `is_easy`: it is read in Leichte
    Sprache, and `tongue_path` leads to its other wording, or to Leichte Sprache where it is not; `role` is what it is
    within its thread, `states` what became of the question it asks; `may_be_collected`: its pictures may be in albums;
    `guest_path` is where it is answered without an account, of the one a page is about. `html` is all of it, where it is
    finished already (`pieces.Piece`)."""

    id: int
    anchor: int
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
    preview: LinkPreview | None
    quote: str
    quote_host: str
    quote_note: str
    quoted: Quoted | None
    edited: str
    labels: tuple[str, ...]
    visibility: str
    tally: str
    is_pinned: bool
    is_mine: bool
    has_liked: bool
    has_boosted: bool
    may_boost: bool
    may_quote: bool
    guest_path: str
    own_language: str = ""
    is_brief: bool = False
    correction: Markup | str = ""
    place: str = ""
    position: str = ""
    dates: Dates | None = None
    is_easy: bool = False
    tongue_path: str = ""
    role: str = ""
    may_be_collected: bool = False
    visits: tuple[Visit, ...] = ()
    states: tuple[StateLine, ...] = ()
    html: Markup | str = ""


def profile_path(account: Account) -> str:
    return f"/@{quote(account.handle, safe='@:')}"


def post_path(account: Account, post_id: int) -> str:
    return f"{profile_path(account)}/{post_id}"


def album_path(owner: Account, album_id: int) -> str:
    return f"{profile_path(owner)}/alben/{album_id}"


def face(account: Account, frame: Frame) -> Face:
    """Made once for a page: on a profile it is always the same."""
    key = ("face", account.handle)
    known: Face | None = frame.memo.get(key)
    if known is None:
        known = frame.memo[key] = _face(account, frame)
    return known


def _face(account: Account, frame: Frame) -> Face:
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
        kind=_kind(account),
        official=frame.site.speakers.get(account.name, "") if account.is_local else "",
    )


def _kind(account: Account) -> str:
    if speaks_for_guests(account):
        return "guest.badge"
    return "" if account.kind is Kind.PERSON else _KIND_WORDS[account.kind]


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
    shared_by, anchor = Markup(), view.post.id
    if view.boosted is not None:
        shared_by = frame.sentence("post.boosted_by", name=linked_name(view.author, frame))
        view = view.boosted
    post, words = view.post, frame.words
    content, language = text_of(post, frame)
    return Card(
        id=post.id,
        anchor=anchor,
        face=face(view.author, frame),
        page=frame.to(post_path(view.author, post.id)),
        origin="" if post.is_local else web_address(post.url or post.uri),
        when=words.full(post.published_at) if main else frame.when(post.published_at),
        stamp=stamp(post.published_at),
        shared_by=shared_by,
        reply_to=_reply_to(view, frame),
        title=post.name,
        warning=post.warning,
        content=_with_abstract(post, content),
        language=language or "",
        own_language=post.language or "",
        direction=direction(language),
        language_note=language_note(language, frame),
        others=other_texts(post, language, frame),
        sensitive=post.sensitive or FilterAction.BLUR in found,
        filtered=found.get(FilterAction.WARN, ""),
        blurred=found.get(FilterAction.BLUR, ""),
        figures=tuple(figure_of(media, frame) for media in view.media),
        ballot=None if view.poll is None else ballot_of(view, view.poll, frame),
        preview=link_preview(view, frame),
        quote=_quote_link(view),
        quote_host=host_of(post.quote_uri or ""),
        quote_note=_quote_note(view, frame),
        quoted=_quoted(view, frame),
        edited="" if post.edited_at is None else words.t("post.edited", when=frame.when(post.edited_at)),
        labels=_labels(post, frame),
        correction=_correction(post, frame),
        place=_place(post, frame),
        position="" if post.place is None else post.place.geo,
        dates=dates_of(view, frame),
        is_easy=language is not None and is_simple(language),
        tongue_path=_other_way(view, language, frame),
        visibility="" if post.visibility is Visibility.PUBLIC else words.t(f"visibility.{post.visibility.value}"),
        tally=_tally(post, frame),
        is_pinned=view.is_pinned,
        is_mine=frame.viewer_id == view.author.id,
        may_be_collected=may_be_in_albums(post) and any(each.kind == "image" for each in view.media),
        has_liked=view.has_liked,
        has_boosted=view.has_boosted,
        may_boost=_may_boost(view, frame),
        may_quote=view.consent is not Consent.DENIED,
        visits=_visits(view, frame, main=main),
        guest_path=f"/beitrag/{post.id}/gastantwort" if main and frame.site.guests.invites(view.author, post) else "",
    )


def _may_boost(view: PostView, frame: Frame) -> bool:
    """What only some may read, its author may show those again."""
    is_own = frame.viewer_id == view.author.id
    return view.post.visibility.is_open or (is_own and view.post.visibility is not Visibility.DIRECT)


def _labels(post: Post, frame: Frame) -> tuple[str, ...]:
    """What readers have a right to know about how it was made (M31)."""
    said = [] if post.ai is AiUse.NONE else [frame.words.t(f"legal.label.{post.ai.value}")]
    return (*said, frame.words.t("legal.label.automated")) if post.automated else tuple(said)


def _place(post: Post, frame: Frame) -> str:
    """Of an event it stands with its dates."""
    if post.place is None or post.appointment is not None:
        return ""
    return post.place.words or frame.words.t("place.lage")


def _correction(post: Post, frame: Frame) -> Markup | str:
    if post.corrected_at is None:
        return ""
    day = escape(frame.words.date(post.corrected_at))
    return frame.sentence("correction.said", day=day, note=quoted_in(post.language, post.correction))


def _other_way(view: PostView, shown: str | None, frame: Frame) -> str:
    """From Leichte Sprache to the usual wording, and the other way."""
    other = other_wording(view.post, shown)
    return frame.to(f"{post_path(view.author, view.post.id)}?sprache={other}") if other else ""


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
    content, language = text_of(quoted.post, frame)
    return Quoted(
        face=face(quoted.author, frame),
        page=frame.to(post_path(quoted.author, quoted.post.id)),
        when=frame.when(quoted.post.published_at),
        stamp=stamp(quoted.post.published_at),
        title=quoted.post.name,
        warning=quoted.post.warning,
        content=_with_abstract(quoted.post, content),
        language=language or "",
        direction=direction(language),
        own_language=quoted.post.language or "",
        dates=dates_of(quoted, frame),
    )


def _with_abstract(post: Post, content: Markup) -> Markup:
    return Markup("<p><em>{}</em></p>{}").format(post.abstract, content) if post.abstract else content


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
    """The beginning of a post as plain text, for descriptions and titles; behind a warning only the warning. An event begins
    with its name."""
    if post.appointment is not None:
        line = headline(post.appointment, post.place, post.language)
        said = post.summary or to_text(own_words(post, post.content, post.language))
        return excerpt(". ".join(filter(None, (post.name, line, said))), length)
    return excerpt(post.summary or to_text(post.content) or post.name, length)


def _reply_to(view: PostView, frame: Frame) -> Markup:
    post = view.post
    if post.in_reply_to_uri is None:
        return Markup()
    if view.replied_to is None or view.replied_to.is_gone:
        return escape(frame.words.t("post.in_reply_to_unknown"))
    if view.replied_to.id == view.author.id:
        return escape(frame.words.t("post.in_reply_to_self"))
    return frame.sentence("post.in_reply_to", name=linked_name(view.replied_to, frame))


def figure_of(media: Media, frame: Frame) -> Figure:
    addresses = frame.site.addresses
    shape = _SHAPES.get(media.kind, "")
    return Figure(
        source=frame.path_of(addresses.shown(media)) if shape else "",
        shape=shape,
        preview=frame.path_of(addresses.media(media.preview_name)) if media.preview_name else "",
        href=web_address(media.url),
        kind=frame.words.t(_KINDS.get(media.kind, "media.file")),
        text=media.description,
        credit=credit_of(media),
        label="" if media.ai is AiUse.NONE else frame.words.t(f"legal.label.{media.ai.value}"),
        host=host_of(media.url),
        width=media.width,
        height=media.height,
    )


def _visits(view: PostView, frame: Frame, *, main: bool) -> tuple[Visit, ...]:
    """For whoever is not logged in, to posts that everybody may read."""
    if frame.person is not None or not view.post.visibility.is_open:
        return ()
    return visits_of(view.post.id, view.author.shown_name, frame, main=main)


def _tally(post: Post, frame: Frame) -> str:
    """`3 Antworten, 5-mal geteilt`: words, and nothing where there is nothing."""
    counts = (
        ("post.replies", post.replies_count),
        ("post.boosts", post.boosts_count),
        ("post.likes", post.likes_count),
    )
    line = ", ".join(frame.words.t(key, count=count) for key, count in counts if count > 0)
    return line[:1].upper() + line[1:]
