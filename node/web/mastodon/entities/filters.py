"""Filter, FilterKeyword, FilterStatus, FilterResult, and V1::Filter, which is one keyword with what its filter says."""

from node.model.filters import Filter, FilterAction, FilteredPost, Keyword
from node.model.post import PostView
from node.timelines.filters import Match
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.moments import moment_or_none


def filter_entity(found: Filter) -> Json:
    return _outline(found) | {
        "keywords": [filter_keyword(each) for each in found.keywords],
        "statuses": [filter_status(each) for each in found.posts],
    }


def _outline(found: Filter) -> Json:
    return {
        "id": str(found.id),
        "title": found.title,
        "context": [each.value for each in found.places],
        "expires_at": moment_or_none(found.expires_at),
        "filter_action": found.action.value,
    }


def filter_keyword(found: Keyword) -> Json:
    return {"id": str(found.id), "keyword": found.keyword, "whole_word": found.whole_word}


def filter_status(found: FilteredPost) -> Json:
    return {"id": str(found.id), "status_id": str(found.post_id)}


def filter_v1(found: Filter, keyword: Keyword) -> Json:
    return {
        "id": str(keyword.id),
        "phrase": keyword.keyword,
        "context": [each.value for each in found.places],
        "whole_word": keyword.whole_word,
        "expires_at": moment_or_none(found.expires_at),
        "irreversible": found.action is FilterAction.HIDE,
    }


def filter_results(view: PostView, reader: Reader) -> list[Json]:
    """For `filtered` of a status: which filters of its reader found something, wherever they apply. What to do about it,
    also to hide it, is left to the app, which knows where it shows the status."""
    return [_result(match) for match in reader.sieve.matches(view, reader.now)]


def _result(match: Match) -> Json:
    return {
        "filter": _outline(match.filter),
        "keyword_matches": list(match.words) or None,
        "status_matches": [str(number) for number in match.post_ids] or None,
    }
