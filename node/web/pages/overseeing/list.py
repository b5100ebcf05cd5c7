"""`/verwaltung/konten`: people's own accounts on this node, by name, with what holds for each. Channels have a list of their
own (`/verwaltung/kanaele`)."""

from collections.abc import Sequence
from urllib.parse import urlencode

from aiohttp import web

from node.model.account import Actor
from node.model.moderation import Overseen
from node.moderation.office import require_office
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.page import answer, look, rendering_of
from node.web.pages.overseeing.standing import ALL, path_of, standing_of

_PER_PAGE = 50
_LONGEST_NAME = 30


async def show_accounts(request: web.Request) -> web.Response:
    """`?suche=` narrows to names that begin so, `?nach=` begins behind a name. Raises Unauthenticated, and Forbidden for
    whoever does not moderate."""
    viewer, query = await require_viewer(request), request.query
    sought = query.get("suche", "").strip().lstrip("@").lower()[:_LONGEST_NAME]
    frame, found = await look(request, _load, viewer, sought, query.get("nach", "")[:_LONGEST_NAME])
    words, shown = frame.words, found[:_PER_PAGE]
    body = rendering_of(request).page(
        "overseeing/list.html",
        frame,
        heading=words.t("overseeing.title"),
        path=ALL,
        sought=sought,
        accounts=[
            {
                "path": path_of(each.account),
                "name": each.account.shown_name,
                "handle": f"@{each.account.name}@{frame.site.account_domain}",
                "standing": [words.t(f"overseeing.state.{measure.value}") for measure in standing_of(each)],
                "role": words.t(f"overseeing.role.{each.role.value}"),
                "posts": words.t("account.posts", count=each.account.posts_count),
            }
            for each in shown
        ],
        more=_path(suche=sought, nach=shown[-1].account.name) if len(found) > _PER_PAGE else "",
    )
    return answer(request, frame, body)


def _path(**query: str) -> str:
    return f"{ALL}?{urlencode({name: value for name, value in query.items() if value})}"


async def _load(tx: Tx, _viewer_id: int, by: Actor, sought: str, after: str) -> Sequence[Overseen]:
    await require_office(tx, by)
    ids = [each.id for each in await tx.oversight.people(sought=sought, after=after, limit=_PER_PAGE + 1)]
    overseen = await tx.oversight.overseen(ids) if ids else {}
    return [overseen[number] for number in ids]
