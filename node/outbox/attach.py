"""Uploads become part of a post: whose they must be, how many fit together, and when a picture has to be described."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from node.config import MediaSettings
from node.errors import Unprocessable
from node.model.account import Account, Kind
from node.model.media import Media
from node.store.database import Tx

_OFFICIAL: Final = frozenset({Kind.ORGANIZATION, Kind.SERVICE, Kind.GROUP})
_PICTURES: Final = frozenset({"image", "gifv"})


def refuse_undescribed(
    author: Account, media: Sequence[Media], settings: MediaSettings, before: Sequence[Media] = ()
) -> None:
    """Where the node says so, nobody publishes a picture that some readers get nothing of (M10, WCAG 1.1.1).

    Raises Unprocessable, which names the picture.
    """
    for place in undescribed(author, media, settings, before):
        number = media[place].id
        raise Unprocessable(
            f"Validation failed: picture {place + 1} of {len(media)} ({number}) needs a description",
            code="picture_undescribed",
            place=place + 1,
        )


def undescribed(
    author: Account, media: Sequence[Media], settings: MediaSettings, before: Sequence[Media] = ()
) -> Sequence[int]:
    """Which of them still need a description. An upload never does, nor a picture that was without one `before`."""
    if settings.alt_required == "nobody" or (settings.alt_required == "official" and author.kind not in _OFFICIAL):
        return ()
    known = {each.id for each in before if not each.description}
    return [
        place
        for place, each in enumerate(media)
        if each.kind in _PICTURES and not each.description and each.id not in known
    ]


async def attach(
    tx: Tx, author: Account, media: Sequence[Media], *, post_id: int | None = None, draft_id: int = 0
) -> tuple[Media, ...]:
    """The files as they are now, with what the draft says of them. Called where they are stored with their post.

    `post_id` is the post that is edited, `draft_id` the kept draft that is changed: what hangs on it already may stay.
    Raises Unprocessable for somebody else's, for what is not worked on yet, and for what does not go together.
    """
    uploads = [each.id for each in media if each.is_ours]
    await tx.uploads.hold(uploads)
    known = await tx.uploads.own(author.id, uploads, draft_id=draft_id)
    found = [_current(each, known.get(each.id), post_id) if each.is_ours else each for each in media]
    if len(found) > 1 and any(each.kind in {"video", "audio"} for each in found):
        raise Unprocessable(
            "Validation failed: Cannot attach a video to a post that already contains images", code="files_mixed"
        )
    return tuple(found)


def _current(said: Media, known: Media | None, post_id: int | None) -> Media:
    if known is None or known.post_id not in {None, post_id}:
        raise Unprocessable(
            f"Validation failed: Media with id {said.id} not found or already attached to another post",
            code="file_gone",
        )
    if not known.is_ready:
        raise Unprocessable(
            "Cannot attach files that have not finished processing. Try again in a moment!", code="file_unready"
        )
    return replace(
        known, description=said.description, focus=said.focus, credit=said.credit, licence=said.licence, ai=said.ai
    )
