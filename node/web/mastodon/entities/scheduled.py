"""ScheduledStatus."""

from collections.abc import Sequence

from node.model.account import Account
from node.model.addresses import PUBLIC
from node.model.media import Media
from node.model.post import Policy
from node.model.scheduled import Scheduled
from node.web.mastodon.entities.accounts import VISIBILITIES
from node.web.mastodon.entities.attachments import attachment
from node.web.mastodon.entities.reader import Json, Reader, number_or_none
from node.web.mastodon.moments import moment, moment_or_none


def scheduled_status(found: Scheduled, author: Account, media: Sequence[Media], reader: Reader) -> Json:
    """`failure` is ours: why it could not be published at its time."""
    draft = found.draft
    poll = None
    if draft.options:
        poll = {
            "options": list(draft.options),
            "expires_in": found.poll_seconds or 0,
            "multiple": draft.multiple,
            "hide_totals": draft.hides_totals,
        }
    return {
        "id": str(found.id),
        "scheduled_at": moment(found.publish_at),
        "params": {
            "text": draft.text,
            "poll": poll,
            "media_ids": [str(number) for number in found.media_ids] or None,
            "sensitive": draft.sensitive,
            "spoiler_text": draft.summary or None,
            "visibility": VISIBILITIES[draft.visibility],
            "in_reply_to_id": draft.in_reply_to_id,
            "quoted_status_id": number_or_none(draft.quote_of_id),
            "quote_approval_policy": _quote_policy(draft.policy, author),
            "language": draft.language,
            "application_id": 0,
            "scheduled_at": None,
            "idempotency": None,
            "with_rate_limit": False,
        },
        "media_attachments": [attachment(each, reader.addresses) for each in media],
        "failure": found.failure or None,
        "failed_at": moment_or_none(found.failed_at),
    }


def _quote_policy(policy: Policy, author: Account) -> str | None:
    if policy.can_quote is None:
        return None
    if PUBLIC in policy.can_quote:
        return "public"
    return "followers" if author.followers_uri in policy.can_quote else "nobody"
