"""Public posts on a topic (hashtag)."""

from urllib.parse import quote

from aiohttp import web

from node.errors import NotFound
from node.model.filters import FilterPlace
from node.store.database import Tx
from node.text.mentions import MAX_TAG, fold_tag
from node.web.kept import kept
from node.web.page import PER_PAGE, before_of, look, older_page, rendering_of
from node.web.pages.timeline import timeline_answer
from node.web.pieces import Loaded, Pieces, pieces_of
from node.web.shown import SHOWN, Shown


@kept
async def show_tag(request: web.Request) -> web.Response:
    tag = request.match_info["tag"].lstrip("#")
    if not tag or len(tag) > MAX_TAG:
        raise NotFound("this is no hashtag")
    with pieces_of(request, level=2) as pieces:
        frame, (posts, older, shown) = await look(request, _tag, pieces, tag, before_of(request))
        words = frame.words
        response = timeline_answer(
            request,
            frame,
            pieces.cards(rendering_of(request), frame, posts, FilterPlace.PUBLIC),
            older,
            title=words.t("tag.title", tag=shown or tag),
            intro=words.t("pages.tag.intro"),
            empty=words.t("tag.empty"),
            feeds=True,
        )
    # A post that had it and is shown again was on no page that could be dropped: `shown` tells of that
    response[SHOWN] = Shown(posts, {("tag", fold_tag(tag)), ("shown", "")})
    return response


async def _tag(tx: Tx, viewer_id: int, pieces: Pieces, tag: str, before: int) -> tuple[list[Loaded], str, str]:
    """With how it is usually written, empty where nobody writes it otherwise than it is looked up."""
    folded = fold_tag(tag)
    shown = (await tx.tags.shown([folded]))[folded]
    found = await tx.timelines.tag(folded, viewer_id, before=before, limit=PER_PAGE + 1)
    ids, older = older_page(f"/tags/{quote(tag, safe='')}", list(found))
    posts = await pieces.load(tx, ids, viewer_id)
    return list(posts.values()), older, "" if shown == folded else shown
