"""Write a post or an answer. What is missing is said at the field and above the form; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from aiohttp import web
from markupsafe import Markup

from node.config import Config
from node.errors import DisallowedTags, Forbidden, Gone, Invalid, NotFound, Unready
from node.model.account import Account, Actor
from node.model.channel import Gate, Phase
from node.model.kept import Advised
from node.model.login import Login
from node.model.post import PostView
from node.model.quote import Consent
from node.model.template import Template
from node.model.visibility import Visibility, narrower
from node.outbox.acting import CRISIS_ONLY
from node.outbox.drafts import CORRECTION_CHARACTERS, MOST_MEDIA
from node.outbox.keep import keep, own_kept, room_for
from node.outbox.launch import open_gates
from node.outbox.publish import publish
from node.outbox.schedule import schedule
from node.store.database import Tx
from node.text.appointment import facts
from node.text.compose import compose, scan
from node.text.links import MentionLink
from node.text.mentions import Handle
from node.web.auth import require_viewer
from node.web.briefly import briefly
from node.web.cards import card, post_path
from node.web.csrf import read_form_with_files
from node.web.keys import IN_CRISIS, NODE
from node.web.languages import OWN_NAMES
from node.web.page import answer, look, number, rendering_of, see_other
from node.web.pages.compose_files import FIELDS, TYPES, missing_words, pieces, read_files
from node.web.pages.compose_form import DURATIONS, OPTIONS, Written, disallowed, mistakes, read_written
from node.web.pages.compose_template import templates_for, with_template
from node.web.pages.drafting.said import Asked, asked_about, logins_around
from node.web.pages.drafting.written import written_of_kept
from node.web.pages.easy_lint import lint_of
from node.web.pages.post import readable_view
from node.web.refusals import refusal
from node.web.rendering import Frame, Rendering

_VISIBILITIES = tuple(Visibility)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the post answers, what it quotes, the templates there are for it, and the kept draft it is by now, with who is
    named there."""

    parent: PostView | None
    quoted: PostView | None
    templates: Sequence[Template] = ()
    kept: Advised | None = None
    logins: Mapping[int, Login] = field(default_factory=dict)


async def show_compose(request: web.Request) -> web.Response:
    viewer = await require_viewer(request)
    if viewer.account.phase.is_planned or viewer.account.phase is Phase.ENDED:
        return await _not_yet(request, viewer)
    if "entwurf" in request.query:
        if IN_CRISIS in request:
            raise Forbidden(CRISIS_ONLY)
        return await _go_on(request, _asked(request, "entwurf"))
    answered, quoted = (_asked(request, name) for name in ("antwort_auf", "zitat"))
    frame, around = await look(request, _around, answered, quoted)
    if around.quoted is not None and around.quoted.consent is Consent.DENIED:
        return _refused(request, frame, around.quoted)
    written = first_words(frame, around.parent)
    if around.quoted is not None:
        written = replace(written, quote_of=around.quoted.post.id)
    if "vorlage" in request.query:
        return _put_in(request, viewer, frame, written, around, request.query["vorlage"])
    return _page(request, frame, written, around)


async def save_compose(request: web.Request) -> web.Response:
    """Publish, or show how it will look."""
    form, sent = await read_form_with_files(request)
    viewer, node = await require_viewer(request), request[NODE]
    written = _without_draft(request, read_written(form, Written()))
    try:
        frame, around = await look(request, _around, written.reply_to, written.quote_of, written.kept)
    except (NotFound, Gone):  # deleted while something was written about it: that can still be a post of its own
        frame, around = await look(request, _around, 0, 0, written.kept)
        enclosed = await read_files(request, viewer, form, sent, frame, draft_id=written.kept)
        wrong: Mapping[str, str] = {
            "": frame.words.t("quote.error_gone" if written.quote_of else "compose.error_parent")
        }
        return _page(request, frame, _alone(replace(written, media=enclosed.media)), around, wrong=wrong)
    enclosed = await read_files(request, viewer, form, sent, frame, draft_id=written.kept)
    written = replace(written, media=enclosed.media)
    if form.get("tun") == "vorlage":
        return _put_in(request, viewer, frame, written, around, form.get("vorlage", ""), enclosed.wrong)
    most, keeps = node.config.limits.post_characters, form.get("tun") == "entwurf"
    wrong = {**mistakes(written, frame.words, room_for(most) if keeps else most), **enclosed.wrong}
    if form.get("tun") != "vorschau" and not keeps:
        wrong |= missing_words(request, viewer, written.media, frame)
    if wrong:
        return _page(request, frame, written, around, wrong=wrong)
    if form.get("tun") == "vorschau":
        return _page(request, frame, written, around, preview=await preview_of(request, written))
    at = written.moment(frame.words.zone)
    try:
        return await _put(request, viewer, frame, written, keeps=keeps)
    except Gone:
        return _outdated(request, frame, written, around)
    except Unready as problem:
        named = ", ".join(frame.words.t(f"gate.{each}") for each in problem.gates)
        wrong = {"": frame.words.t("tending.compose_planned", gates=named)}
        return _page(request, frame, written, around, wrong=wrong)
    except NotFound:  # its author has changed their mind meanwhile
        if not written.quote_of:
            raise
        return _page(request, frame, written, around, wrong={"text": frame.words.t("quote.error_refused")})
    except DisallowedTags as problem:
        return _page(request, frame, written, around, wrong={"text": disallowed(problem, frame.words)})
    except (Invalid, Forbidden) as problem:
        wrong = {"zeitpunkt" if at else "text": refusal(problem, frame.words)}
        return _page(request, frame, written, around, wrong=wrong)


async def _put(request: web.Request, by: Actor, frame: Frame, written: Written, *, keeps: bool) -> web.Response:
    """Keep it as a draft, plan it, or publish it."""
    node, zone = request[NODE], frame.words.zone
    draft, at = written.draft(frame.now, zone), written.moment(zone)
    if keeps:
        kept = await keep(node, by, draft, at, written.seen)
        return see_other(request, frame.to(f"/entwuerfe/{kept.id}"), done="entwurf")
    if at is not None:
        await schedule(node, by, draft, at, kept=written.seen)
        return see_other(request, frame.to("/geplant"), done="geplant")
    post = await publish(node, by, draft, kept=written.seen)
    return see_other(request, frame.to(post_path(by.account, post.id)), done="veroeffentlicht")


async def _go_on(request: web.Request, kept_id: int) -> web.Response:
    """The form as somebody left it. Raises NotFound, also for another account's draft."""
    frame, found = await look(request, own_kept, kept_id)
    written = written_of_kept(found, frame.words.zone)
    try:
        frame, around = await look(request, _around, written.reply_to, written.quote_of, kept_id)
    except (NotFound, Gone):  # what it answers or quotes has been deleted since
        frame, around = await look(request, _around, 0, 0, kept_id)
        wrong = {"": frame.words.t("quote.error_gone" if written.quote_of else "compose.error_parent")}
        return _page(request, frame, replace(written, reply_to=0, quote_of=0), around, wrong=wrong)
    return _page(request, frame, written, around)


def _without_draft(request: web.Request, written: Written) -> Written:
    """Whoever has but the crisis role has no business with the channel's drafts, whatever the form says."""
    return replace(written, kept=0, version=0) if IN_CRISIS in request else written


def _outdated(request: web.Request, frame: Frame, written: Written, around: _Around) -> web.Response:
    """Somebody else has changed the draft meanwhile, or it is none any longer. Nothing typed is lost."""
    kept = None if around.kept is None else around.kept.kept
    written = replace(written, kept=0 if kept is None else kept.id, version=0 if kept is None else kept.version)
    wrong = {"": frame.words.t("drafts.error_gone" if kept is None else "drafts.error_changed")}
    return _page(request, frame, written, around, wrong=wrong, status=409)


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


def _put_in(
    request: web.Request,
    viewer: Actor,
    frame: Frame,
    written: Written,
    around: _Around,
    key: str,
    wrong: Mapping[str, str] | None = None,
) -> web.Response:
    """The form again, with a template in it."""
    template = next((each for each in around.templates if each.key == key), None)
    if template is None:
        wrong = {**(wrong or {}), "vorlage": frame.words.t("template.error.choose")}
        return _page(request, frame, written, around, wrong=wrong)
    answered = None if around.parent is None else around.parent.author
    written = with_template(written, template, request[NODE], viewer, answered)
    return _page(request, replace(frame, notice="template.put_in"), written, around, wrong=wrong)


async def preview_of(request: web.Request, written: Written) -> Markup:
    """How it will look. People known here are linked; nobody is asked for the others."""
    node = request[NODE]
    scanned = scan(written.text.strip(), written.format)
    found = await node.store.read(_mentioned, scanned.mentions)

    def link(name: str, host: str | None) -> MentionLink | None:
        ours = host is None or node.addresses.find_name(f"{name}@{host}") is not None
        account = found.get((name.lower(), None if ours else host))
        return None if account is None else MentionLink(account.url or account.uri, account.handle)

    said = ""
    if written.event.is_there:
        said = facts(written.event.appointment(node.config.node.timezone), written.named_place(), written.language)
    composed = compose(written.text.strip(), format=written.format, mention_link=link, tag_link=node.addresses.tag_page)
    return Markup(said + composed.html)  # noqa: S704  # compose writes safe HTML


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
    quoted: PostView | None = None,
    templates: Sequence[Template] = (),
    asked: Asked | None = None,
) -> bytes:
    """`editing` is the address of the form when a post is changed, empty for a new one; `asked` what was said about the
    draft it is."""
    words, person = frame.words, frame.person
    if person is None:
        raise ValueError("only somebody who is logged in can write")
    heading = words.t("compose.title")
    if editing:
        heading = words.t("compose.edit_title")
    elif parent is not None:
        heading = words.t("compose.reply_title", name=parent.author.shown_name)
    elif quoted is not None:
        heading = words.t("quote.title", name=quoted.author.shown_name)
    name = person.account.shown_name
    return rendering.page(
        "compose.html",
        frame,
        heading=heading,
        action=editing or "/verfassen",
        editing=bool(editing),
        parent=None if parent is None else briefly(card(parent, frame)),
        quoted=None if quoted is None else briefly(card(quoted, frame)),
        quote_hint=_quote_hint(quoted, frame),
        form=written,
        templates=[(each.key, each.name) for each in templates],
        asked=asked,
        wrong=wrong or {},
        preview=preview,
        lint=None if preview is None else lint_of(written, frame),
        correction_limit=CORRECTION_CHARACTERS,
        limit=limit,
        visibilities=[each.value for each in _VISIBILITIES if each.is_open or not person.in_crisis],
        languages=_languages(written.language),
        options=OPTIONS,
        zone=str(words.zone),
        is_event=bool(written.event.zone),
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
    around: _Around,
    *,
    wrong: Mapping[str, str] | None = None,
    preview: Markup | None = None,
    status: int = 422,
) -> web.Response:
    body = render_compose(
        rendering_of(request),
        frame,
        written,
        around.parent,
        request[NODE].config.limits.post_characters,
        wrong=wrong,
        preview=preview,
        quoted=around.quoted,
        templates=around.templates,
        asked=None if around.kept is None else asked_about(around.kept, around.logins, frame),
    )
    return answer(request, frame, body, status=status if wrong else 200)


def _quote_hint(quoted: PostView | None, frame: Frame) -> str:
    """That it is shown only once its author has agreed, where they are asked."""
    if quoted is None or quoted.author.id == frame.viewer_id:
        return ""
    asks = not quoted.author.is_local or quoted.consent is not Consent.AUTOMATIC
    return frame.words.t("quote.asked", name=quoted.author.shown_name) if asks else ""


def _refused(request: web.Request, frame: Frame, quoted: PostView) -> web.Response:
    """In words: quoting is its author's to allow (FEP-044f)."""
    t, name = frame.words.t, quoted.author.shown_name
    body = rendering_of(request).page(
        "told.html",
        frame,
        heading=t("quote.refused.title"),
        sentences=[t("quote.refused.text", name=name), t("quote.refused.instead")],
        link=(post_path(quoted.author, quoted.post.id), t("quote.refused.back")),
    )
    return answer(request, frame, body, status=403)


async def _not_yet(request: web.Request, viewer: Actor) -> web.Response:
    """A channel that is planned, or has ended, publishes nothing: why, and where it goes on."""
    frame, gates = await look(request, _open_gates, request[NODE].config, viewer)
    t, account = frame.words.t, viewer.account
    named = ", ".join(t(f"gate.{each.value}") for each in (*gates, Gate.RELEASE))
    planned = account.phase.is_planned
    body = rendering_of(request).page(
        "told.html",
        frame,
        heading=t("tending.compose_title") if planned else t("phase.beendet"),
        sentences=[t("tending.compose_planned", gates=named) if planned else t("tending.compose_ended")],
        link=(f"/verwaltung/kanaele/{account.name}", t("tending.own")),
    )
    return answer(request, frame, body, status=409)


async def _open_gates(tx: Tx, _viewer_id: int, config: Config, viewer: Actor) -> Sequence[Gate]:
    return await open_gates(tx, config, viewer.account)


def _asked(request: web.Request, name: str) -> int:
    """A post's id in the address, or 0. Raises NotFound for what cannot be one."""
    asked = request.query.get(name)
    return 0 if asked is None else number(asked)


def _alone(written: Written) -> Written:
    return Written(
        text=written.text,
        summary=written.summary,
        language=written.language,
        format=written.format,
        visibility=written.visibility,
        media=written.media,
        ai=written.ai,
        easy=written.easy,
        kept=written.kept,
        version=written.version,
    )


def _languages(chosen: str) -> Sequence[tuple[str, str]]:
    if chosen in OWN_NAMES:
        return list(OWN_NAMES.items())
    return [(chosen, chosen), *OWN_NAMES.items()]


async def _around(tx: Tx, viewer_id: int, answered_id: int, quoted_id: int, kept_id: int = 0) -> _Around:
    """The draft may be gone by now."""
    known = await tx.kept.find(kept_id) if kept_id else None
    kept = None if known is None or known.account_id != viewer_id else await own_kept(tx, viewer_id, kept_id)
    return _Around(
        kept=kept,
        logins={} if kept is None else await logins_around(tx, [kept]),
        parent=await readable_view(tx, viewer_id, answered_id) if answered_id else None,
        quoted=await readable_view(tx, viewer_id, quoted_id) if quoted_id else None,
        templates=await templates_for(tx, viewer_id, answering=bool(answered_id)),
    )


async def _mentioned(tx: Tx, handles: Sequence[Handle]) -> dict[tuple[str, str | None], Account]:
    """By folded name, and host or None for ours."""
    found: dict[tuple[str, str | None], Account] = {}
    for name, host in handles:
        for home in dict.fromkeys((host, None)):
            account = await tx.accounts.find_by_handle(name, home)
            if account is not None and not account.is_gone:
                found[name.lower(), home] = account
    return found
