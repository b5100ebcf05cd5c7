"""What of an archive is believed. Whoever brings one may have written it by hand: nothing in it may be somebody else's, lie
about where it is, hold anything a page must not show, or be what the database cannot keep.

A record comes in as the file has it and goes out as it may be stored; anything wrong with it refuses the archive as a whole.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from node.errors import Invalid
from node.federation.addressing import same_origin
from node.media.storage import is_name
from node.media.types import ALL
from node.model.account import Kind
from node.model.addresses import Addresses
from node.model.channel import Phase
from node.model.follow import Cause
from node.model.visibility import Visibility
from node.outbox.archive.shape import MOST_LINE
from node.store.carried import PERSON, Carried
from node.store.carrying import Column, Record
from node.text.html import clean, clean_name, tidy

_HIGHEST: Final = (1 << 63) - 1
_ADDRESSES: Final = frozenset(
    {
        "url", "inbox", "shared_inbox", "outbox", "followers_uri", "following_uri", "featured_uri", "icon", "header",
        "moved_to", "link", "in_reply_to_uri", "quote_uri", "quoted_uri", "stamp_uri", "application_url",
    }
)  # fmt: skip
_JSON: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **dict.fromkeys(("tags", "written_tags", "aliases", "languages", "contexts", "colours", "options"), list[str]),
        **dict.fromkeys(("fields", "emojis"), list[Any]),
        **dict.fromkeys(("policy", "appointment", "link_claim", "draft", "settings", "body"), dict[str, Any]),
        "contents": dict[str, str],
        "media_ids": list[int],
        "files": list[tuple[str, str]],
    }
)
"""Columns that hold JSON, and of what kind."""
_RELATION: Final = re.compile(
    r'(?<=") rel="(?:tag|me|nofollow noopener noreferrer|me nofollow noopener noreferrer)"(?=[ >])'
)
_MIMES: Final = frozenset(each.mime for each in ALL)
_KINDS: Final = frozenset(each.value for each in Kind)
_PHASES: Final = frozenset(each.value for each in Phase)
_CAUSES: Final = frozenset(each.value for each in Cause)
_FILE_KINDS: Final = frozenset({"image", "gifv", "video", "audio", "document"})


@dataclass(slots=True)
class Case:
    """Whose archive it is. `latest` is the highest number anything in it can have, `ids` are those of what others hang on,
    `emojis` the pictures of this node's own emoji."""

    addresses: Addresses
    uri: str
    name: str
    latest: int
    emojis: set[str]
    ids: dict[str, set[int]] = field(default_factory=dict)

    def has(self, name: str, number: Any) -> bool:
        return number in self.ids.get(name, ())


def wrong(where: str, why: str) -> Invalid:
    return Invalid(f"the archive is not one that can be taken in: {where}: {why}")


def lines(path: Path) -> Iterator[Record]:
    """The records of a file; none where there is no such file."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        while line := file.readline(MOST_LINE + 1):
            if len(line) > MOST_LINE:
                raise wrong(path.name, "a line is too long")
            yield record_of(line, path.name)


def record_of(data: bytes, where: str) -> Record:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise wrong(where, "a record is no JSON object") from None


def checked(case: Case, carried: Carried, columns: Mapping[str, Column], record: Record) -> Record:
    """Accounts and posts are still named by their addresses."""
    _shape(carried.name, columns, record, {*carried.accounts, *carried.posts}, set(carried.left))
    if carried.owner in carried.accounts and not carried.hangs_on and record.get(carried.owner) != case.uri:
        raise wrong(carried.name, "a record belongs to another account")
    if carried.hangs_on and not case.has(carried.hangs_on, record.get(carried.owner)):
        raise wrong(carried.name, "a record hangs on something that is not in the archive")
    if "id" in columns:
        number = record.get("id")
        if not isinstance(number, int) or not 0 < number <= case.latest:
            raise wrong(carried.name, "a number is not one this node could have given")
    special = _SPECIAL.get(carried.name)
    return record if special is None else special(case, record)


def plain(where: str, columns: Mapping[str, Column], names: tuple[str, ...], record: Record) -> Record:
    """A record of an account: the one that moves, or another."""
    if missing := set(names) - record.keys():
        raise wrong(where, f"{min(missing)} is missing")
    _shape(where, {name: columns[name] for name in names}, record, set(), set())
    return record


def _shape(where: str, columns: Mapping[str, Column], record: Record, references: set[str], left: set[str]) -> None:
    unknown = record.keys() - (columns.keys() - left)
    if unknown:
        raise wrong(where, f"nobody knows what {min(unknown)[:40]!r} is")
    for name, column in columns.items():
        if name in references:
            _reference(where, name, record.get(name), nullable=column.nullable)
        elif name in record:
            _value(where, column, record[name])
        elif column.required and name not in left:
            raise wrong(where, f"{name} is missing")


def _reference(where: str, name: str, value: Any, *, nullable: bool) -> None:
    if value is None and nullable:
        return
    if not isinstance(value, str) or not _is_address(value):
        raise wrong(where, f"{name} is no address")


def _value(where: str, column: Column, value: Any) -> None:
    name = column.name
    if value is None:
        fits = column.nullable
    elif column.kind == "TEXT":
        fits = isinstance(value, str) and "\0" not in value
    elif column.kind == "BOOLEAN":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, int) and not isinstance(value, bool) and -_HIGHEST <= value <= _HIGHEST
    if not fits:
        raise wrong(where, f"{name} has a value it cannot have")
    if name in _ADDRESSES and value and not _is_address(value):
        raise wrong(where, f"{name} is no address")
    if value and name in _JSON:
        _json(where, name, value, _JSON[name])
    if column.kind == "BIGINT" and value is not None and _is_time(name) and not 0 <= value < _LAST_TIME:
        raise wrong(where, f"{name} is no time")


_LAST_TIME: Final = 4_102_444_800_000_000  # the year 2100


def _is_time(name: str) -> bool:
    return name.endswith("_at") or name in {"at", "since", "loose_since"}


def _json(where: str, name: str, value: str, kind: Any) -> Any:
    try:
        return msgspec.json.decode(value, type=kind)
    except (msgspec.MsgspecError, RecursionError):
        raise wrong(where, f"{name} cannot be read") from None


def _is_address(text: str) -> bool:
    if len(text) > 2_048 or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


# What is particular to a kind


def _post(case: Case, record: Record) -> Record:
    number, addresses = record["id"], case.addresses
    is_boost = record.get("boost_of_id") is not None
    if not is_boost and record["uri"] != addresses.post(case.name, number):
        raise wrong("posts", "a post has an address that is not its own")
    if is_boost and not addresses.is_ours(record["uri"]):
        raise wrong("posts", "a boost has an address that is not its own")
    if record.get("is_local") is not True or record.get("visibility") not in set(Visibility):
        raise wrong("posts", "it is not said who may read a post")
    if not addresses.is_ours(record["url"]) and not is_boost:
        raise wrong("posts", "a post has an address that is not its own")
    contents = _json("posts", "contents", record.get("contents") or "{}", dict)
    cleaned = {language: safe(str(text)) for language, text in contents.items()}
    changed = {"content": safe(record.get("content", "")), "emojis": _emojis(case, record)}
    if cleaned != contents:
        changed["contents"] = msgspec.json.encode(cleaned).decode()
    return record | changed | {"replies_count": 0}


def safe(html: str) -> str:
    """As it was written, if nothing in it had to go: we ourselves write other relations at links than the cleaner does."""
    cleaned = clean(html)
    return html if _RELATION.sub("", html) == _RELATION.sub("", cleaned) else cleaned


def _emojis(case: Case, record: Record) -> str:
    """Those that this node has, too."""
    found = _json("posts", "emojis", record.get("emojis") or "[]", list)
    kept = [
        each for each in found if isinstance(each, list) and len(each) == 4 and each[2] in case.emojis and not each[1]
    ]
    return msgspec.json.encode(kept).decode() if len(kept) != len(found) else record.get("emojis") or "[]"


def _quote(case: Case, record: Record) -> Record:
    if record["author_id"] != case.uri:
        raise wrong("quotes", "a quote is somebody else's")
    return record


def _version(case: Case, record: Record) -> Record:  # noqa: ARG001  # as the others
    return record | {"content": safe(record["content"])}


def _boost_of_other(case: Case, record: Record) -> Record:
    """Nothing of it is believed but that there is one."""
    author = record["author_id"]
    if author == case.uri or case.addresses.is_ours(author) or not same_origin(record["uri"], author):
        raise wrong("boosts_of_others", "a boost has an address that is not its author's")
    if record.get("visibility") not in set(Visibility):
        raise wrong("boosts_of_others", "it is not said who may read a boost")
    kept = ("id", "uri", "author_id", "boost_of_id", "visibility", "published_at")
    url = f"{case.addresses.base}/@{case.name}/{record['boost_of_id']}"
    return {name: record[name] for name in kept} | {"url": url, "is_local": False, "thread_id": record["id"]}


def _reaction_of_other(case: Case, record: Record) -> Record:
    if record["account_id"] == case.uri:
        raise wrong("reactions_of_others", "its own are elsewhere")
    return record


def _file(case: Case, record: Record) -> Record:
    name, preview = record.get("name"), record.get("preview_name")
    if not name or not is_name(name) or (preview is not None and not is_name(preview)):
        raise wrong("media", "a file has no name")
    if record["url"] != case.addresses.media(name) or record.get("mime") not in _MIMES:
        raise wrong("media", "a file is not what it says it is")
    if record.get("kind") not in _FILE_KINDS or record.get("place", "post") not in {"post", "avatar", "header"}:
        raise wrong("media", "a file is not what it says it is")
    hangs = record.get("post_id") is None or case.has("posts", record["post_id"])
    waits = record.get("scheduled_id") is None or case.has("scheduled_posts", record["scheduled_id"])
    is_kept = record.get("draft_id") is None or case.has("kept_drafts", record["draft_id"])
    if not hangs or not waits or not is_kept:
        raise wrong("media", "a file hangs on a post that is not in the archive")
    return record | {"state": "ready", "failure": ""}


def _pin(case: Case, record: Record) -> Record:
    if not case.has("posts", record["post_id"]):
        raise wrong("pins", "a post that is pinned is not in the archive")
    return record


def _activity(case: Case, record: Record) -> Record:
    body = _json("activities", "body", record["body"], dict)
    if record["uri"] != case.addresses.activity(record["id"]) or body.get("id") != record["uri"]:
        raise wrong("activities", "an activity has an address that is not its own")
    if body.get("actor", body.get("attributedTo")) != case.uri:
        raise wrong("activities", "an activity is somebody else's")
    return record


def _following(case: Case, record: Record) -> Record:
    if not case.addresses.is_ours(record["uri"]) or record["followed_id"] == case.uri:
        raise wrong("following", "a follow has an address that is not its own")
    return record


def _follower(case: Case, record: Record) -> Record:
    uri, follower = record["uri"], record["follower_id"]
    # Some servers give no address, or one of another kind: nobody else can mean it
    if _is_address(uri) and not (same_origin(uri, follower) or case.addresses.is_ours(uri)):
        raise wrong("followers", "a follow has an address that is not its own")
    return record


def _own_address(case: Case, record: Record) -> Record:
    if not case.addresses.is_ours(record["uri"]):
        raise wrong("acts", "an act has an address that is not its own")
    return record


def _collection(case: Case, record: Record) -> Record:
    if record["uri"] != case.addresses.collection(case.name, record["id"]):
        raise wrong("collections", "a collection has an address that is not its own")
    return record


def _item(case: Case, record: Record) -> Record:
    expected = case.addresses.collection_item(case.name, record["collection_id"], record["id"])
    if record.get("uri") not in {None, expected}:
        raise wrong("collection_items", "an entry has an address that is not its own")
    return record


def _album(case: Case, record: Record) -> Record:
    if record["uri"] != case.addresses.album(case.name, record["id"]):
        raise wrong("albums", "an album has an address that is not its own")
    return record | {"title": clean_name(record["title"]), "description": tidy(record.get("description", ""))}


def _album_picture(case: Case, record: Record) -> Record:
    if not case.has("posts", record["post_id"]):
        raise wrong("album_pictures", "a post whose picture is in an album is not in the archive")
    return record


def _sheet(case: Case, record: Record) -> Record:  # noqa: ARG001  # as the others
    answers = _json("channel_sheets", "content", record["content"], dict)
    if not all(isinstance(answer, str) for answer in answers.values()):
        raise wrong("channel_sheets", "an answer is no text")
    return record


def _phase_change(case: Case, record: Record) -> Record:  # noqa: ARG001  # as the others
    if record["after"] not in _PHASES or record.get("before", "") not in {"", *_PHASES}:
        raise wrong("phase_changes", "there is no such phase")
    return record


def _follower_day(case: Case, record: Record) -> Record:  # noqa: ARG001  # as the others
    if record["cause"] not in _CAUSES or record["day"] < 0:
        raise wrong("follower_days", "a change has no cause, or no day")
    return record


def _copy(case: Case, record: Record) -> Record:
    if not case.has("posts", record["post_id"]):
        raise wrong("syndications", "a post that was copied is not in the archive")
    return record


_SPECIAL: Final[Mapping[str, Callable[[Case, Record], Record]]] = MappingProxyType(
    {
        "posts": _post,
        "quotes": _quote,
        "post_versions": _version,
        "boosts_of_others": _boost_of_other,
        "reactions_of_others": _reaction_of_other,
        "media": _file,
        "pins": _pin,
        "activities": _activity,
        "following": _following,
        "followers": _follower,
        "reactions": _own_address,
        "votes": _own_address,
        "blocks": _own_address,
        "collections": _collection,
        "collection_items": _item,
        "albums": _album,
        "album_pictures": _album_picture,
        "channel_sheets": _sheet,
        "phase_changes": _phase_change,
        "follower_days": _follower_day,
        "syndications": _copy,
        "imports": _copy,
    }
)


# Accounts


def own_account(case: Case, record: Record) -> Record:
    """Where it lives says this node; the rest its archive."""
    addresses, uri = case.addresses, case.uri
    if record["uri"] != uri or record["name"] != case.name or record["host"] or record["folded_name"] != case.name:
        raise wrong("account.json", "it is another account's")
    if record["phase"] not in _PHASES or record["kind"] not in _KINDS or not 0 < record["id"] <= case.latest:
        raise wrong("account.json", "it is no account of this node")
    fields = _json("account.json", "fields", record["fields"], list)
    shown = [[clean_name(str(name)), safe(str(value)), at] for name, value, at in _threes(fields)]
    return record | {
        "url": f"{addresses.base}/@{case.name}",
        "inbox": f"{uri}/inbox",
        "shared_inbox": addresses.shared_inbox,
        "outbox": f"{uri}/outbox",
        "followers_uri": f"{uri}/followers",
        "following_uri": f"{uri}/following",
        "featured_uri": f"{uri}/collections/featured",
        "summary": safe(record["summary"]),
        "fields": record["fields"] if shown == fields else msgspec.json.encode(shown).decode(),
        "emojis": _emojis(case, record),
    }


def _threes(fields: list[Any]) -> Iterator[tuple[Any, Any, Any]]:
    for each in fields:
        if not isinstance(each, list) or len(each) != 3:
            raise wrong("account.json", "its fields cannot be read")
        yield each[0], each[1], each[2]


def person(case: Case, columns: Mapping[str, Column], record: Record) -> Record | None:
    """Somebody it is connected with; None for one who should live here: they come with their own archive."""
    plain("people.ndjson", columns, PERSON, record)
    uri = record["uri"]
    if not _is_address(uri) or record["kind"] not in _KINDS:
        raise wrong("people.ndjson", "somebody has no address")
    if case.addresses.is_ours(uri) or not record["host"]:
        return None
    for name in ("inbox", "shared_inbox", "outbox", "followers_uri", "following_uri", "featured_uri"):
        if record[name] and not same_origin(record[name], uri):
            raise wrong("people.ndjson", f"the {name} of somebody is on another server")
    return record | {"display_name": clean_name(record["display_name"]), "folded_name": record["name"].lower()}
