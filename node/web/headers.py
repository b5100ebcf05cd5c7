"""What a browser may do with our answers, said in headers (T-249). No page of ours loads from others, and none but
those for passkeys runs a script: our own, from a file."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Referrer = Literal["no-referrer", "same-origin"]


def content_security_policy(*, form_target: str = "", script: bool = False, framed_by: str = "'none'") -> str:
    """`form_target`: where a form of the page may lead beside this node, as browsers check redirects after it, too.
    `script`: the page needs our script, which asks nobody but this node. `framed_by`: who may show it in a frame."""
    targets = f"'self' {form_target}".rstrip()
    scripts = " script-src 'self'; connect-src 'self';" if script else ""
    return (
        f"default-src 'none';{scripts} style-src 'self'; font-src 'self'; img-src 'self';"
        f" media-src 'self';"
        f" form-action {targets}; base-uri 'none'; frame-ancestors {framed_by}"
    )


CONTENT_SECURITY_POLICY = content_security_policy()
_PERMISSIONS = ", ".join(
    f"{each}=()" for each in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")
)
HSTS = "max-age=31536000"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For what is no page: should a browser take it for one, it may do nothing."""


def security_headers(*, is_https: bool, referrer: Referrer = "no-referrer") -> Mapping[str, str]:
    """For every answer. Pages with forms need `same-origin`: with `no-referrer` browsers send `Origin: null`."""
    return _HEADERS[is_https, referrer]


def _headers(*, is_https: bool, referrer: Referrer) -> Mapping[str, str]:
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
        "Permissions-Policy": _PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if is_https:
        headers["Strict-Transport-Security"] = HSTS
    return MappingProxyType(headers)


_HEADERS: Mapping[tuple[bool, Referrer], Mapping[str, str]] = MappingProxyType(
    {
        (is_https, referrer): _headers(is_https=is_https, referrer=referrer)
        for is_https in (False, True)
        for referrer in ("no-referrer", "same-origin")
    }
)
