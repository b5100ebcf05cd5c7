"""Posts: writing, changing and deleting them."""

from dataclasses import replace

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.post import Post
from node.model.preferences import Preferences
from node.outbox.delete import delete_post
from node.outbox.edit import edit
from node.outbox.interaction import set_quote_policy
from node.outbox.publish import publish
from node.outbox.quote import NOT_QUOTABLE
from node.outbox.schedule import schedule
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.compose import attached, draft_of, quote_policy_of
from node.web.mastodon.entities import deleted_status, status
from node.web.mastodon.found import own_view, readable_view
from node.web.mastodon.params import Params, id_of, read_params
from node.web.mastodon.respond import answer, own_reader
from node.web.mastodon.scheduled import scheduled_answer, time_of
from node.web.tokens import require, require_bearer

_SCOPE = "write:statuses"
_LONGEST_KEY = 200


async def create_status(request: web.Request) -> web.Response:
    """With an `Idempotency-Key` that was used before, the post that came of it then. With `scheduled_at` it is not
    published now but kept until then, and the answer is a ScheduledStatus."""
    by, params = await require(request, _SCOPE), await read_params(request)
    node, app = request[NODE], await require_bearer(request)
    author, preferences = await node.store.read(_author, by)
    media = await attached(node, by, params)
    draft = draft_of(
        params,
        author,
        preferences,
        media,
        now=node.clock(),
        application=app.app_name,
        application_url=app.website,
    )
    if draft.language is None:
        draft = replace(draft, language=node.config.node.language)
    sent_as = request.headers.get("Idempotency-Key", "").strip()[:_LONGEST_KEY]
    publish_at = time_of(params)
    try:
        if publish_at is not None:
            kept = await schedule(node, by, draft, publish_at, sent_as=sent_as)
            return answer(await scheduled_answer(request, kept))
        made = await publish(node, by, draft, sent_as=sent_as)
    except NotFound as problem:
        if problem.reason == NOT_QUOTABLE:
            raise
        raise NotFound("The post you are trying to reply to does not appear to exist.") from None
    return await _shown(request, made.id)


async def edit_status(request: web.Request) -> web.Response:
    by, params, post_id = await require(request, _SCOPE), await read_params(request), id_of(request)
    node = request[NODE]
    author, preferences = await node.store.read(_author, by)
    before = await node.store.read(own_view, post_id, author.id)
    media = await attached(node, by, params)
    draft = draft_of(params, author, preferences, media, now=node.clock(), application="")
    await edit(node, by, post_id, _with_rest(draft, params, before.post), keep_translations=True)
    return await _shown(request, post_id)


async def delete_status(request: web.Request) -> web.Response:
    """Answers what it said, as typed, for apps that let people write it anew."""
    by, reader = await require(request, _SCOPE), await own_reader(request, _SCOPE)
    view = await request[NODE].store.read(own_view, id_of(request), by.account.id)
    await delete_post(request[NODE], by, view.post.id)
    return answer(deleted_status(view, reader))


async def set_interaction_policy(request: web.Request) -> web.Response:
    by, params = await require(request, _SCOPE), await read_params(request)
    view = await request[NODE].store.read(own_view, id_of(request), by.account.id)
    if not view.post.visibility.is_open:
        raise Unprocessable("Validation failed: only posts that everybody may read can be quoted")
    await set_quote_policy(request[NODE], by, view.post.id, quote_policy_of(params, "nobody"))
    return await _shown(request, view.post.id)


def _with_rest(draft: Draft, params: Params, before: Post) -> Draft:
    """What apps cannot speak of, or did not, stays as it was: an app that knows no labels must not take one away."""
    kept = replace(draft, kind=before.kind, name=before.name, place=before.place, appointment=before.appointment)
    if before.kind == "Article":  # of which apps are not shown the abstract
        kept = replace(kept, summary=before.summary)
    if not params.text("quote_approval_policy"):
        kept = replace(kept, policy=before.policy)
    if "ai" not in params:
        kept = replace(kept, ai=before.ai)
    if not params.text("language"):
        kept = replace(kept, language=before.language)
    if not params.text("content_type"):
        kept = replace(kept, format="markdown" if before.source_format == "markdown" else "plain")
    if "sensitive" not in params:
        kept = replace(kept, sensitive=False)
    return kept


async def _shown(request: web.Request, post_id: int) -> web.Response:
    reader = await own_reader(request)
    return answer(status(await request[NODE].store.read(readable_view, post_id, reader.account_id), reader))


async def _author(tx: Tx, by: Actor) -> tuple[Account, Preferences]:
    return await tx.accounts.get(by.account.id), await tx.settings.preferences(by.account.id)
