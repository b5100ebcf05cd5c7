"""Whose legal page somebody looks at: the node's, or that of one of its channels; and what all these pages share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from aiohttp import web

from node.config import Organization
from node.errors import Gone, NotFound
from node.model.account import Account, Kind
from node.outbox.texts import CHANGED
from node.store.database import Tx
from node.web.keys import NODE
from node.web.page import answer, look, rendering_of
from node.web.rendering import Frame
from node.web.shown import SHOWN, Shown

PAGES: Final[Mapping[str, str]] = {
    "imprint": "/impressum",
    "privacy": "/datenschutz",
    "terms": "/nutzungsbedingungen",
    "netiquette": "/netiquette",
    "accessibility": "/barrierefreiheit",
    "hindrance": "/barriere-melden",
    "easy": "/leichte-sprache",
    "sign": "/gebaerdensprache",
    "contact": "/kontakt",
    "transparency": "/transparenz",
    "about": "/ueber",
    "sheet": "/steckbrief",
}
"""Each for the node, and under `/@name` for a channel."""


@dataclass(frozen=True, slots=True)
class Place:
    """`account` is the channel, None for the node itself; `organization` answers for it, None where nobody is named."""

    account: Account | None
    organization: Organization | None
    host: str
    title: str

    @property
    def channel(self) -> str:
        """The account's name, empty for the node."""
        return "" if self.account is None else self.account.name

    @property
    def name(self) -> str:
        """Of whom the page is."""
        return self.title if self.account is None else self.account.shown_name

    @property
    def responsible(self) -> str:
        return self.name if self.organization is None else self.organization.name

    def path(self, page: str) -> str:
        """The address of one of `PAGES` for the same place."""
        prefix = "" if self.account is None else f"/@{quote(self.account.name)}"
        return prefix + PAGES[page]


async def look_at_place(request: web.Request) -> tuple[Frame, Place]:
    """Raises NotFound for a channel that is not ours, Gone."""
    handle = request.match_info.get("handle", "")
    frame, account = await look(request, _account, handle)
    config = request[NODE].config
    organization = config.organizations.of_channel(handle) if handle else config.organizations.root
    return frame, Place(account, organization, config.hostname, config.node.title)


async def _account(tx: Tx, _viewer_id: int, handle: str) -> Account | None:
    if not handle:
        return None
    account = await tx.accounts.find_by_handle(handle, None)
    if account is None or account.kind is Kind.APPLICATION or account.name != handle:
        raise NotFound("there is no such channel here")
    if account.is_gone:
        raise Gone("this account has been deleted or suspended")
    return account


def show(
    request: web.Request,
    frame: Frame,
    place: Place,
    page: str,
    *,
    template: str = "",
    keep: bool = True,
    **values: object,
) -> web.Response:
    """The finished page; kept until a text or the channel changes (`keep`)."""
    words = frame.words
    heading = words.t(f"legal.{page}.title")
    body = rendering_of(request).page(
        template or f"legal/{page}.html",
        frame,
        heading=heading,
        place=place,
        org=place.organization,
        trail=trail_to(place, ("", heading)),
        siblings=[
            (place.path(each), words.t(f"legal.{each}.short")) for each in PAGES if each != "sheet" or place.account
        ],
        here=place.path(page),
        canonical=frame.site.base + place.path(page),
        **values,
    )
    response = answer(request, frame, body)
    if keep:
        number = {("account", str(place.account.id))} if place.account is not None else set()
        response[SHOWN] = Shown((), {CHANGED, *number})
    return response


def trail_to(place: Place, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page: path and name of each step, after the channel whose page it is."""
    if place.account is None:
        return [*steps]
    return [(f"/@{quote(place.account.name)}", place.account.shown_name), *steps]
