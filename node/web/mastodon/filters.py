"""Filters (v2): what somebody does not want to see, with its words and posts. They belong to one person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from node.errors import NotFound, Unprocessable
from node.model.filters import (
    LONGEST_KEYWORD,
    LONGEST_TITLE,
    MOST_FILTERS,
    MOST_KEYWORDS,
    Filter,
    FilterAction,
    FilteredPost,
    FilterPlace,
    Keyword,
)
from node.store.database import Tx
from node.web.keys import NODE
from node.web.mastodon.entities import Json, filter_entity, filter_keyword, filter_status
from node.web.mastodon.found import readable_view
from node.web.mastodon.params import Params, id_of, parse_id, read_params
from node.web.mastodon.respond import answer
from node.web.tokens import require

READ, WRITE = "read:filters", "write:filters"
_LONGEST: Final = 100 * 366 * 86_400  # seconds


@dataclass(frozen=True, slots=True)
class _Line:
    """One of `keywords_attributes`: a new keyword, or what becomes of one there is."""

    id: int | None
    keyword: str | None
    whole_word: bool | None
    ends: bool


async def show_filters(request: web.Request) -> web.Response:
    by = await require(request, READ)
    found = await request[NODE].store.read(lambda tx: tx.filters.of_account(by.account.id))
    return answer([filter_entity(each) for each in found])


async def create_filter(request: web.Request) -> web.Response:
    by, params = await require(request, WRITE), await read_params(request)
    wanted = changed_filter(new_filter(by.account.id), params, request[NODE].clock())
    made = await request[NODE].store.write(_create, wanted, _lines(params))
    return answer(filter_entity(made))


async def show_filter(request: web.Request) -> web.Response:
    by = await require(request, READ)
    return answer(filter_entity(await request[NODE].store.read(own_filter, id_of(request), by.account.id)))


async def change_filter(request: web.Request) -> web.Response:
    """What is not given stays."""
    by, params = await require(request, WRITE), await read_params(request)
    changed = await request[NODE].store.write(_change, id_of(request), by.account.id, params)
    return answer(filter_entity(changed))


async def delete_filter(request: web.Request) -> web.Response:
    by = await require(request, WRITE)
    await request[NODE].store.write(_delete, id_of(request), by.account.id)
    return answer({})


async def show_keywords(request: web.Request) -> web.Response:
    return await _inside(request, lambda found: [filter_keyword(each) for each in found.keywords])


async def add_keyword(request: web.Request) -> web.Response:
    by, params = await require(request, WRITE), await read_params(request)
    made = await request[NODE].store.write(_add_keyword, id_of(request, "filter_id"), by.account.id, params)
    return answer(filter_keyword(made))


async def show_keyword(request: web.Request) -> web.Response:
    by = await require(request, READ)
    _, keyword = await request[NODE].store.read(own_keyword, id_of(request), by.account.id)
    return answer(filter_keyword(keyword))


async def change_keyword(request: web.Request) -> web.Response:
    by, params = await require(request, WRITE), await read_params(request)
    changed = await request[NODE].store.write(_change_keyword, id_of(request), by.account.id, params)
    return answer(filter_keyword(changed))


async def delete_keyword(request: web.Request) -> web.Response:
    """Its filter stays, also without any."""
    by = await require(request, WRITE)
    await request[NODE].store.write(_delete_keyword, id_of(request), by.account.id)
    return answer({})


async def show_statuses(request: web.Request) -> web.Response:
    return await _inside(request, lambda found: [filter_status(each) for each in found.posts])


async def add_status(request: web.Request) -> web.Response:
    by, params = await require(request, WRITE), await read_params(request)
    post_id = parse_id(params.text("status_id"))
    made = await request[NODE].store.write(_add_post, id_of(request, "filter_id"), by.account.id, post_id)
    return answer(filter_status(made))


async def show_status(request: web.Request) -> web.Response:
    by = await require(request, READ)
    _, entry = await request[NODE].store.read(_own_entry, id_of(request), by.account.id)
    return answer(filter_status(entry))


async def delete_status(request: web.Request) -> web.Response:
    by = await require(request, WRITE)
    await request[NODE].store.write(_delete_entry, id_of(request), by.account.id)
    return answer({})


async def _inside(request: web.Request, shown: Callable[[Filter], list[Json]]) -> web.Response:
    by = await require(request, READ)
    return answer(shown(await request[NODE].store.read(own_filter, id_of(request, "filter_id"), by.account.id)))


# What is asked for


def new_filter(account_id: int) -> Filter:
    """Not complete yet: it has no title and applies nowhere."""
    return Filter(id=0, account_id=account_id, title="", places=())


def changed_filter(found: Filter, params: Params, now: datetime) -> Filter:
    """Raises Unprocessable, with all that is wrong."""
    title = params.text("title").strip() if "title" in params else found.title
    contexts = params.texts("context") if "context" in params else [each.value for each in found.places]
    contexts = [each.strip() for each in contexts if each.strip()]
    action = params.text("filter_action") or found.action.value
    wrong = []
    if not title:
        wrong.append("Title can't be blank")
    if len(title) > LONGEST_TITLE:
        wrong.append(f"Title is too long (maximum is {LONGEST_TITLE} characters)")
    if not contexts:
        wrong.append("Context can't be blank")
    if not contexts or set(contexts) - set(FilterPlace):
        wrong.append("Context None or invalid context supplied")
    if action not in set(FilterAction):
        wrong.append("Action is not included in the list")
    refuse(wrong)
    return replace(
        found,
        title=title,
        places=tuple(dict.fromkeys(FilterPlace(each) for each in contexts)),
        action=FilterAction(action),
        expires_at=_end(params, now) if "expires_in" in params else found.expires_at,
    )


def _end(params: Params, now: datetime) -> datetime | None:
    """Seconds from now; whatever is no number means for good."""
    seconds = params.find_number("expires_in")
    return None if seconds is None else now + timedelta(seconds=min(seconds, _LONGEST))


def checked_keyword(keyword: str, name: str = "Keyword") -> str:
    """`name` is what the interface calls it. Raises Unprocessable."""
    if not keyword.strip():
        refuse([f"{name} can't be blank"])
    if len(keyword) > LONGEST_KEYWORD:
        refuse([f"{name} is too long (maximum is {LONGEST_KEYWORD} characters)"])
    return keyword


def refuse(wrong: Sequence[str]) -> None:
    if wrong:
        raise Unprocessable(f"Validation failed: {', '.join(wrong)}")


def _lines(params: Params) -> list[_Line]:
    """Raises NotFound for an id that cannot be one. Lines with nothing in them are none."""
    found = []
    for each in params.inners("keywords_attributes"):
        number = each.text("id")
        line = _Line(parse_id(number), each.find_text("keyword"), each.find_flag("whole_word"), each.flag("_destroy"))
        if number and line.id is None:
            raise NotFound("Record not found")
        if line.id is not None or (line.keyword or "").strip() or line.whole_word is not None:
            found.append(line)
    return found


# What is done, each in one transaction


async def own_filter(tx: Tx, filter_id: int, account_id: int) -> Filter:
    """Raises NotFound, also for those of others."""
    found = await tx.filters.find(filter_id, account_id)
    if found is None:
        raise NotFound("Record not found")
    return found


async def own_keyword(tx: Tx, keyword_id: int, account_id: int) -> tuple[Filter, Keyword]:
    found = await tx.filters.find_by_keyword(keyword_id, account_id)
    if found is None:
        raise NotFound("Record not found")
    return found


async def _own_entry(tx: Tx, entry_id: int, account_id: int) -> tuple[Filter, FilteredPost]:
    found = await tx.filters.find_by_post(entry_id, account_id)
    if found is None:
        raise NotFound("Record not found")
    return found


async def check_room(tx: Tx, account_id: int, *, filters: int = 0, keywords: int = 0) -> None:
    """Whether so many more may be added. Raises Unprocessable."""
    there = await tx.filters.of_account(account_id)
    if len(there) + filters > MOST_FILTERS:
        refuse(["You have reached the maximum number of filters"])
    if sum(len(each.keywords) for each in there) + keywords > MOST_KEYWORDS:
        refuse(["You have reached the maximum number of filtered words"])


async def _create(tx: Tx, wanted: Filter, lines: Sequence[_Line]) -> Filter:
    await check_room(tx, wanted.account_id, filters=1)
    made = await tx.filters.add(wanted)
    await _write_lines(tx, made, lines)
    return await own_filter(tx, made.id, made.account_id)


async def _change(tx: Tx, filter_id: int, account_id: int, params: Params) -> Filter:
    found = await own_filter(tx, filter_id, account_id)
    await tx.filters.change(changed_filter(found, params, tx.now))
    await _write_lines(tx, found, _lines(params))
    return await own_filter(tx, filter_id, account_id)


async def _write_lines(tx: Tx, found: Filter, lines: Sequence[_Line]) -> None:
    there = {each.id: each for each in found.keywords}
    if any(line.id is not None and line.id not in there for line in lines):
        raise NotFound("Record not found")
    await check_room(tx, found.account_id, keywords=sum(line.id is None and not line.ends for line in lines))
    await tx.filters.remove_keywords(found, [line.id for line in lines if line.id is not None and line.ends])
    for line in lines:
        if line.ends:
            continue
        if line.id is None:
            keyword = checked_keyword(line.keyword or "", "Keywords keyword")
            await tx.filters.add_keyword(found, keyword, whole_word=line.whole_word is not False)
        else:
            await tx.filters.change_keyword(found, _changed_keyword(there[line.id], line, "Keywords keyword"))


def _changed_keyword(keyword: Keyword, line: _Line, name: str = "Keyword") -> Keyword:
    return replace(
        keyword,
        keyword=keyword.keyword if line.keyword is None else checked_keyword(line.keyword, name),
        whole_word=keyword.whole_word if line.whole_word is None else line.whole_word,
    )


async def _delete(tx: Tx, filter_id: int, account_id: int) -> None:
    await tx.filters.remove(await own_filter(tx, filter_id, account_id))


async def _add_keyword(tx: Tx, filter_id: int, account_id: int, params: Params) -> Keyword:
    found = await own_filter(tx, filter_id, account_id)
    keyword = checked_keyword(params.text("keyword"))
    await check_room(tx, account_id, keywords=1)
    return await tx.filters.add_keyword(found, keyword, whole_word=params.find_flag("whole_word") is not False)


async def _change_keyword(tx: Tx, keyword_id: int, account_id: int, params: Params) -> Keyword:
    found, keyword = await own_keyword(tx, keyword_id, account_id)
    line = _Line(keyword.id, params.find_text("keyword"), params.find_flag("whole_word"), ends=False)
    changed = _changed_keyword(keyword, line)
    await tx.filters.change_keyword(found, changed)
    return changed


async def _delete_keyword(tx: Tx, keyword_id: int, account_id: int) -> None:
    found, keyword = await own_keyword(tx, keyword_id, account_id)
    await tx.filters.remove_keywords(found, [keyword.id])


async def _add_post(tx: Tx, filter_id: int, account_id: int, post_id: int | None) -> FilteredPost:
    found = await own_filter(tx, filter_id, account_id)
    view = await readable_view(tx, post_id or 0, account_id)
    if view.post.id in {each.post_id for each in found.posts}:
        refuse(["Status has already been taken"])
    return await tx.filters.add_post(found, view.post.id)


async def _delete_entry(tx: Tx, entry_id: int, account_id: int) -> None:
    found, entry = await _own_entry(tx, entry_id, account_id)
    await tx.filters.remove_post(found, entry)
