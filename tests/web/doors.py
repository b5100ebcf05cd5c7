"""Every door through which anybody may see what is public, and what each of them says about one post now."""

import gzip
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from node.model.account import Account
from node.model.post import Post
from node.outbox.dumps import begin_dump
from node.web.cards import post_path
from tests.remote import ACTIVITY_JSON
from tests.world import World

FORMS: Final = ("json", "as2", "csv", "ndjson")
FEEDS: Final = ("atom", "rss", "json")
PAGE, ANY, JSON = "text/html", "*/*", "application/json"


@dataclass
class Doors:
    """`post`, of `author`, is an answer to `top` of the channel; it has the hashtag `tag`, and the word to search for. Its first
    picture may be in an album of the channel."""

    world: World
    channel: Account
    author: Account
    top: Post
    post: Post
    tag: str
    word: str
    album_id: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def open_in(self, *words: str) -> dict[str, set[str]]:
        """For each of the words, the names of the doors that say it. An answer that fails is a fault of its own."""
        found: dict[str, set[str]] = {word: set() for word in words}
        for name, (path, accept) in self.addresses().items():
            answer = await self.world.get(path, accept=accept, headers=self.headers)
            assert answer.status < 500, (name, answer.status)
            assert "Set-Cookie" not in answer.headers, name
            text = await answer.text() if answer.status < 400 else ""
            for word in words:
                if word in text:
                    found[word].add(name)
        return found

    async def dumped_in(self, day: str, *words: str) -> dict[str, set[str]]:
        """The same for the files of the next dump."""
        await begin_dump(self.world.node, day)
        await self.world.work()
        index = await self.world.json("/open/v1/dumps/", accept=JSON)
        dump = next(each for each in index["dumps"] if each["day"] == day)
        found: dict[str, set[str]] = {word: set() for word in words}
        for file in dump["files"]:
            answer = await self.world.get(file["url"], accept=ANY)
            text = gzip.decompress(await answer.read()).decode()
            for word in words:
                if word in text:
                    found[word].add(file["name"])
        return found

    def addresses(self) -> dict[str, tuple[str, str]]:
        return {
            **self._pages(),
            **self._programs(),
            **self._open(),
            **self._feeds(),
            **self._embeds(),
            **self._calendars(),
            **self._albums(),
        }

    def _pages(self) -> dict[str, tuple[str, str]]:
        here = post_path(self.author, self.post.id)
        channel = f"/@{self.channel.name}"
        paths = {
            "page": here,
            "page thread": f"{channel}/{self.top.id}",
            "page profile": post_path(self.author, self.post.id).rpartition("/")[0] + "?ansicht=antworten",
            "page start": "/",
            "page local": "/lokal",
            "page public": "/oeffentlich",
            "page participation": "/beteiligung",
            "page tag": f"/tags/{quote(self.tag)}",
            "page search": f"/suche?q={quote(self.word)}",
            "page guest": f"/beitrag/{self.post.id}/gastantwort",
            "page elsewhere": f"/beitrag/{self.post.id}/anderswo",
        }
        return {name: (path, PAGE) for name, path in paths.items()}

    def _programs(self) -> dict[str, tuple[str, str]]:
        paths = {
            "api status": f"/api/v1/statuses/{self.post.id}",
            "api source": f"/api/v1/statuses/{self.post.id}/source",
            "api context": f"/api/v1/statuses/{self.top.id}/context",
            "api account": f"/api/v1/accounts/{self.author.id}/statuses",
            "api public": "/api/v1/timelines/public",
            "api tag": f"/api/v1/timelines/tag/{quote(self.tag)}",
            "api search": f"/api/v2/search?q={quote(self.word)}&type=statuses",
            "oembed": f"/api/oembed?url={quote(self.post.url or self.post.uri)}",
        }
        found = {name: (path, JSON) for name, path in paths.items()}
        if self.post.uri.startswith(self.world.origin):
            found["object"] = (self.post.uri, ACTIVITY_JSON)
            found["outbox"] = (f"/users/{self.author.name}/outbox?page=true", ACTIVITY_JSON)
        found["replies"] = (f"{self.top.uri}/replies", ACTIVITY_JSON)
        found["context"] = (f"/contexts/{self.top.thread_id}", ACTIVITY_JSON)
        return found

    def _open(self) -> dict[str, tuple[str, str]]:
        paths = {
            "open posts": "/open/v1/posts",
            "open post": f"/open/v1/posts/{self.post.id}",
            "open thread": f"/open/v1/posts/{self.top.id}/thread",
            "open text": f"/open/v1/posts.{{}}?q={quote(self.word)}",
            "open tag": f"/open/v1/posts.{{}}?tag={quote(self.tag)}",
            "rueckkanal": f"/open/v1/channels/{self.channel.name}/rueckkanal",
        }
        found = {
            f"{name} {form}": (path.format(form) if "{}" in path else f"{path}.{form}", ANY)
            for name, path in paths.items()
            for form in FORMS
        }
        for name in (
            "polls",
            "participations",
            "statistics",
            "node",
            "organizations",
            "channels",
            "deletions",
            "gleichzeitigkeit",
        ):
            found[f"open {name}"] = (f"/open/v1/{name}", JSON)
        return found | {f"catalogue {ending}": (f"/catalog.{ending}", ANY) for ending in ("ttl", "jsonld")}

    def _feeds(self) -> dict[str, tuple[str, str]]:
        paths = {
            "feed node": "/feed.{}",
            "feed channel": f"/@{self.channel.name}.{{}}?antworten=1",
            "feed thread": f"/@{self.channel.name}/{self.top.id}/antworten.{{}}",
            "feed tag": f"/tags/{quote(self.tag)}.{{}}",
            "feed search": f"/suche.{{}}?q={quote(self.word)}",
        }
        return {f"{name} {end}": (path.format(end), ANY) for name, path in paths.items() for end in FEEDS}

    def _calendars(self) -> dict[str, tuple[str, str]]:
        channel, appointment = f"/@{self.channel.name}", self.post.appointment
        found = {
            "calendar node": ("/kalender", PAGE),
            "calendar node file": ("/kalender.ics", ANY),
            "calendar channel": (f"{channel}/kalender", PAGE),
            "calendar channel file": (f"{channel}/kalender.ics", ANY),
            "calendar event file": (f"{channel}/{self.post.id}.ics", ANY),
            "open events": ("/open/v1/posts?kind=event", JSON),
        }
        if appointment is not None:
            month = f"{appointment.begins:%Y}/{appointment.begins:%m}"
            found["calendar node month"] = (f"/kalender/{month}", PAGE)
            found["calendar channel month"] = (f"{channel}/kalender/{month}", PAGE)
        return found

    def _albums(self) -> dict[str, tuple[str, str]]:
        if not self.album_id:
            return {}
        page, uri = f"/@{self.channel.name}/alben", f"/users/{self.channel.name}"
        data = f"/open/v1/channels/{self.channel.name}/albums"
        return {
            "album list": (page, PAGE),
            "album page": (f"{page}/{self.album_id}", PAGE),
            "album object": (f"{uri}/albums/{self.album_id}", ACTIVITY_JSON),
            "album object page": (f"{uri}/albums/{self.album_id}?page=true", ACTIVITY_JSON),
            **{f"album data {form}": (f"{data}/{self.album_id}.{form}", ANY) for form in ("json", "csv", "ndjson")},
            "album data list": (data, JSON),
        }

    def _embeds(self) -> dict[str, tuple[str, str]]:
        thread = f"/@{self.channel.name}/{self.top.id}"
        paths = {
            "embedded thread": f"{thread}/einbetten?antworten=1",
            "quoted thread": f"{thread}/einbetten.html?antworten=1",
            "embedded channel": f"/@{self.channel.name}/einbetten",
            "quoted channel": f"/@{self.channel.name}/einbetten.html",
        }
        if self.author.is_local:
            here = post_path(self.author, self.post.id)
            paths |= {
                "embedded": f"{here}/einbetten",
                "quoted": f"{here}/einbetten.html",
                "code": f"/einbetten?adresse={quote(here)}",
            }
        return {name: (path, PAGE) for name, path in paths.items()}


def families(names: set[str]) -> set[str]:
    """Without the form at the end: one name where all forms agree, and the odd ones as they are."""
    endings = {*FORMS, *FEEDS, "ttl", "jsonld"}
    grouped: dict[str, set[str]] = {}
    for name in names:
        stem, _, last = name.rpartition(" ")
        grouped.setdefault(stem if last in endings else name, set()).add(name)
    return set(grouped)
