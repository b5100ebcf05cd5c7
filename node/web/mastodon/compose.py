"""What an app sends becomes a draft. Publishing and editing read it alike: what an edit leaves out is taken away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypedDict

from node.context import Context
from node.errors import Unprocessable
from node.model.account import Account, Actor
from node.model.draft import Draft, Format
from node.model.label import AiUse, ai_use_of
from node.model.media import Media
from node.model.post import Policy
from node.model.preferences import Preferences, QuotePolicy
from node.model.visibility import Visibility
from node.outbox.interaction import may_quote
from node.outbox.upload import Words, described
from node.text.language import normalise
from node.web.mastodon.params import Params, parse_id

_VISIBILITIES: Mapping[str, Visibility] = MappingProxyType(
    {
        "public": Visibility.PUBLIC,
        "unlisted": Visibility.UNLISTED,
        "private": Visibility.FOLLOWERS,
        "direct": Visibility.DIRECT,
        "local": Visibility.LOCAL,
    }
)
_QUOTE_POLICIES: Mapping[str, QuotePolicy] = MappingProxyType(
    {"public": "public", "followers": "followers", "nobody": "nobody"}
)
_FORMATS: Mapping[str, Format] = MappingProxyType({"text/plain": "plain", "text/markdown": "markdown"})
SHORTEST_POLL = 300
LONGEST_POLL = 31_622_400


def visibility_of(text: str) -> Visibility:
    """Raises Unprocessable for a word that is none."""
    found = _VISIBILITIES.get(text)
    if found is None:
        raise Unprocessable("Validation failed: Visibility is not included in the list")
    return found


def parse_quote_policy(text: str) -> QuotePolicy:
    """Raises Unprocessable."""
    found = _QUOTE_POLICIES.get(text)
    if found is None:
        raise Unprocessable("Validation failed: Quote approval policy is not included in the list")
    return found


def quote_policy_of(params: Params, usual: QuotePolicy) -> QuotePolicy:
    """Raises Unprocessable."""
    wanted = params.text("quote_approval_policy")
    return parse_quote_policy(wanted) if wanted else usual


def draft_of(
    params: Params,
    author: Account,
    preferences: Preferences,
    media: Sequence[Media],
    *,
    now: datetime,
    application: str,
    application_url: str = "",
) -> Draft:
    """Raises Unprocessable for words that mean nothing here. Whether it may be published is asked later."""
    text, summary = params.text("status"), params.text("spoiler_text")
    if not text.strip() and summary.strip():
        text, summary = summary, ""
    visibility = _visibility(params, preferences)
    poll = _poll(params, now)
    sensitive = params.find_flag("sensitive")
    return Draft(
        text=text,
        format=_FORMATS.get(params.text("content_type"), "plain"),
        visibility=visibility,
        language=normalise(params.text("language")) or preferences.language,
        summary=summary,
        sensitive=preferences.sensitive if sensitive is None else sensitive,
        in_reply_to_id=_named(params, "in_reply_to_id"),
        quote_of_id=_named(params, "quoted_status_id"),
        media=tuple(media),
        policy=_policy(params, preferences, author, visibility),
        application=application,
        application_url=application_url,
        ai=ai_of(params) or AiUse.NONE,
        automated=params.flag("automated"),
        **poll,
    )


def _visibility(params: Params, preferences: Preferences) -> Visibility:
    if params.flag("local_only"):
        return Visibility.LOCAL
    wanted = params.text("visibility")
    return visibility_of(wanted) if wanted else preferences.visibility


def _named(params: Params, name: str) -> int | None:
    wanted = params.text(name)
    if not wanted:
        return None
    return parse_id(wanted) or -1  # names no post: whoever publishes says so


def _policy(params: Params, preferences: Preferences, author: Account, visibility: Visibility) -> Policy:
    """What is not open cannot be quoted anyway."""
    wanted = quote_policy_of(params, preferences.quote_policy)
    return Policy(can_quote=may_quote(wanted, author)) if visibility.is_open else Policy()


class _Poll(TypedDict, total=False):
    options: tuple[str, ...]
    multiple: bool
    hides_totals: bool
    closes_at: datetime


def _poll(params: Params, now: datetime) -> _Poll:
    """What a draft says of it; nothing without one."""
    poll = params.inner("poll")
    if poll is None or not poll.texts("options"):
        return {}
    seconds = poll.find_number("expires_in")
    if seconds is None or not SHORTEST_POLL <= seconds <= LONGEST_POLL:
        raise Unprocessable("Validation failed: Expires at is not between 5 minutes and a year from now")
    return {
        "options": tuple(poll.texts("options")),
        "multiple": poll.flag("multiple"),
        "hides_totals": poll.flag("hide_totals"),
        "closes_at": now + timedelta(seconds=seconds),
    }


async def attached(node: Context, by: Actor, params: Params) -> tuple[Media, ...]:
    """The uploads it names, in its order, with what it says of them (`media_attributes`: an edit).

    Raises Unprocessable for what is not there or somebody else's.
    """
    ids = params.ids("media_ids")
    known = await node.store.read(lambda tx: tx.uploads.own(by.account.id, ids))
    missing = [text for text in params.texts("media_ids") if parse_id(text) not in known]
    if missing:
        raise Unprocessable(f"Validation failed: Media {missing[0]} not found or already attached to another post")
    said = {parse_id(each.text("id")): words_of(each) for each in params.inners("media_attributes")}
    return tuple(described(known[number], said.get(number, Words())) for number in ids)


def ai_of(params: Params) -> AiUse | None:
    """How much of it AI made; None when that is not said. Raises Unprocessable for a word that is none."""
    wanted = params.text("ai")
    found = ai_use_of(wanted) if wanted else None
    if wanted and found is None:
        raise Unprocessable("Validation failed: Ai is not included in the list")
    return found


def words_of(params: Params) -> Words:
    """What an app says of a file. Raises Unprocessable."""
    return Words(
        description=params.find_text("description"),
        focus=_focus(params.text("focus")),
        credit=params.find_text("credit"),
        licence=params.find_text("licence"),
        ai=ai_of(params),
    )


def _focus(text: str) -> tuple[float, float] | None:
    """`x,y`; what is none counts as not given, as with Mastodon."""
    across, _, up = text.partition(",")
    try:
        return (float(across), float(up))
    except ValueError:
        return None
