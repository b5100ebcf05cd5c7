"""What lies where in an archive, and its manifest (FEP-6fcd). The files at the top are those of a Mastodon archive.

manifest.yml                  what there is, with sizes and checksums; JSON, which is YAML
actor.json outbox.json likes.json bookmarks.json avatar.jpg header.jpg
media_attachments/files/      what was attached
*.csv                         lists as Mastodon gives and takes them
allmende/                     all the rest, one object a line: what only this program needs to put an account back
key/                          private keys, encrypted, when they were asked for
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

import node
from node.config import Config
from node.errors import Invalid
from node.media.storage import is_name
from node.store.carried import BY_NAME
from node.store.database import newest_schema

FORMAT: Final = 1
MANIFEST: Final = "manifest.yml"
ACTOR, OUTBOX, LIKES, BOOKMARKS = "actor.json", "outbox.json", "likes.json", "bookmarks.json"
MEDIA: Final = "media_attachments/files"
PREVIEWS: Final = "allmende/previews"
ACCOUNT: Final = "allmende/account.json"
PEOPLE: Final = "allmende/people.ndjson"
REPLIES: Final = "allmende/replies.ndjson"
KEYS: Final[Mapping[str, str]] = {"rsa": "key/rsa.pem", "ed25519": "key/ed25519.pem"}

MOST_MANIFEST: Final = 64 * 1024 * 1024
MOST_LINE: Final = 4 * 1024 * 1024

_FEP: Final = "https://codeberg.org/fediverse/fep/src/branch/main/fep/6fcd/fep-6fcd.md#manifest-file"
_URLS: Final = {
    ACTOR: "https://www.w3.org/TR/activitypub/#actor-objects",
    OUTBOX: "https://www.w3.org/TR/activitypub/#outbox",
    LIKES: "https://www.w3.org/TR/activitypub/#liked",
    BOOKMARKS: "https://www.w3.org/TR/activitystreams-core/#collections",
}
_CSV: Final = "https://docs.joinmastodon.org/user/moving/#export"
_PICTURE: Final = re.compile(r"(?:avatar|header)\.[a-z0-9]{1,8}")
_SHEET: Final = re.compile(r"[a-z_]{1,40}\.csv")
_SHA: Final = re.compile(r"[0-9a-f]{64}")


class Entry(msgspec.Struct, frozen=True):
    """A file as the manifest tells of it."""

    sha256: str
    bytes: int


class About(msgspec.Struct, frozen=True):
    """The part of the manifest that is ours. `schema` is that of the database the records come from."""

    format: int
    schema: int
    base: str
    account: str
    name: str


class Manifest(msgspec.Struct, frozen=True):
    about: About
    files: Mapping[str, Entry]


def records_file(name: str) -> str:
    return f"allmende/{name}.ndjson"


def archives_folder(config: Config) -> Path:
    return config.node.data_dir / "archives"


def is_place(path: str) -> bool:
    """Whether a file may lie there in an archive. Nothing else ever reaches a disk (T-267)."""
    folder, _, name = path.rpartition("/")
    if folder in {MEDIA, PREVIEWS}:
        return is_name(name)
    if folder == "allmende":
        return path in {ACCOUNT, PEOPLE, REPLIES} or (name.endswith(".ndjson") and name[:-7] in BY_NAME)
    if folder == "key":
        return path in KEYS.values()
    known = {MANIFEST, ACTOR, OUTBOX, LIKES, BOOKMARKS}
    return not folder and bool(name in known or _PICTURE.fullmatch(name) or _SHEET.fullmatch(name))


def write_manifest(about: About, created: str, files: Mapping[str, Entry]) -> bytes:
    contents: dict[str, Any] = {MANIFEST: {"url": _FEP}}
    for path, entry in sorted(files.items()):
        *folders, name = path.split("/")
        place = contents
        for folder in folders:
            place = place.setdefault(folder, {"contents": {}})["contents"]
        url = _URLS.get(path) or (_CSV if name.endswith(".csv") else None)
        place[name] = ({"url": url} if url else {}) | {"sha256": entry.sha256, "bytes": entry.bytes}
    client = {"name": "Allmende", "version": node.__version__, "url": about.base}
    document = {
        "ubc-version": "0.1",
        "meta": {"created": created, "createdBy": {"controller": about.account, "client": client}},
        "allmende": about,
        "contents": contents,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Raises Invalid for what this program did not write, or cannot read."""
    try:
        document = msgspec.json.decode(data)
        about = msgspec.convert(document["allmende"], About)
        files = dict(_entries(document["contents"], ""))
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(
            "this is no archive of an Allmende account: its manifest.yml cannot be read (archives of other programs "
            "cannot be imported)"
        ) from None
    if about.format != FORMAT or about.schema > newest_schema():
        raise Invalid("the archive was written by another version of Allmende: update this node first")
    files.pop(MANIFEST, None)
    for path, entry in files.items():
        if not is_place(path) or entry.bytes < 0 or not _SHA.fullmatch(entry.sha256):
            raise Invalid(f"the archive has a file that does not belong in one: {path[:80]!r}")
    return Manifest(about, files)


def _entries(contents: Mapping[str, Any], above: str) -> Iterator[tuple[str, Entry]]:
    for name, told in contents.items():
        if "contents" in told:
            if above.count("/") > 2:
                raise KeyError(name)
            yield from _entries(told["contents"], f"{above}{name}/")
        elif above + name != MANIFEST:
            yield f"{above}{name}", msgspec.convert({"sha256": told["sha256"], "bytes": told["bytes"]}, Entry)
