"""A post, what hangs on it, and a post as somebody sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from node.model.account import Account
from node.model.appointment import Appointment
from node.model.case import CaseSaid
from node.model.emoji import Emoji
from node.model.label import AiUse
from node.model.media import Media
from node.model.place import Place
from node.model.poll import Poll
from node.model.preview import Page, Preview
from node.model.quote import Consent, QuoteState
from node.model.visibility import Visibility


@dataclass(frozen=True, slots=True)
class MentionRef:
    """Somebody named in a post."""

    account_id: int
    uri: str
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may interact (GoToSocial's interactionPolicy, FEP-044f): actor or collection URIs; None = not said.

    Each is who may without asking. `can_quote_asked` is who may after an approval.
    """

    can_like: tuple[str, ...] | None = None
    can_reply: tuple[str, ...] | None = None
    can_announce: tuple[str, ...] | None = None
    can_quote: tuple[str, ...] | None = None
    can_quote_asked: tuple[str, ...] | None = None

    @property
    def leaves_quoting_open(self) -> bool:
        """Its author said nothing about it: of ours everybody may, of others nobody."""
        return self.can_quote is None and not self.can_quote_asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """`content` is safe HTML, `contents` further languages of it (BCP 47 tag to safe HTML).

    `source` is what its author typed (own posts only). A boost is a post of its own with `boost_of_id` and no content.
    `thread_id` is the id of the topmost post we know of the thread. `in_reply_to_uri` stays when the parent is not here.
    `application` is the name of the app it was written with, where its author lets that be seen, `application_url` its site.
    `ai` and `automated` say how it was made. `correction` is what its author put right last, in their words, at
    `corrected_at`. `link` is the link it is shown with, `link_claim` what its author's server says
    of the page there. `appointment` is when an Event is; its `content` begins with that in words (`text/appointment.py`).
    `case_said` is what it says about a case, where it passes one on or answers one.
    Counts are those of this node, raised to the origin's totals where it says more (`likes`/`shares` collections).
    """

    id: int
    uri: str
    url: str
    author_id: int
    is_local: bool
    kind: str
    visibility: Visibility
    content: str
    contents: dict[str, str]
    summary: str
    name: str
    language: str | None
    sensitive: bool
    source: str
    source_format: str
    in_reply_to_id: int | None
    in_reply_to_uri: str | None
    in_reply_to_account_id: int | None
    boost_of_id: int | None
    quote_uri: str | None
    thread_id: int
    context_uri: str | None
    published_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    tags: tuple[str, ...]
    written_tags: tuple[str, ...] = ()
    policy: Policy
    application: str = ""
    application_url: str = ""
    ai: AiUse = AiUse.NONE
    automated: bool = False
    replies_count: int
    likes_count: int
    boosts_count: int
    quotes_count: int = 0
    emojis: tuple[Emoji, ...] = ()
    link: str | None = None
    link_claim: Page | None = None
    correction: str = ""
    corrected_at: datetime | None = None
    place: Place | None = None
    appointment: Appointment | None = None
    case_said: CaseSaid | None = None

    @property
    def abstract(self) -> str:
        """The summary of an article elsewhere, as blogs send one with each; that of others, and of what is marked as
        sensitive, is a warning. Ours is what its author typed as one."""
        is_article = not self.is_local and not self.sensitive and self.kind not in {"Note", "Question", "Event"}
        return self.summary if is_article else ""

    @property
    def warning(self) -> str:
        """What is read before the text is."""
        return "" if self.abstract else self.summary

    @property
    def is_boost(self) -> bool:
        return self.boost_of_id is not None

    @property
    def shown_tags(self) -> tuple[str, ...]:
        """In the order of `tags`, as the post writes them."""
        return self.written_tags or self.tags


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post about to be stored: what `posts.add` takes. `id` made by `Ids`; ids of parents resolved in the store.

    `stamp_uri` is what it names as the consent to its quote, not yet checked; `emojis` are names and addresses as somebody
    elsewhere wrote them. `correction`: of an edit that puts something right.
    """

    id: int
    uri: str
    url: str
    author: Account
    kind: str = "Note"
    visibility: Visibility = Visibility.PUBLIC
    content: str = ""
    contents: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    name: str = ""
    language: str | None = None
    sensitive: bool = False
    source: str = ""
    source_format: str = "plain"
    in_reply_to_uri: str | None = None
    boost_of_id: int | None = None
    quote_uri: str | None = None
    stamp_uri: str | None = None
    emojis: tuple[tuple[str, str], ...] = ()
    context_uri: str | None = None
    published_at: datetime
    edited_at: datetime | None = None
    tags: tuple[str, ...] = ()
    written_tags: tuple[str, ...] = ()
    policy: Policy = field(default_factory=Policy)
    application: str = ""
    application_url: str = ""
    ai: AiUse = AiUse.NONE
    automated: bool = False
    mentions: tuple[int, ...] = ()
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    link: str | None = None
    link_claim: Page | None = None
    correction: str = ""
    place: Place | None = None
    appointment: Appointment | None = None
    case_said: CaseSaid | None = None

    @property
    def shown_tags(self) -> tuple[str, ...]:
        """In the order of `tags`, as the post writes them."""
        return self.written_tags or self.tags


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """What a post quotes, as far as its viewer is shown it: `quoted_id` only then, and `view` only where the quoting post
    is not itself quoted by the one at hand."""

    state: QuoteState
    quoted_uri: str
    stamp_uri: str | None = None
    quoted_id: int | None = None
    view: "PostView | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A post with all a page shows of it, and what the viewer did with it (`has_muted`: its thread) or may do (`consent`:
    quote it). `preview` is of its link; where that leads to a page of ours, `preview_account` and `preview_post` are what it
    is about. Made by `posts.views`."""

    post: Post
    author: Account
    mentions: tuple[MentionRef, ...] = ()
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    boosted: "PostView | None" = None
    replied_to: Account | None = None
    has_liked: bool = False
    has_boosted: bool = False
    has_bookmarked: bool = False
    has_muted: bool = False
    is_pinned: bool = False
    own_votes: tuple[int, ...] = ()
    quote: QuoteView | None = None
    consent: Consent = Consent.DENIED
    preview: Preview | None = None
    preview_post: Post | None = None
    preview_account: Account | None = None


@dataclass(frozen=True, slots=True)
class PostVersion:
    """What a post said before it was edited. `files` are addresses and descriptions, `options` those of its poll; None
    where nobody kept them."""

    at: datetime
    content: str
    summary: str
    name: str
    sensitive: bool
    files: tuple[tuple[str, str], ...] | None = None
    options: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong in a post and is right now, in its author's words."""

    id: int
    post_id: int
    note: str
    at: datetime
