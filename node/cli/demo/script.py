"""Reads the two towns from their files beside this one."""

import re
import tomllib
from collections.abc import Mapping
from hashlib import blake2b
from importlib import resources
from typing import Any

import msgspec

from node.model.place import Place


class AccountSeed(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    display_name: str
    kind: str
    summary: str
    fields: list[tuple[str, str]] = []
    portrait: str = ""
    header: str = ""


class LoginSeed(msgspec.Struct, forbid_unknown_fields=True):
    email: str
    accounts: list[str]
    role: str = "member"


class TownSeed(msgspec.Struct, forbid_unknown_fields=True):
    """`organizations` as they stand in a configuration; `templates` is a pack of them beside this file."""

    key: str
    title: str
    description: str
    organizations: list[dict[str, Any]]
    accounts: list[AccountSeed]
    logins: list[LoginSeed]
    templates: str = ""


class PictureSeed(msgspec.Struct, forbid_unknown_fields=True):
    """`file` is a name in the folder `pictures`, `text` what is to be seen."""

    file: str
    text: str
    credit: str = "Zeichnung: Allmende"
    licence: str = "https://creativecommons.org/publicdomain/zero/1.0/"


class EventSeed(msgspec.Struct, forbid_unknown_fields=True):
    """`day` and `until_day` count forward from today, `at` and `to` are times of day: without them whole days. `cancelled` is
    the day, counted back, on which it is called off."""

    day: int
    at: str = ""
    to: str = ""
    until_day: int | None = None
    seats: int | None = None
    online: str = ""
    cancelled: int | None = None


class PostSeed(msgspec.Struct, forbid_unknown_fields=True):
    """`by`, `likes`, `boosts` and the keys of `votes` are `name@town`; `day` counts back from today."""

    by: str
    day: int
    at: str
    text: str
    key: str = ""
    answers: str = ""
    format: str = "plain"
    visibility: str = "public"
    kind: str = "Note"
    name: str = ""
    summary: str = ""
    translations: dict[str, str] = {}
    pictures: list[PictureSeed] = []
    options: list[str] = []
    place: Place | None = None
    event: EventSeed | None = None
    multiple: bool = False
    poll_days: int = 7
    votes: dict[str, list[int]] = {}
    likes: list[str] = []
    boosts: list[str] = []
    pinned: bool = False


class AlbumSeed(msgspec.Struct, forbid_unknown_fields=True):
    """`posts` are the keys of those whose pictures are put into it, one after the other as they were published."""

    by: str
    title: str
    description: str
    posts: list[str]


class Script(msgspec.Struct):
    password: str
    towns: list[TownSeed]
    follows: dict[str, list[str]]
    posts: list[PostSeed]
    albums: list[AlbumSeed] = []


FOLDER = resources.files("node.cli.demo")


def fingerprint() -> str:
    """Changes when anything of the play does."""
    digest = blake2b(digest_size=8)
    for name in ("towns.toml", "posts.toml", "musterhausen.json"):
        digest.update((FOLDER / name).read_bytes())
    return digest.hexdigest()


def read_script(hosts: Mapping[str, str]) -> Script:
    """`hosts`: town to what its handles end in, which is put into the texts in its place."""
    towns = tomllib.loads((FOLDER / "towns.toml").read_text(encoding="utf-8"))
    posts = tomllib.loads((FOLDER / "posts.toml").read_text(encoding="utf-8"))
    script = msgspec.convert(towns | posts, Script)
    handle = re.compile(rf"(@\w+@)({'|'.join(map(re.escape, hosts))})\b")
    for post in script.posts:
        post.text = handle.sub(lambda found: found[1] + hosts[found[2]], post.text)
    return script
