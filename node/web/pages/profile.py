"""A profile: who speaks here, and what they posted. Also for people who live elsewhere, as far as they are known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from node.config import Organization, Organizations
from node.errors import Gone, NotFound
from node.model.account import Account
from node.model.filters import FilterPlace
from node.model.follow import Follow
from node.model.ids import HIGHEST
from node.store.database import Tx
from node.text.fold import excerpt
from node.text.html import to_text
from node.web.cards import face, profile_path, web_address
from node.web.kept import alternate_link, kept
from node.web.keys import NODE
from node.web.page import PER_PAGE, answer, before_of, look, older_page, rendering_of
from node.web.pieces import Loaded, Pieces, pieces_of
from node.web.rendering import Frame, Rendering
from node.web.shown import SHOWN, Shown
from node.web.steckbrief import standing_of

_TOPICS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`older` is the next page's address or empty; `recommends`: there is a collection to be seen; `follow` that of the
    viewer, `follows_viewer` the other way; `topics` are hashtags it shows as its own."""

    account: Account
    pinned: Sequence[Loaded]
    posts: Sequence[Loaded]
    older: str
    follow: Follow | None = None
    follows_viewer: bool = False
    blocked: bool = False
    recommends: bool = False
    topics: Sequence[str] = ()
    has_calendar: bool = False
    has_albums: bool = False


@kept
async def show_profile(request: web.Request) -> web.Response:
    handle = request.match_info["handle"]
    before = before_of(request)
    with pieces_of(request, level=3) as pieces:
        frame, found = await look(request, _profile, pieces, *split_handle(request, handle), before)
        if handle != found.account.handle:
            raise web.HTTPMovedPermanently(frame.to(profile_path(found.account)))
        line = offices_of(request[NODE].config.organizations, found.account)
        response = answer(request, frame, render_profile(rendering_of(request), frame, pieces, found, line))
    if found.account.is_local:
        number = str(found.account.id)
        response.headers["Link"] = alternate_link(request)
        # New posts of others may come in without being told, so only the pages of our own are kept
        response[SHOWN] = Shown(
            [*found.pinned, *found.posts],
            {(topic, number) for topic in ("account", "timeline", "collections", "albums")},
        )
    return response


def split_handle(request: web.Request, handle: str) -> tuple[str, str | None]:
    """Name and host of what stands behind the @ in an address; ours may be written with our domain or without."""
    name, _, host = handle.partition("@")
    if not name or len(handle) > 400:
        raise NotFound("there is no such account")
    return name, None if not host or request[NODE].addresses.find_name(handle) else host.lower()


async def account_called(tx: Tx, name: str, host: str | None, viewer_id: int = 0) -> Account:
    """A known, living account; one that is planned only to itself. Raises NotFound or Gone."""
    account = await tx.accounts.find_by_handle(name, host, even_planned=bool(viewer_id))
    if account is None or (account.phase.is_planned and account.id != viewer_id):
        raise NotFound("there is no such account")
    if account.is_gone:
        raise Gone("this account has been deleted or suspended")
    return account


def offices_of(organizations: Organizations, account: Account) -> Sequence[Organization]:
    """Whom it speaks for, from the top down: nobody, unless an organisation names it as its channel."""
    office = organizations.of_channel(account.name) if account.is_local else None
    if office is None or account.name not in office.channels:
        return ()
    return organizations.line_of(office)


def render_profile(
    rendering: Rendering, frame: Frame, pieces: Pieces, found: Profile, offices: Sequence[Organization]
) -> bytes:
    account, words = found.account, frame.words
    counts = [words.t("account.posts", count=account.posts_count)]
    counts.append(words.t("account.followers", count=account.followers_count))
    counts.append(words.t("account.followings", count=account.following_count))
    handle = f"@{account.name}@{account.host or frame.site.account_domain}"
    state = "" if found.follow is None else ("accepted" if found.follow.accepted else "asked")
    path = profile_path(account)
    return rendering.page(
        "profile.html",
        frame,
        heading=account.shown_name,
        account=account,
        face=face(account, frame),
        handle=handle,
        path=path,
        banner=frame.path_of(frame.site.addresses.header(account)),
        banner_text=account.header_description,
        summary=Markup(account.summary),  # noqa: S704  # Account.summary is safe HTML
        description=excerpt(to_text(account.summary), 200) or words.t("profile.description", name=account.shown_name),
        counts=" · ".join(counts),
        moved_to=_moved_to(account, frame),
        standing=standing_of(account, frame),
        canonical=f"{frame.site.base}{path}" if account.is_local else web_address(account.url) or account.uri,
        alternate=web_address(account.uri),
        origin="" if account.is_local else web_address(account.url or account.uri),
        noindex=not (account.is_local and account.discoverable) or "vor=" in frame.here,
        is_me=frame.viewer_id == account.id,
        runs=frame.acts_for(account.id),
        follow=state,
        follows_viewer=found.follows_viewer,
        blocked=found.blocked,
        recommends=found.recommends,
        offices=offices,
        topics=[(f"/tags/{quote(each, safe='')}", each) for each in found.topics],
        calendar=f"{path}/kalender" if found.has_calendar else "",
        albums=f"{path}/alben" if found.has_albums else "",
        chronicle=f"{path}/chronik" if account.is_local else "",
        pinned=pieces.cards(rendering, frame, found.pinned, FilterPlace.ACCOUNT),
        cards=pieces.cards(rendering, frame, found.posts, FilterPlace.ACCOUNT),
        older=found.older,
    )


def _moved_to(account: Account, frame: Frame) -> Markup:
    """Where they went, to be found through the search: the page there may not be known here yet."""
    if account.moved_to is None:
        return Markup()
    path = frame.to(f"/suche?q={quote(account.moved_to, safe='')}")
    link = Markup('<a href="{}">{}</a>').format(path, account.moved_to)
    return frame.sentence("account.moved_to", name=Markup("<bdi>{}</bdi>").format(account.shown_name), address=link)


async def _profile(tx: Tx, viewer_id: int, pieces: Pieces, name: str, host: str | None, before: int) -> Profile:
    account = await account_called(tx, name, host, viewer_id)
    mine = viewer_id and viewer_id != account.id
    shut_out = bool(mine) and await tx.blocks.exists(account.id, viewer_id)
    pinned: list[int] = []
    if before == HIGHEST and not shut_out:
        pins = await tx.posts.pinned_ids(account.id)
        readable = await tx.timelines.readable(pins, viewer_id) if pins else set()
        pinned = [each for each in pins if each in readable][:5]
    found: Sequence[int] = []
    if not shut_out:
        found = await tx.timelines.of_account(
            account.id, viewer_id, before=before, limit=PER_PAGE + 1, with_replies=False
        )
    ids, older = older_page(profile_path(account), list(found))
    posts = await pieces.load(tx, [*pinned, *ids], viewer_id)
    back = await tx.follows.find(account.id, viewer_id) if mine else None
    return Profile(
        account=account,
        pinned=[posts[each] for each in pinned if each in posts],
        posts=[posts[each] for each in ids if each in posts and each not in pinned],
        older=older,
        follow=await tx.follows.find(viewer_id, account.id) if mine else None,
        follows_viewer=back is not None and back.accepted,
        blocked=bool(mine) and await tx.blocks.exists(viewer_id, account.id),
        recommends=account.is_local
        and not shut_out
        and bool(await tx.collections.of_account(account.id, hidden=viewer_id == account.id, limit=1)),
        topics=[each.shown for each in await tx.tags.featured(account.id)][:_TOPICS],
        has_calendar=account.is_local and await tx.appointments.announces(account.id),
        has_albums=account.is_local
        and not shut_out
        and bool(await tx.albums.of_account(account.id, before=HIGHEST, empty=viewer_id == account.id, limit=1)),
    )
