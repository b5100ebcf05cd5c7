"""The first page: who runs this, who writes here, what is new, and how to read along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from node.config import Organization, Organizations
from node.model.filters import FilterPlace
from node.store.database import Tx
from node.store.directory import Listed
from node.web.cards import Face, face
from node.web.kept import kept
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.pieces import Loaded, Pieces, pieces_of
from node.web.rendering import Frame, Rendering
from node.web.shown import SHOWN, Shown

_POSTS = 10
_CHANNELS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """`named`: channels of organisations, by their names; `others` of none."""

    named: Mapping[str, Listed]
    others: Sequence[Listed]
    posts: Sequence[Loaded]


@kept
async def show_start(request: web.Request) -> web.Response:
    organizations = request[NODE].config.organizations
    with pieces_of(request, level=3) as pieces:
        frame, found = await look(request, _front, pieces, organizations)
        response = answer(request, frame, render_start(rendering_of(request), frame, pieces, organizations, found))
    also = {("channels", ""), ("feed", "node")}
    also |= {("account", str(each.account.id)) for each in (*found.named.values(), *found.others)}
    response[SHOWN] = Shown(found.posts, also)
    return response


def render_start(
    rendering: Rendering, frame: Frame, pieces: Pieces, organizations: Organizations, found: Front
) -> bytes:
    departments = _departments(organizations, found.named, frame)
    left = _CHANNELS - sum(len(faces) for _, faces in departments)
    others = [face(each.account, frame) for each in found.others[: max(left, 0)]]
    by_mail = any(frame.site.addresses.letters_page(each.account) for each in (*found.named.values(), *found.others))
    return rendering.page(
        "start.html",
        frame,
        heading=frame.site.title,
        root=organizations.root,
        departments=departments,
        others=others,
        by_mail=by_mail,
        cards=pieces.cards(rendering, frame, found.posts, FilterPlace.PUBLIC),
        more=len(found.posts) == _POSTS,
    )


def _departments(
    organizations: Organizations, named: Mapping[str, Listed], frame: Frame
) -> list[tuple[Organization, list[Face]]]:
    """Those that have channels here, in the order of the tree, until there are enough."""
    made: list[tuple[Organization, list[Face]]] = []
    left = _CHANNELS
    for each in _in_order(organizations):
        faces = [face(named[name.lower()].account, frame) for name in each.channels if name.lower() in named][:left]
        if faces:
            made.append((each, faces))
            left -= len(faces)
    return made


def _in_order(organizations: Organizations, above: str = "") -> list[Organization]:
    return [each for top in organizations.children(above) for each in (top, *_in_order(organizations, top.key))]


async def _front(tx: Tx, _viewer_id: int, pieces: Pieces, organizations: Organizations) -> Front:
    """Only what everybody may see, also for members: this is the front of the house."""
    names = organizations.channels
    named = {each.account.name.lower(): each for each in await tx.directory.named(names)}
    others: list[Listed] = []
    if len(named) < _CHANNELS:
        # Offices before people: they are what a newcomer looks for
        others += await tx.directory.besides(names, people=False, limit=_CHANNELS)
    if len(named) + len(others) < _CHANNELS:
        others += await tx.directory.besides(names, people=True, limit=_CHANNELS)
    ids = await tx.timelines.public(local=True, limit=_POSTS)
    posts = await pieces.load(tx, ids)
    return Front(named=named, others=others[:_CHANNELS], posts=list(posts.values()))
