"""What all pages have in common: the frame around them, one look into the store for all they show, and their answer."""

from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from multidict import MultiDictProxy
from yarl import URL

from node.config import Config
from node.errors import NotFound
from node.i18n.translate import LANGUAGES, Translator
from node.model.account import Account, Actor
from node.model.ids import HIGHEST
from node.model.login import Role
from node.model.mirrored import MirroredWarning
from node.model.warning import PageWarning
from node.moderation.alarms import AlarmBook
from node.moderation.office import scope
from node.store.database import Tx
from node.text.language import normalise
from node.timelines.filters import NO_FILTERS, Sieve
from node.web.auth import is_shut, session_secret, viewer_of
from node.web.csrf import token_of
from node.web.headers import security_headers
from node.web.keys import IN_CRISIS, NODE, VIEWER
from node.web.languages import choose, tongue_of
from node.web.limits import COUNTED, count_request
from node.web.rendering import RENDERING, Alarm, Frame, Person, Rendering, site_of

P = ParamSpec("P")
T = TypeVar("T")

PER_PAGE = 20
# What was just done, by the word in the address that says so; only these can be said.
NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "veroeffentlicht": "compose.published",
        "geplant": "scheduled.done",
        "zurueckgenommen": "scheduled.removed",
        "geaendert": "compose.changed",
        "entwurf": "drafts.kept",
        "entwurf-weg": "drafts.discarded",
        "gefragt": "advice.asked",
        "rat-gesagt": "advice.said",
        "rat-zurueck": "advice.withdrawn",
        "ratgeber": "advisers.appointed",
        "ratgeber-weg": "advisers.dismissed",
        "geloescht": "post.deleted_done",
        "abgestimmt": "poll.voted",
        "gespeichert": "profile.saved",
        "gemeldet": "report.done",
        "angefragt": "account.follow_sent_short",
        "gefolgt": "account.follow_done",
        "blockiert": "account.block_done",
        "abgemeldet": "login.logged_out",
        "zugelassen": "notification.requests.accepted",
        "verworfen": "notification.requests.dismissed",
        "auswahl": "notification.policy.saved",
        "beendet": "oauth.apps.ended",
        "bestaetigung": "mail.sent",
        "einstellungen": "settings.saved",
        "filter": "filters.saved",
        "filter-geloescht": "filters.removed",
        "passwort": "password.changed",
        "passwort-neu": "new_password.done",
        "sitzung": "sessions.ended",
        "sitzungen": "sessions.ended_others",
        "faktor": "factor.added",
        "faktor-entfernt": "factor.removed",
        "gast-freigegeben": "guests.approved",
        "gast-abgelehnt": "guests.rejected",
        "gewarnt": "warning.done",
        "geuebt": "warning.practised",
        "vorgang": "case.done",
        "vorgaenge-wie": "case.settings_saved",
        "kurzlink": "short_links.saved",
        "kurzlink-weg": "short_links.removed",
        "album": "album.added",
        "album-geaendert": "album.changed",
        "album-geloescht": "album.deleted",
        "entwarnt": "warning.cleared",
        "geprueft": "crisis.done",
        "kanal-angelegt": "tending.founded",
        "phase": "tending.moved",
        "person-dabei": "tending.joined",
        "person-weg": "tending.parted",
        "entschieden": "overseeing.decided",
        "aufgehoben": "overseeing.lifted",
        "vorschlag-accepted": "proposals.accepted",
        "vorschlag-declined": "proposals.declined",
        "steckbrief": "tending.filled",
        "vorlage": "template.saved",
        "vorlage-weg": "template.removed",
        "paket": "template.pack.taken",
        "angebot-angenommen": "template.offer_accepted",
        "angebot-abgelehnt": "template.offer_declined",
        "ersuchen": "disclosure.done.recorded",
        "ersuchen-beendet": "disclosure.done.closed",
        "vorschlag": "disclosure.done.proposed",
        "ersuchen-geprueft": "disclosure.done.reviewed",
        "auszug": "disclosure.done.extracted",
        "uebergeben": "disclosure.done.handed_over",
        "unterrichtung": "disclosure.done.silence",
        "archiv": "takeout.asked",
        "antrag": "cooperative.moved",
        "vollmacht": "cooperative.proxy_given",
        "vollmacht-weg": "cooperative.proxy_revoked",
        "tabelle": "takeout.brought",
    }
)


_DONE_BY_ANYBODY = frozenset({"abgemeldet", "passwort-neu"})


class _Around(NamedTuple):
    """What the frame shows of a person, beside who it is."""

    unread: int
    others: tuple[Account, ...]
    language: str | None
    role: Role = Role.MEMBER
    to_review: int = 0
    advised: int = 0
    to_advise: int | None = None


async def look(
    request: web.Request, query: Callable[Concatenate[Tx, int, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs
) -> tuple[Frame, T]:
    """`query(tx, viewer_id, ...)` and the frame, in one read. `viewer_id` is 0 for readers."""
    viewer = await viewer_of(request)
    viewer_id = 0 if viewer is None or is_shut(request) else viewer.account.id
    if viewer is None and COUNTED not in request:
        count_request(request)

    async def both(tx: Tx) -> tuple[_Around | None, T]:
        around = None if viewer is None else await _around(tx, viewer)
        return around, await query(tx, viewer_id, *args, **kwargs)

    await request[NODE].alarms.current()
    around, found = await request[NODE].store.read(both)
    return make_frame(request, viewer, around, await request[NODE].filters.of(viewer_id)), found


async def look_around(request: web.Request) -> Frame:
    """Only the frame, for pages that show nothing stored."""
    frame, _ = await look(request, _nothing)
    return frame


def make_frame(
    request: web.Request, viewer: Actor | None, around: _Around | None = None, sieve: Sieve = NO_FILTERS
) -> Frame:
    """The frame as far as it is known without asking the store: error pages have to make do with it."""
    node, rendering = request[NODE], request.app[RENDERING]
    asked = request.query.get("lang")
    language = choose(asked, None if around is None else around.language, request.headers.get("Accept-Language"))
    secret = session_secret(request)
    person = None
    if viewer is not None and secret is not None:
        person = Person(
            account=viewer.account,
            token=token_of(secret),
            others=() if around is None else around.others,
            unread=0 if around is None else around.unread,
            moderates=around is not None and around.role is not Role.MEMBER,
            administers=around is not None and around.role is Role.ADMIN,
            in_crisis=IN_CRISIS in request,
            to_review=0 if around is None else around.to_review,
            advised=0 if around is None else around.advised,
            to_advise=None if around is None else around.to_advise,
        )
    words = rendering.words(language, node.config.node.timezone)
    return Frame(
        site=site_of(node.config, node.addresses, rendering.brand_of(node.config)),
        words=words,
        now=node.clock(),
        here=here(request),
        language_chosen=asked == language,
        person=person,
        notice=_notice(request.query.get("getan", ""), is_person=person is not None),
        sieve=sieve,
        alarms=_alarms(node.alarms, _sources(node.config), words, is_person=person is not None),
        tongue=tongue_wanted(request),
    )


def tongue_wanted(request: web.Request) -> str:
    """The language somebody wants posts in. `?lang=` may name one that there are no pages in, too, and so may browsers."""
    asked = request.query.get("lang", "")
    named = request.query.get("sprache") or ("" if asked in LANGUAGES else asked)
    if named or asked:
        return normalise(named) or ""
    return tongue_of(request.headers.get("Accept-Language"))


def _notice(done: str, *, is_person: bool) -> str:
    """Whoever is not logged in has done next to nothing, and anybody may send them a link that says something else."""
    return NOTICES.get(done, "") if is_person or done in _DONE_BY_ANYBODY else ""


def _sources(config: Config) -> Mapping[str, str]:
    return {each.key: each.name for each in config.warning_sources}


def _alarms(book: AlarmBook, sources: Mapping[str, str], words: Translator, *, is_person: bool) -> list[Alarm]:
    """`sources`: by key the name of each whose warnings are shown, too."""
    found = [] if book.known is None else [_alarm(book.known, words)]
    if is_person and book.exercise is not None:
        found.append(_alarm(book.exercise, words))
    return found + [_foreign_alarm(each, sources, words) for each in book.mirrored if each.source in sources]


def _foreign_alarm(each: MirroredWarning, sources: Mapping[str, str], words: Translator) -> Alarm:
    """Said by somebody else, which nobody may take for our own word."""
    text, language = each.text_in(words.language)
    level = words.t(f"warning.level.{each.level.value}")
    title = words.t("warning.mirrored", level=level, who=each.speaker, source=sources[each.source])
    return Alarm(title, text, each.link, "" if language == words.language else language, each.level.value)


def _alarm(standing: PageWarning, words: Translator) -> Alarm:
    text, language = standing.text_in(words.language)
    title = words.t(f"warning.level.{standing.level.value}")
    if standing.is_exercise:
        title = f"{words.t('warning.exercise')}: {title}"
    return Alarm(title, text, standing.link, "" if language == words.language else language, standing.level.value)


def frame_without_store(request: web.Request) -> Frame:
    return make_frame(request, request.get(VIEWER))


def rendering_of(request: web.Request) -> Rendering:
    return request.app[RENDERING]


def here(request: web.Request) -> str:
    """The page's own address: path and query without the language and what was just done."""
    url = request.rel_url.without_query_params("lang", "getan")
    return url.raw_path_qs


def answer(request: web.Request, frame: Frame, body: bytes, *, status: int = 200, forms: bool = False) -> web.Response:
    """A finished page. `forms`: it has a form although nobody is logged in."""
    is_https, language = frame.site.is_https, frame.words.language
    if frame.person is not None or forms or status != 200:
        headers = page_headers(is_https=is_https, language=language, forms=forms or frame.person is not None)
    else:
        etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        headers = page_headers(is_https=is_https, language=language, etag=etag)
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
    return web.Response(body=body, status=status, content_type="text/html", charset="utf-8", headers=headers)


def page_headers(*, is_https: bool, language: str, etag: str = "", forms: bool = False) -> dict[str, str]:
    """`etag` only for pages that are the same for all readers."""
    headers = {
        **security_headers(is_https=is_https, referrer="same-origin" if forms else "no-referrer"),
        "Content-Language": language,
        "Vary": "Accept, Accept-Language, Cookie",
        "Cache-Control": "public, no-cache" if etag else "private, no-cache",
    }
    if etag:
        headers["ETag"] = etag
    return headers


def see_other(request: web.Request, path: str, *, done: str = "") -> web.Response:
    """To another page of ours after a form; `done` is one of `NOTICES`."""
    url = URL(path, encoded=True)
    if done:
        url = url.update_query({"getan": done})
    return web.Response(
        status=303,
        headers={
            **security_headers(is_https=request[NODE].config.is_https, referrer="same-origin"),
            "Location": str(url),
            "Cache-Control": "no-store",
        },
    )


def way_back(form: MultiDictProxy[str], otherwise: str) -> str:
    """Where the form wants to go afterwards, if that is a page of ours."""
    return own_path(form.get("zurueck", "")) or otherwise


def own_path(path: str) -> str:
    """`path`, when it is one of this node's and nothing a browser might read as another host's; else nothing."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable() or " " in path:
        return ""
    try:
        parts = urlsplit(path)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else path


def number(text: str) -> int:
    """An id from an address. Raises NotFound for what cannot be one."""
    found = id_in(text)
    if not found:
        raise NotFound("there is no such number")
    return found


def id_in(text: str) -> int:
    """An id from a form; 0 for what cannot be one."""
    is_number = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if is_number and int(text) <= HIGHEST else 0


def before_of(request: web.Request) -> int:
    """`?vor=`: only older ones than this id."""
    asked = request.query.get("vor")
    return HIGHEST if asked is None else number(asked)


def older_page(path: str, ids: list[int] | tuple[int, ...]) -> tuple[list[int], str]:
    """One more than a page was asked for: this page's ids, and the address of the next one or nothing."""
    shown = list(ids[:PER_PAGE])
    return shown, f"{path}?vor={shown[-1]}" if len(ids) > PER_PAGE else ""


async def _around(tx: Tx, viewer: Actor) -> _Around:
    unread = await tx.notifications.count_unread(viewer.account.id)
    if viewer.login_id is None:
        return _Around(unread, (), None)
    login = await tx.logins.find(viewer.login_id)
    mine = await tx.logins.account_ids(viewer.login_id, tx.now, even_crisis=True)
    ids = [each for each in mine if each != viewer.account.id]
    accounts = await tx.accounts.by_ids(ids)
    others = tuple(accounts[each] for each in ids if each in accounts and not accounts[each].is_gone)
    if login is None:
        return _Around(unread, others, None)
    reviewed = await scope(tx, viewer)
    return _Around(
        unread,
        others,
        login.language,
        login.role,
        to_review=await tx.crisis.count_open(reviewed, except_login=viewer.login_id),
        advised=await tx.kept.count_answered(viewer.account.id),
        to_advise=await tx.kept.count_waiting(except_login=login.id) if login.advises else None,
    )


async def _nothing(_tx: Tx, _viewer_id: int) -> None:
    return None
