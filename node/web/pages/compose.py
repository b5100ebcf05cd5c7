"""Write a post or an answer. What is missing is said at the field and above the form; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aiohttp import web
from markupsafe import Markup

from node.errors import Forbidden, Gone, Invalid, NotFound
from node.model.account import Account
from node.model.post import PostView
from node.model.visibility import Visibility, narrower
from node.outbox.drafts import MOST_MEDIA
from node.outbox.publish import publish
from node.outbox.schedule import schedule
from node.store.database import Tx
from node.text.compose import compose, scan
from node.text.links import MentionLink
from node.text.mentions import Handle
from node.web.auth import require_viewer
from node.web.cards import card, post_path
from node.web.csrf import read_form_with_files
from node.web.keys import NODE
from node.web.languages import OWN_NAMES
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.compose_files import FIELDS, TYPES, missing_words, pieces, read_files
from node.web.pages.compose_form import DURATIONS, OPTIONS, Written, mistakes, read_written
from node.web.pages.post import readable_view
from node.web.rendering import Frame, Rendering

_VISIBILITIES = tuple(Visibility)


async def show_compose(request: web.Request) -> web.Response:
    await require_viewer(request)
    asked = request.query.get("antwort_auf")
    frame, parent = await look(request, _parent, 0 if asked is None else number(asked))
    return _page(request, frame, first_words(frame, parent), parent)


async def save_compose(request: web.Request) -> web.Response:
    """Publish, or show how it will look."""
    form, sent = await read_form_with_files(request)
    viewer, node = await require_viewer(request), request[NODE]
    written = read_written(form, Written())
    try:
        frame, parent = await look(request, _parent, written.reply_to)
    except (NotFound, Gone):  # deleted while the answer was written: it can still be published as a post of its own
        frame, parent = await look(request, _parent, 0)
        enclosed = await read_files(request, viewer, form, sent, frame)
        wrong: Mapping[str, str] = {"": frame.words.t("compose.error_parent")}
        return _page(request, frame, _without_parent(replace(written, media=enclosed.media)), None, wrong=wrong)
    enclosed = await read_files(request, viewer, form, sent, frame)
    written = replace(written, media=enclosed.media)
    wrong = {**mistakes(written, frame.words, node.config.limits.post_characters), **enclosed.wrong}
    if form.get("tun") != "vorschau":
        wrong |= missing_words(request, viewer, written.media, frame)
    if wrong:
        return _page(request, frame, written, parent, wrong=wrong)
    if form.get("tun") == "vorschau":
        return _page(request, frame, written, parent, preview=await preview_of(request, written))
    at = written.moment(frame.words.zone)
    try:
        if at is not None:
            await schedule(node, viewer, written.draft(frame.now), at)
            return see_other(request, frame.to("/geplant"), done="geplant")
        post = await publish(node, viewer, written.draft(frame.now))
    except (Invalid, Forbidden) as problem:
        wrong = {"zeitpunkt" if at else "text": frame.words.t("error.detail", detail=problem.reason)}
        return _page(request, frame, written, parent, wrong=wrong)
    return see_other(request, frame.to(post_path(viewer.account, post.id)), done="veroeffentlicht")


def first_words(frame: Frame, parent: PostView | None) -> Written:
    """An empty form; an answer begins with whom it is for and is shown no wider than what it answers."""
    start = Written(language=frame.words.language)
    if parent is None or frame.person is None:
        return start
    me = frame.person.account
    handles = [parent.author.handle] if parent.author.id != me.id else []
    handles += [each.handle for each in parent.mentions if each.account_id != me.id and each.handle not in handles]
    return Written(
        language=parent.post.language or start.language,
        text="".join(f"@{handle} " for handle in handles),
        summary=parent.post.summary,
        visibility=narrower(Visibility.PUBLIC, parent.post.visibility),
        reply_to=parent.post.id,
    )


async def preview_of(request: web.Request, written: Written) -> Markup:
    """How it will look. People known here are linked; nobody is asked for the others."""
    node = request[NODE]
    scanned = scan(written.text.strip(), written.format)
    found = await node.store.read(_mentioned, scanned.mentions)

    def link(name: str, host: str | None) -> MentionLink | None:
        ours = host is None or node.addresses.find_name(f"{name}@{host}") is not None
        account = found.get((name.lower(), None if ours else host))
        return None if account is None else MentionLink(account.url or account.uri, account.handle)

    composed = compose(written.text.strip(), format=written.format, mention_link=link, tag_link=node.addresses.tag_page)
    return Markup(composed.html)  # noqa: S704  # compose writes safe HTML


def render_compose(
    rendering: Rendering,
    frame: Frame,
    written: Written,
    parent: PostView | None,
    limit: int,
    *,
    wrong: Mapping[str, str] | None = None,
    preview: Markup | None = None,
    editing: str = "",
) -> bytes:
    """`editing` is the address of the form when a post is changed, empty for a new one."""
    words, person = frame.words, frame.person
    if person is None:
        raise ValueError("only somebody who is logged in can write")
    heading = words.t("compose.title")
    if editing:
        heading = words.t("compose.edit_title")
    elif parent is not None:
        heading = words.t("compose.reply_title", name=parent.author.shown_name)
    name = person.account.shown_name
    return rendering.page(
        "compose.html",
        frame,
        heading=heading,
        action=editing or "/verfassen",
        editing=bool(editing),
        parent=None if parent is None else card(parent, frame),
        form=written,
        wrong=wrong or {},
        preview=preview,
        limit=limit,
        visibilities=[each.value for each in _VISIBILITIES],
        languages=_languages(written.language),
        options=OPTIONS,
        zone=str(words.zone),
        durations=DURATIONS,
        pieces=pieces(written.media, frame),
        room=max(0, min(FIELDS, MOST_MEDIA - len(written.media))),
        types=TYPES,
        submit=words.t("compose.submit_edit_as" if editing else "compose.submit_as", name=name),
    )


def _page(
    request: web.Request,
    frame: Frame,
    written: Written,
    parent: PostView | None,
    *,
    wrong: Mapping[str, str] | None = None,
    preview: Markup | None = None,
) -> web.Response:
    limit = request[NODE].config.limits.post_characters
    body = render_compose(rendering_of(request), frame, written, parent, limit, wrong=wrong, preview=preview)
    return answer(request, frame, body, status=422 if wrong else 200)


def _without_parent(written: Written) -> Written:
    return Written(
        text=written.text,
        summary=written.summary,
        language=written.language,
        format=written.format,
        visibility=written.visibility,
        media=written.media,
    )


def _languages(chosen: str) -> Sequence[tuple[str, str]]:
    if chosen in OWN_NAMES:
        return list(OWN_NAMES.items())
    return [(chosen, chosen), *OWN_NAMES.items()]


async def _parent(tx: Tx, viewer_id: int, post_id: int) -> PostView | None:
    return await readable_view(tx, viewer_id, post_id) if post_id else None


async def _mentioned(tx: Tx, handles: Sequence[Handle]) -> dict[tuple[str, str | None], Account]:
    """By folded name, and host or None for ours."""
    found: dict[tuple[str, str | None], Account] = {}
    for name, host in handles:
        for home in dict.fromkeys((host, None)):
            account = await tx.accounts.find_by_handle(name, home)
            if account is not None and not account.is_gone:
                found[name.lower(), home] = account
    return found
