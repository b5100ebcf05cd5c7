"""What the node says about data and about the terms of its use, as HTML: pages and the client API say the same."""

from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from node.config import Organization
from node.model.retention import HINDRANCES, SESSIONS
from node.model.rule import NodeText
from node.web.keys import NODE
from node.web.lands import land_of
from node.web.page import rendering_of
from node.web.processing import register
from node.web.rendering import Frame


@dataclass(frozen=True, slots=True)
class Written:
    """A text of those who administer, with the language it is in."""

    content: Markup
    language: str

    @classmethod
    def of(cls, text: NodeText, language: str) -> "Written":
        return cls(Markup(text.content), language)  # noqa: S704  # compose made it safe HTML


def privacy_html(request: web.Request, frame: Frame, organization: Organization | None, own: Written | None) -> Markup:
    """Made of the configuration and of the figures the code works with (Art. 13 GDPR); `own` is what is said besides."""
    node = request[NODE]
    return _fragment(
        request,
        frame,
        "privacy",
        org=organization,
        land=land_of("" if organization is None else organization.state),
        entries=register(node.config, organization, frame.words),
        own=own,
        config=node.config,
        days={"sessions": SESSIONS.days, "hindrances": HINDRANCES.days},
    )


def terms_html(request: web.Request, frame: Frame, organization: Organization | None) -> Markup:
    """What holds where nobody wrote other terms: no rights taken beyond showing (EuGH C-492/23)."""
    return _fragment(request, frame, "terms", org=organization)


def _fragment(request: web.Request, frame: Frame, name: str, **values: object) -> Markup:
    made = rendering_of(request).page(f"legal/{name}.{frame.words.language}.html", frame, **values)
    return Markup(made.decode())  # noqa: S704  # a template escapes what it is given
