"""How somebody likes to post and to read; the same in every app they use."""

from dataclasses import dataclass
from typing import Literal

from node.model.visibility import Visibility

QuotePolicy = Literal["public", "followers", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The `visibility` and what follows it hold for posts that do not say otherwise. The three `shows_` are about what
    apps and pages show on the profile; `attribution_hosts` may name the account as author of their articles."""

    visibility: Visibility = Visibility.PUBLIC
    sensitive: bool = False
    language: str | None = None
    quote_policy: QuotePolicy = "public"
    expands_media: Literal["default", "show_all", "hide_all"] = "default"
    expands_warnings: bool = False
    shows_media: bool = True
    shows_media_replies: bool = True
    shows_featured: bool = True
    attribution_hosts: tuple[str, ...] = ()
