"""Every address of this node, in one place: they are never changed or reused (decision 0007)."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import quote, urlsplit

from node.model.account import Account, Kind
from node.model.emoji import Emoji
from node.model.media import Media
from node.model.preview import Preview
from node.model.remotefile import RemotePlace

_SHOWN = frozenset({"image", "gifv", "video", "audio"})

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
MISSING_AVATAR = "/avatars/original/missing.png"
MISSING_HEADER = "/headers/original/missing.png"
"""The picture of who has none; apps know it by how its address ends."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """`base` without a slash at its end; `account_domain` is what handles end in (it may differ from the host).
    `media_key` is the node's secret that makes addresses of others' pictures: nobody else can make one. `letters_of` gives the
    names of the channels that can be subscribed to by mail; None for all that live here. `licensed` gives the address of the
    licence that a channel publishes under, empty for a person. Both are asked each time: channels come while the node runs."""

    base: str
    account_domain: str
    media_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False, compare=False)
    letters_of: Callable[[], frozenset[str] | None] = field(default=frozenset, compare=False)
    licensed: Callable[[Account], str] = field(default=lambda _: "", compare=False)
    _actors: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_actors", f"{self.base}/users/")

    # ActivityPub

    def actor(self, name: str) -> str:
        return f"{self._actors}{name}"

    def inbox(self, name: str) -> str:
        return f"{self._actors}{name}/inbox"

    @property
    def shared_inbox(self) -> str:
        return f"{self.base}/inbox"

    @property
    def node_actor(self) -> str:
        """The node's own actor, fetchable without signature (FEP-2677)."""
        return f"{self.base}/actor"

    def rsa_key(self, actor_uri: str) -> str:
        return f"{actor_uri}#main-key"

    def ed25519_key(self, actor_uri: str) -> str:
        return f"{actor_uri}#ed25519-key"

    def post(self, name: str, number: int) -> str:
        return f"{self._actors}{name}/posts/{number}"

    def collections(self, name: str) -> str:
        """What an account recommends (FEP-7aa9)."""
        return f"{self._actors}{name}/collections/recommended"

    def collection(self, name: str, number: int) -> str:
        return f"{self._actors}{name}/recommended/{number}"

    def collection_item(self, name: str, number: int, item: int) -> str:
        return f"{self._actors}{name}/recommended/{number}/items/{item}"

    def albums(self, name: str) -> str:
        """The list of somebody's albums."""
        return f"{self._actors}{name}/collections/albums"

    def motion_page(self, number: int) -> str:
        """A motion of the cooperative's members."""
        return f"{self.base}/genossenschaft/antraege/{number}"

    def minutes(self, number: int) -> str:
        """What was decided about a motion, signed by the node."""
        return f"{self.base}/open/v1/motions/{number}/minutes"

    def album(self, name: str, number: int) -> str:
        return f"{self._actors}{name}/albums/{number}"

    def thread(self, number: int) -> str:
        return f"{self.base}/contexts/{number}"

    def activity(self, number: int) -> str:
        return f"{self.base}/activities/{number}"

    def media(self, name: str) -> str:
        """A file in the storage, by its random name."""
        return f"{self.base}/media/{name}"

    def remote_media(self, place: RemotePlace, owner_id: int, url: str) -> str:
        """Where this node shows a file of another server that one of its rows names."""
        return f"{self.base}/media/{place.value}/{owner_id}/{self.seal(place, owner_id, url)}"

    def seal(self, place: RemotePlace, owner_id: int, url: str) -> str:
        """What cannot be guessed in such an address. It holds for this url only: another picture has another address."""
        said = f"{place.value} {owner_id} {url}".encode()
        return blake2b(said, key=self.media_key, digest_size=16).hexdigest()

    def shown(self, media: Media) -> str:
        """Where readers find what is attached to a post: on this node, wherever it lies. Documents of others, which a
        browser does not show but save, only at their origin. Empty while an upload of ours is being worked on."""
        if media.is_ours or media.kind not in _SHOWN or self.is_ours(media.url):
            return media.url
        return self.remote_media(RemotePlace.FILE, media.id, media.url)

    def avatar(self, account: Account) -> str | None:
        """Where readers find it: on this node, wherever it lies."""
        return self._picture(RemotePlace.AVATAR, account.id, account.icon)

    def header(self, account: Account) -> str | None:
        return self._picture(RemotePlace.HEADER, account.id, account.header)

    def preview_image(self, preview: Preview) -> str:
        """Where readers find the picture of a linked page: on this node. Empty where there is none, or only a claim."""
        image = preview.page.image
        return self.remote_media(RemotePlace.PREVIEW, preview.id, image) if image and not preview.is_claim else ""

    def _picture(self, place: RemotePlace, owner_id: int, url: str | None) -> str | None:
        return url if not url or self.is_ours(url) else self.remote_media(place, owner_id, url)

    def emoji(self, emoji: Emoji, *, moving: bool = True) -> str:
        """Where its picture is found: on this node, wherever it lies."""
        if emoji.owner_id:
            return self.remote_media(RemotePlace.EMOJI, emoji.owner_id, emoji.source)
        return self.media(emoji.source if moving else emoji.still)

    def is_ours(self, uri: str) -> bool:
        return uri.startswith(self.base + "/") or uri == self.base

    def name_of_actor(self, uri: str) -> str | None:
        """`alice`, when it is the URI of an actor here."""
        name = uri.removeprefix(self._actors)
        return None if name == uri or not name or "/" in name else name

    # Pages

    def profile_page(self, account: Account) -> str:
        return f"{self.base}/@{account.handle}"

    def post_page(self, account: Account, number: int) -> str:
        return f"{self.base}/@{account.handle}/{number}"

    def collection_page(self, account: Account, number: int) -> str:
        return f"{self.base}/@{account.handle}/empfehlungen/{number}"

    def album_page(self, account: Account, number: int) -> str:
        return f"{self.base}/@{account.handle}/alben/{number}"

    def imprint_page(self, account: Account) -> str:
        return f"{self.base}/@{account.name}/impressum"

    @property
    def has_letters(self) -> bool:
        """Whether any channel can be subscribed to by mail."""
        names = self.letters_of()
        return names is None or bool(names)

    def letters_page(self, account: Account) -> str:
        """Where people without an account subscribe to its posts by mail; empty where that is not offered."""
        offered = account.is_local and account.kind is not Kind.APPLICATION and not account.is_gone
        names = self.letters_of() if offered else frozenset()
        if names is not None and account.name not in names:
            return ""
        return f"{self.base}/@{account.name}/mail"

    def licence_of(self, account: Account) -> str:
        """Under which what it publishes may be used again; empty where we cannot say so: for others, and for those who speak
        in their own name or through an account of ours that is nobody's channel."""
        if not account.is_local or not account.discoverable:
            return ""
        return self.licensed(account)

    def tag_page(self, tag: str) -> str:
        return f"{self.base}/tags/{quote(tag)}"

    # Handles

    @property
    def host(self) -> str:
        """The host in our addresses, with its port where it has one."""
        return urlsplit(self.base).netloc

    @property
    def domains(self) -> Iterable[str]:
        """What may stand behind the @ of our handles."""
        return {self.account_domain, self.host}

    def handle(self, account: Account) -> str:
        """`name@host`, also for those who live here."""
        return f"{account.name}@{account.host or self.account_domain}"

    def find_name(self, acct: str) -> str | None:
        """`alice`, of `alice@our.domain`; None for handles elsewhere."""
        name, _, host = acct.partition("@")
        return name if host.lower() in self.domains else None
