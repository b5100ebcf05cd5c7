"""Every address of this node, in one place: they are never changed or reused (decision 0007)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from node.model.account import Account

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@dataclass(frozen=True, slots=True)
class Addresses:
    """`base` without a slash at its end; `account_domain` is what handles end in (it may differ from the host)."""

    base: str
    account_domain: str
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

    def thread(self, number: int) -> str:
        return f"{self.base}/contexts/{number}"

    def activity(self, number: int) -> str:
        return f"{self.base}/activities/{number}"

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
