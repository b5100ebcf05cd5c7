"""What a program asks a person for: the parameters of an authorization request, and whether they can be granted.

Who may register a redirect address is not checked, so no error leads there by itself: that would make this node an
open redirector (RFC 9700 section 4.11). A person who is shown an error may go back to the program by a link.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from multidict import MultiMapping

from node.errors import Unprocessable
from node.model.oauth import DEFAULT_SCOPE, OUT_OF_BAND, App, parse_scopes, uncovered
from node.web.oauth.params import only

PATH: Final = "/oauth/authorize"
_FIELDS: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_HOST_SOURCE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request cannot be granted: RFC 6749's word, a sentence for the program's author, and the key of one for the
    person."""

    error: str
    description: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it was sent; what is not given is empty."""

    client_id: str
    redirect_uri: str
    response_type: str
    response_mode: str
    scope: str
    state: str
    code_challenge: str
    code_challenge_method: str

    @property
    def fields(self) -> dict[str, str]:
        """To send it once more: in the form, and after logging in."""
        given = {name: getattr(self, name) for name in _FIELDS}
        return {name: value for name, value in given.items() if value}

    @property
    def address(self) -> str:
        return f"{PATH}?{urlencode(self.fields, quote_via=quote)}"

    @property
    def is_out_of_band(self) -> bool:
        return self.redirect_uri == OUT_OF_BAND

    @property
    def goes_to(self) -> str:
        """Where the person ends up, as far as it tells them anything: a host, or the scheme of a program's own."""
        parts = urlsplit(self.redirect_uri)
        return parts.netloc if parts.scheme in {"http", "https"} else f"{parts.scheme}:"

    @property
    def source(self) -> str:
        """The redirect address for `form-action` in a Content-Security-Policy: browsers check redirects after a form."""
        if self.is_out_of_band:
            return ""
        parts = urlsplit(self.redirect_uri)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        return origin if _HOST_SOURCE.fullmatch(origin) else f"{parts.scheme}:"

    def answer(self, issuer: str, **values: str) -> str:
        """The redirect address with `values`, the state as it came, and who answers (RFC 9207, T-235)."""
        if self.state:
            values["state"] = self.state
        values["iss"] = issuer
        joint = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{joint}{urlencode(values, quote_via=quote, safe='')}"


def read_asked(params: MultiMapping[str]) -> Asked:
    """Raises Repeated, whichever parameter it is: two redirect addresses are nobody's honest mistake."""
    return Asked(**{name: only(params, name) for name in _FIELDS})


def fault_of(asked: Asked, app: App) -> Fault | None:
    """What is wrong with it, when app and redirect address are right."""
    if asked.response_type != "code":
        return Fault("unsupported_response_type", "response_type is code", "oauth.fault.request")
    if asked.response_mode not in {"", "query"}:
        return Fault("invalid_request", "response_mode is query", "oauth.fault.request")
    try:
        wanted = scopes_of(asked)
    except Unprocessable as problem:
        return Fault("invalid_scope", problem.reason, "oauth.fault.scope")
    beyond = uncovered(app.scopes, wanted)
    if beyond:
        return Fault("invalid_scope", f"the app is not registered for {' '.join(beyond)}", "oauth.fault.scope")
    return _challenge_fault(asked)


def _challenge_fault(asked: Asked) -> Fault | None:
    """S256 or no PKCE at all; never `plain`, which is also what a missing method would mean (T-234)."""
    if not asked.code_challenge and not asked.code_challenge_method:
        return None
    if asked.code_challenge_method != "S256":
        return Fault("invalid_request", "code_challenge_method is S256", "oauth.fault.request")
    if not _CHALLENGE.fullmatch(asked.code_challenge):
        return Fault("invalid_request", "code_challenge is 43 characters of base64url", "oauth.fault.request")
    return None


def scopes_of(asked: Asked) -> tuple[str, ...]:
    """Raises Unprocessable."""
    return parse_scopes(asked.scope) or (DEFAULT_SCOPE,)
