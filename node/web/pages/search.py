"""Find an account, a hashtag or a post: by handle, address, name or words. Only people who are logged in make us ask other
servers; readers find what is known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from aiohttp import web

from node.errors import NotFound, Unreachable
from node.model.account import Account
from node.model.ids import HIGHEST
from node.model.post import PostView
from node.model.slice import Slice
from node.outbox.lookup import LookUp, find, find_by_words
from node.store.database import Tx
from node.text.fold import excerpt, fold_search
from node.text.mentions import fold_tag
from node.text.words import words_of
from node.web.auth import reader_of, viewer_of
from node.web.cards import cards, face, host_of, post_path, profile_path
from node.web.csrf import count_for
from node.web.keys import NODE
from node.web.limits import count_request
from node.web.page import PER_PAGE, answer, before_of, look, number, rendering_of, see_other
from node.web.rendering import Frame, Rendering

_LONGEST = 500
_REPEATED = 80  # as much of what was asked is repeated in words
_MOST_PAGES = 10
# What may be looked for, by its word in the address; and how much of each the page of all kinds shows
_KINDS = {"kanaele": "search.accounts", "stichworte": "search.tags", "beitraege": "search.posts"}
_FEW = {"kanaele": 5, "stichworte": 8, "beitraege": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`kind` is one of `_KINDS` or empty for all; `page` counts from 1, of posts `before` is where it begins."""

    query: str
    kind: str = ""
    page: int = 1
    before: int = HIGHEST

    def wants(self, kind: str) -> bool:
        return self.kind in {"", kind}

    def limit(self, kind: str) -> int:
        return PER_PAGE if self.kind else _FEW[kind]

    def path(self, kind: str, **more: int) -> str:
        given = {"q": self.query, **({"art": kind} if kind else {}), **more}
        return f"/suche?{urlencode(given)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Of each kind one more than is shown, where there is more. `silent`: the server that was asked did not answer."""

    accounts: Sequence[Account] = ()
    tags: Sequence[str] = ()
    views: Sequence[PostView] = ()
    silent: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.tags or self.views)


async def show_search(request: web.Request) -> web.Response:
    """What names one thing exactly leads there at once."""
    asked = _asked(request)
    query = asked.query
    if query.startswith("#") and len(query) > 1:
        return see_other(request, _in_language(request, f"/tags/{quote(query[1:], safe='')}"))
    if query:
        await _count(request, query)
    if names_one(query):
        frame, found = await _look_up(request, query)
        if len(found.accounts) + len(found.views) == 1:
            path = profile_path(found.accounts[0]) if found.accounts else _path_of(found.views[0])
            return see_other(request, frame.to(path))
    else:
        ids: Sequence[int] = ()
        if query and asked.wants("beitraege"):
            piece = Slice(before=asked.before, limit=asked.limit("beitraege") + 1)
            ids = await find_by_words(request[NODE], await reader_of(request), query, piece)
        frame, found = await look(request, _results, asked, ids)
    return answer(request, frame, render_search(rendering_of(request), frame, asked, found))


def _asked(request: web.Request) -> Asked:
    kind, page = request.query.get("art", ""), request.query.get("seite")
    if kind and kind not in _KINDS:
        raise NotFound("there is nothing of this kind")
    asked = Asked(
        query=request.query.get("q", "").strip()[:_LONGEST],
        kind=kind,
        page=1 if page is None else number(page),
        before=before_of(request) if kind == "beitraege" else HIGHEST,
    )
    if asked.page > _MOST_PAGES:
        raise NotFound("the search does not go so far")
    return asked


def render_search(rendering: Rendering, frame: Frame, asked: Asked, found: Results) -> bytes:
    words, query = frame.words, asked.query
    said = excerpt(query, _REPEATED)
    message = ""
    if found.silent:
        message = words.t("search.unreachable", host=host_of(query) or query.lstrip("@").partition("@")[2])
    elif query and found.is_empty:
        message = words.t("search.none" if frame.person else "search.none_here", query=said)
    shown = found.views[: asked.limit("beitraege")]
    return rendering.page(
        "search.html",
        frame,
        heading=words.t("search.results", query=said) if query else words.t("search.title"),
        query=query,
        kind=asked.kind,
        kinds=[(asked.path(kind), kind, words.t(_KINDS.get(kind, "pages.search.all"))) for kind in ("", *_KINDS)],
        message=message,
        faces=[face(each, frame) for each in found.accounts[: asked.limit("kanaele")]],
        more_faces=_further(asked, "kanaele", len(found.accounts)),
        tags=[(f"/tags/{quote(each, safe='')}", each) for each in found.tags[: asked.limit("stichworte")]],
        more_tags=_further(asked, "stichworte", len(found.tags)),
        cards=cards(shown, frame),
        more_cards=_further(asked, "beitraege", len(found.views), shown[-1].post.id if shown else 0),
    )


def _further(asked: Asked, kind: str, found: int, last: int = 0) -> str:
    """From all kinds to one, and from there to its next page."""
    if found <= asked.limit(kind) or (asked.kind and not last and asked.page == _MOST_PAGES):
        return ""
    if not asked.kind:
        return asked.path(kind)
    return asked.path(kind, vor=last) if last else asked.path(kind, seite=asked.page + 1)


def names_one(query: str) -> bool:
    """An address, or a handle with its server; else it is the beginning of a name."""
    return query.lower().startswith(("https://", "http://")) or "@" in query.lstrip("@")


async def _count(request: web.Request, query: str) -> None:
    viewer = await viewer_of(request)
    if viewer is None:
        count_request(request)
    elif names_one(query):
        count_for(request, viewer, "lookup", request[NODE].config.limits.lookups_per_login_per_minute)


def _in_language(request: web.Request, path: str) -> str:
    language = request.query.get("lang", "")
    return f"{path}?lang={language}" if language in {"de", "en"} else path


def _path_of(view: PostView) -> str:
    return post_path(view.author, view.post.id)


async def _look_up(request: web.Request, query: str) -> tuple[Frame, Results]:
    found, silent = LookUp(), False
    try:
        found = await find(request[NODE], await reader_of(request), query)
    except Unreachable:
        silent = True
    frame, views = await look(request, _views, [post.id for post in found.posts])
    return frame, Results(accounts=found.accounts, views=views, silent=silent)


async def _views(tx: Tx, viewer_id: int, ids: Sequence[int]) -> list[PostView]:
    return await tx.timelines.views(ids, viewer_id) if ids else []


async def _results(tx: Tx, viewer_id: int, asked: Asked, ids: Sequence[int]) -> Results:
    accounts: Sequence[Account] = ()
    if asked.query and asked.wants("kanaele"):
        skipped, limit = (asked.page - 1) * PER_PAGE, asked.limit("kanaele")
        accounts = (await _accounts(tx, asked.query))[skipped : skipped + limit + 1]
    return Results(accounts=accounts, tags=await _tags(tx, asked), views=await _views(tx, viewer_id, ids))


async def _accounts(tx: Tx, query: str) -> list[Account]:
    """Ours in whose shown name all the words begin a word, then those whose handle begins so."""
    words = words_of(query)
    close = [
        number
        for number, name in await tx.directory.names()
        if words and _begin(words, fold_search(name).split())
    ]  # fmt: skip
    ours = await tx.accounts.by_ids(close)
    handle = query.lstrip("@").lower()
    others = [] if " " in handle else await tx.accounts.search(handle, limit=PER_PAGE * _MOST_PAGES + 1)
    return [*(ours[each] for each in close if each in ours), *(each for each in others if each.id not in ours)]


def _begin(words: Sequence[str], name: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


async def _tags(tx: Tx, asked: Asked) -> Sequence[str]:
    folded = fold_tag(asked.query)
    if not folded or not asked.wants("stichworte") or not set(folded).isdisjoint(" /@"):
        return ()
    limit = asked.limit("stichworte")
    found = await tx.statistics.tags_beginning(folded, limit=limit + 1, offset=(asked.page - 1) * PER_PAGE)
    shown = await tx.tags.shown(found)
    return [shown[each] for each in found]
