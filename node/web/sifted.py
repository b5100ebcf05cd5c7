"""What the filters of whoever looks at a page say about a post on it. Their own posts are shown to everybody as they are."""

from collections.abc import Mapping

from node.model.filters import FilterAction, FilterPlace
from node.model.post import PostView
from node.web.rendering import Frame


def sifted(view: PostView, frame: Frame, place: FilterPlace | None) -> Mapping[FilterAction, str]:
    """By what is to be done, the titles of the filters that say so; empty for most. `place` None: none apply there."""
    found: dict[FilterAction, str] = {}
    if place is None or frame.viewer_id in {0, (view.boosted or view).author.id}:
        return found
    for match in frame.sieve.matches(view, frame.now):
        action, title = match.filter.action, match.filter.title
        if place in match.filter.places:
            found[action] = f"{found[action]}, {title}" if action in found else title
    return found
