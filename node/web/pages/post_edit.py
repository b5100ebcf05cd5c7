"""Change one's own post. Who may read it, what it answers and its poll stay as they are."""

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web
from markupsafe import Markup

from node.errors import DisallowedTags, Forbidden, Invalid
from node.model.draft import Draft
from node.model.language import EASY
from node.model.place import Place
from node.model.post import Post, PostView
from node.outbox.edit import edit
from node.store.database import Tx
from node.text.appointment import own_words
from node.text.html import to_text
from node.web.auth import require_viewer
from node.web.cards import post_path
from node.web.csrf import read_form_with_files
from node.web.keys import NODE
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.compose import preview_of, render_compose
from node.web.pages.compose_event import TypedEvent, typed_event
from node.web.pages.compose_files import missing_words, read_files
from node.web.pages.compose_form import Written, disallowed, mistakes, read_written
from node.web.pages.post import readable_view
from node.web.refusals import refusal
from node.web.rendering import Frame


async def show_edit(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, view = await look(request, own_view, number(request.match_info["id"]))
    return _page(request, frame, view, replace(written_of(view.post), media=view.media))


async def save_edit(request: web.Request) -> web.Response:
    form, sent = await read_form_with_files(request)
    viewer, node = await require_viewer(request), request[NODE]
    frame, view = await look(request, own_view, number(request.match_info["id"]))
    enclosed = await read_files(request, viewer, form, sent, frame)
    theirs = tuple(each for each in view.media if not each.is_ours)  # imported ones; the form cannot change them
    written = replace(read_written(form, written_of(view.post)), media=enclosed.media + theirs)
    wrong = {**mistakes(written, frame.words, node.config.limits.post_characters), **enclosed.wrong}
    if form.get("tun") != "vorschau":
        wrong |= missing_words(request, viewer, written.media, frame, view.media)
    if wrong:
        return _page(request, frame, view, written, wrong=wrong)
    if form.get("tun") == "vorschau":
        return _page(request, frame, view, written, preview=await preview_of(request, written))
    try:
        await edit(node, viewer, view.post.id, draft_of(view, written, frame))
    except DisallowedTags as problem:
        return _page(request, frame, view, written, wrong={"text": disallowed(problem, frame.words)})
    except (Invalid, Forbidden) as problem:
        wrong = {"text": refusal(problem, frame.words)}
        return _page(request, frame, view, written, wrong=wrong)
    return see_other(request, frame.to(post_path(viewer.account, view.post.id)), done="geaendert")


def written_of(post: Post) -> Written:
    """A stored post as its author typed it."""
    place = post.place or Place()
    return Written(
        text=post.source,
        summary=post.summary,
        language=post.language or "de",
        format="markdown" if post.source_format == "markdown" else "plain",
        visibility=post.visibility,
        reply_to=post.in_reply_to_id or 0,
        ai=post.ai,
        easy=to_text(own_words(post, post.contents.get(EASY, ""), EASY)),
        place=place.name,
        address=place.address,
        position=place.geo.removeprefix("geo:").replace(",", ", "),
        event=TypedEvent() if post.appointment is None else typed_event(post.name, post.appointment),
        translations={
            tag: text
            for tag, html in post.contents.items()
            if tag != EASY and (text := to_text(own_words(post, html, tag))).strip()
        },
    )


def draft_of(view: PostView, written: Written, frame: Frame) -> Draft:
    """What was changed in the form, and all else as it is: an edit replaces the whole post."""
    post, poll = view.post, view.poll
    draft = replace(written.draft(frame.now, frame.words.zone), kind=post.kind)
    if post.kind != "Event":
        draft = replace(draft, name=post.name, appointment=None)
    draft = replace(
        draft,
        sensitive=post.sensitive or bool(written.summary.strip()),
        policy=post.policy,
    )
    if poll is None:
        return draft
    options = tuple(option.title for option in poll.options)
    return replace(
        draft,
        kind="Note",
        options=options,
        multiple=poll.multiple,
        hides_totals=poll.hides_totals,
        closes_at=poll.closes_at,
    )


async def own_view(tx: Tx, viewer_id: int, post_id: int) -> PostView:
    """Raises NotFound, Gone, and Forbidden for the post of somebody else."""
    view = await readable_view(tx, viewer_id, post_id)
    if view.author.id != viewer_id or view.boosted is not None:
        raise Forbidden("this is not your post")
    return view


def _page(
    request: web.Request,
    frame: Frame,
    view: PostView,
    written: Written,
    *,
    wrong: Mapping[str, str] | None = None,
    preview: Markup | None = None,
) -> web.Response:
    body = render_compose(
        rendering_of(request),
        frame,
        written,
        None,
        request[NODE].config.limits.post_characters,
        wrong=wrong,
        preview=preview,
        editing=f"/beitrag/{view.post.id}/aendern",
    )
    return answer(request, frame, body, status=422 if wrong else 200)
