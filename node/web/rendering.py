"""Templates to bytes. Nothing here knows a request: what a page says depends only on its `Frame` and its values, so
finished bytes can be kept for readers who are not logged in.

The words of a page change at midnight ("heute" becomes "gestern"): what keeps bytes keeps them for one day of
`frame.words.zone` at most.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web
from markupsafe import Markup, escape

import node
from node.config import Config
from node.i18n.translate import Catalogs, Translator
from node.model.account import Account
from node.model.addresses import Addresses
from node.moderation.guests import Hospitality, hospitality
from node.timelines.filters import NO_FILTERS, Sieve
from node.web.assets import Assets, load_assets
from node.web.brand import PLAIN, Brand, load_brand
from node.web.feed_links import embed_path, feed_links

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(node.__file__).parent / "web" / "templates"
_SLOT = "\ue000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What pages say about the node itself. `base` has no slash at its end; `language` is the one most is written in.
    `responsible` is who answers for it, `is_official` when that is a public body; `speakers` are accounts and whom they
    speak for officially."""

    title: str
    description: str
    language: str
    base: str
    addresses: Addresses
    account_domain: str
    contact: str
    is_https: bool
    guests: Hospitality = field(default_factory=Hospitality)
    responsible: str = ""
    is_official: bool = False
    source: str = ""
    speakers: Mapping[str, str] = field(default_factory=dict)
    brand: Brand = PLAIN
    has_cooperative: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """A warning that everybody has to see, on every page. `path` leads to more, where there is more: a page of ours, or an
    address of another site. `language` is given where it is not that of the page; `level` is how bad it is."""

    title: str
    text: str
    path: str = ""
    language: str = ""
    level: str = "danger"


def site_of(config: Config, addresses: Addresses, brand: Brand = PLAIN) -> Site:
    root = config.organizations.root
    return Site(
        title=config.node.title,
        description=config.node.description,
        language=config.node.language,
        base=config.origin,
        addresses=addresses,
        account_domain=config.account_domain,
        contact=config.node.contact_email,
        is_https=config.is_https,
        guests=hospitality(config),
        responsible="" if root is None else root.name,
        is_official=root is not None and root.is_public_body,
        source=config.node.source_url,
        speakers={name: each.name for each in config.organizations if each.is_public_body for name in each.channels},
        brand=brand,
        has_cooperative=config.cooperative.is_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is logged in, as far as a page shows it. `token` goes into every form; `others` are further accounts. `moderates`:
    they look after the node; `administers`: all of it. `in_crisis`: they only publish what is urgent, and warn. `to_review`: so
    many urgent words of others wait for their look. `advised`: on so many drafts there is new advice; `to_advise`: so many
    wait for theirs, None for who gives none."""

    account: Account
    token: str
    others: tuple[Account, ...] = ()
    unread: int = 0
    moderates: bool = False
    administers: bool = False
    in_crisis: bool = False
    to_review: int = 0
    advised: int = 0
    to_advise: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All that a page shows besides its own content.

    `here` is the page's path with its query, without `lang`; `language_chosen` says that `?lang=` was given, so links
    carry it on (a reader gets no cookie). `notice` is the key of a sentence about what was just done; `sieve` are the filters
    of whoever looks; `alarms` are warnings that stand above everything. `tongue` is the language in which posts are
    wanted (`?sprache=`), where it is not that of the page. `memo` keeps what a page says many times.
    """

    site: Site
    words: Translator
    now: datetime
    here: str
    language_chosen: bool = False
    person: Person | None = None
    notice: str = ""
    sieve: Sieve = NO_FILTERS
    alarms: Sequence[Alarm] = ()
    tongue: str = ""
    memo: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)
    _days: dict[date, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def viewer_id(self) -> int:
        return 0 if self.person is None else self.person.account.id

    def acts_for(self, account_id: int) -> bool:
        """Whether whoever looks may act for that account, now or after they have switched to it."""
        mine = () if self.person is None else (self.person.account, *self.person.others)
        return any(each.id == account_id for each in mine)

    def to(self, path: str) -> str:
        """The address of a page of ours, in the language that was chosen; others' as they are."""
        return in_language(path, self.words.language) if self.language_chosen and path.startswith("/") else path

    def path_of(self, address: str | None) -> str:
        """An address of ours as pages name it: without the host. Empty for none, and for those of others."""
        path = (address or "").removeprefix(self.site.base)
        return path if path.startswith("/") and path != address else ""

    def in_language(self, language: str) -> str:
        """The same page in another language."""
        return in_language(self.here, language)

    def speaking(self, tongue: str) -> "Frame":
        return replace(self, tongue=tongue)

    def when(self, at: datetime) -> str:
        """`heute, 14:05 Uhr`, as `words.moment`; a page says the same day many times, so its words are kept."""
        local = at.astimezone(self.words.zone)
        day = local.date()
        pattern = self._days.get(day)
        if pattern is None:
            t, words = self.words.t, self.words.day(day, self.now)
            pattern = self._days[day] = t("date.moment", day=words, time=t("date.time", time=_SLOT))
        return pattern.replace(_SLOT, f"{local.hour:02}:{local.minute:02}")

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

    def __init__(self, catalogs: Catalogs, configs: Iterable[Config] = (), *, reload: bool = False) -> None:
        """`configs` are those of the nodes, whose brands are read and measured now. `reload` (development): templates are
        read anew when they change, and a missing text raises."""
        self.assets: Assets = load_assets()
        self._brands = {config.origin: load_brand(config, self.assets) for config in configs}
        self._catalogs = catalogs
        self._strict = reload
        self._translators: dict[tuple[str, ZoneInfo], Translator] = {}

    @cached_property
    def _templates(self) -> "Environment":
        """Made with the first page: who serves programs only needs none of it."""
        from node.web.templating import make_environment  # noqa: PLC0415  # two megabytes

        made = make_environment(_TEMPLATES, reload=self._strict)
        made.globals["style"] = self.assets["style.css"].path
        made.globals["passkey_script"] = self.assets["passkey.js"].path
        made.globals["icon"] = self.assets["icon.svg"].path
        made.globals["version"] = node.__version__
        made.globals["feed_links"] = feed_links
        made.globals["embed_path"] = embed_path
        return made

    def brand_of(self, config: Config) -> Brand:
        return self._brands.get(config.origin, PLAIN)

    def words(self, language: str, zone: ZoneInfo) -> Translator:
        known = self._translators.get((language, zone))
        if known is None:
            known = Translator(language, self._catalogs, zone=zone, strict=self._strict)
            self._translators[language, zone] = known
        return known

    def learn(self, config: Config) -> None:
        """One more node. Raises Misconfigured."""
        self._brands[config.origin] = load_brand(config, self.assets)

    def forget(self, config: Config) -> None:
        """Its node is not served any longer."""
        self._brands.pop(config.origin, None)

    def bare(self, template: str, words: Translator, **values: object) -> bytes:
        """A page without a frame, which belongs to no node."""
        return self._templates.get_template(template).render(words=words, **values).encode()

    def post(self, card: object, frame: Frame, level: int) -> Markup:
        """A post (`cards.Card`) as it stands in a list; `level` is that of its heading."""
        parts: Any = self._templates.get_template("parts.html").module
        return cast("Markup", parts.post(card, frame, level))

    def page(self, template: str, frame: Frame, **values: object) -> bytes:
        """A finished page. In templates `f` is the frame, `t` looks up words, `to` makes addresses."""
        found = self._templates.get_template(template)
        return found.render(f=frame, t=frame.words.t, to=frame.to, **values).encode()


RENDERING: web.AppKey[Rendering] = web.AppKey("RENDERING", Rendering)
