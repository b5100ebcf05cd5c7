"""Templates to bytes. Nothing here knows a request: what a page says depends only on its `Frame` and its values, so
finished bytes can be kept for readers who are not logged in.

The words of a page change at midnight ("heute" becomes "gestern"): what keeps bytes keeps them for one day of
`frame.words.zone` at most.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

import node
from node.config import Config
from node.i18n.translate import Catalogs, Translator
from node.model.account import Account
from node.model.addresses import Addresses
from node.timelines.filters import NO_FILTERS, Sieve
from node.web.assets import Assets, load_assets

_TEMPLATES = Path(node.__file__).parent / "web" / "templates"
_SLOT = "\ue000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What pages say about the node itself. `base` has no slash at its end; `language` is the one most is written in."""

    title: str
    description: str
    language: str
    base: str
    addresses: Addresses
    account_domain: str
    contact: str
    is_https: bool


def site_of(config: Config, addresses: Addresses) -> Site:
    return Site(
        title=config.node.title,
        description=config.node.description,
        language=config.node.language,
        base=config.origin,
        addresses=addresses,
        account_domain=config.account_domain,
        contact=config.node.contact_email,
        is_https=config.is_https,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is logged in, as far as a page shows it. `token` goes into every form; `others` are further accounts."""

    account: Account
    token: str
    others: tuple[Account, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All that a page shows besides its own content.

    `here` is the page's path with its query, without `lang`; `language_chosen` says that `?lang=` was given, so links
    carry it on (a reader gets no cookie). `notice` is the key of a sentence about what was just done; `sieve` are the filters
    of whoever looks.
    """

    site: Site
    words: Translator
    now: datetime
    here: str
    language_chosen: bool = False
    person: Person | None = None
    notice: str = ""
    sieve: Sieve = NO_FILTERS
    _days: dict[date, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def viewer_id(self) -> int:
        return 0 if self.person is None else self.person.account.id

    def to(self, path: str) -> str:
        """The address of a page of ours, in the language that was chosen."""
        return in_language(path, self.words.language) if self.language_chosen else path

    def path_of(self, address: str | None) -> str:
        """An address of ours as pages name it: without the host. Empty for none, and for those of others."""
        path = (address or "").removeprefix(self.site.base)
        return path if path.startswith("/") and path != address else ""

    def in_language(self, language: str) -> str:
        """The same page in another language."""
        return in_language(self.here, language)

    def when(self, at: datetime) -> str:
        """`heute, 14:05 Uhr`, as `words.moment`; a page says the same day many times, so its words are kept."""
        local = at.astimezone(self.words.zone)
        day = local.date()
        words = self._days.get(day)
        if words is None:
            words = self._days[day] = self.words.day(day, self.now)
        return self.words.t("date.moment", day=words, time=self.words.time(local))

    def sentence(self, key: str, **parts: Markup) -> Markup:
        """A text of the catalogue with pieces of HTML in it, such as a linked name."""
        slots = {name: f"{_SLOT}{number}{_SLOT}" for number, name in enumerate(parts)}
        text = str(escape(self.words.t(key, **slots)))
        for name, slot in slots.items():
            text = text.replace(slot, parts[name])
        return Markup(text)  # noqa: S704  # the catalogue's text is escaped above, the parts are Markup already


def in_language(path: str, language: str) -> str:
    """`path` with `lang` in its query; a fragment stays at the end."""
    parts = urlsplit(path)
    query = "&".join(filter(None, (parts.query, urlencode({"lang": language}))))
    return parts._replace(query=query).geturl()


class Rendering:
    """The templates of one program, for all its nodes; and a translator for each language and time zone."""

    def __init__(self, catalogs: Catalogs, *, reload: bool = False) -> None:
        """`reload` (development): templates are read anew when they change, and a missing text raises."""
        self.assets: Assets = load_assets()
        self._catalogs = catalogs
        self._strict = reload
        self._translators: dict[tuple[str, ZoneInfo], Translator] = {}
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=reload,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["style"] = self.assets["style.css"].path
        self._templates.globals["passkey_script"] = self.assets["passkey.js"].path
        self._templates.globals["icon"] = self.assets["icon.svg"].path
        self._templates.globals["version"] = node.__version__

    def words(self, language: str, zone: ZoneInfo) -> Translator:
        known = self._translators.get((language, zone))
        if known is None:
            known = Translator(language, self._catalogs, zone=zone, strict=self._strict)
            self._translators[language, zone] = known
        return known

    def page(self, template: str, frame: Frame, **values: object) -> bytes:
        """A finished page. In templates `f` is the frame, `t` looks up words, `to` makes addresses."""
        found = self._templates.get_template(template)
        return found.render(f=frame, t=frame.words.t, to=frame.to, **values).encode()


RENDERING: web.AppKey[Rendering] = web.AppKey("RENDERING", Rendering)
