"""What somebody who lives on the peer can do; every act is an order to `peer/control.mjs`, sent by `peer.py`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Order = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Sent:
    """An activity as it went out, and its object where that was embedded."""

    activity: Json
    object: Json

    @property
    def id(self) -> str:
        """The address of the object: of the post, for a Create."""
        return self.object["id"]


@dataclass(frozen=True, slots=True)
class PeerActor:
    """Somebody who lives on the peer. Acts on foreign things take their address."""

    name: str
    uri: str
    inbox: str
    order: Order

    async def act(self, name: str, /, **words: Any) -> Sent:
        return Sent(**await self.order(name, **{"as": self.name}, **words))

    async def state(self) -> Json:
        """Among others `followers`, `followRequests`, `following`, `blockedBy`, `pinned`: lists of addresses."""
        return await self.order("actor", name=self.name)

    async def follow(self, uri: str) -> Sent:
        return await self.act("follow", uri=uri)

    async def unfollow(self, uri: str) -> Sent:
        return await self.act("unfollow", uri=uri)

    async def accept(self, follower: str) -> Sent:
        return await self.act("accept", follower=follower)

    async def reject(self, follower: str) -> Sent:
        """Refuses a request, or removes a follower."""
        return await self.act("reject", follower=follower)

    async def post(
        self,
        content: str | None = None,
        *,
        content_map: dict[str, str] | None = None,
        visibility: str = "public",
        to: list[str] | None = None,
        cc: list[str] | None = None,
        mentions: list[str] | None = None,
        hashtags: list[str] | None = None,
        in_reply_to: str | None = None,
        summary: str | None = None,
        sensitive: bool | None = None,
        attachments: list[Json] | None = None,
        quote: str | None = None,
        choices: list[str] | None = None,
        multiple: bool | None = None,
        end_time: str | None = None,
    ) -> Sent:
        """A Note, or with `choices` a Question. `visibility`: public, unlisted, followers, direct; `to`/`cc` instead.

        `mentions` are addresses of actors; the author of `in_reply_to` is mentioned anyway.
        """
        return await self.act(
            "post",
            content=content,
            contentMap=content_map,
            visibility=visibility,
            to=to,
            cc=cc,
            mentions=mentions,
            hashtags=hashtags,
            inReplyTo=in_reply_to,
            summary=summary,
            sensitive=sensitive,
            attachments=attachments,
            quote=quote,
            choices=choices,
            multiple=multiple,
            endTime=end_time,
        )

    async def question(self, content: str, choices: list[str], **words: Any) -> Sent:
        """`post` with choices; `multiple=True` lets people tick several."""
        return await self.post(content, choices=choices, **words)

    async def reply(self, uri: str, content: str, **words: Any) -> Sent:
        return await self.post(content, in_reply_to=uri, **words)

    async def edit(
        self,
        post: str,
        content: str | None = None,
        *,
        content_map: dict[str, str] | None = None,
        summary: str | None = None,
    ) -> Sent:
        return await self.act("edit", id=post, content=content, contentMap=content_map, summary=summary)

    async def delete(self, post: str) -> Sent:
        return await self.act("delete", id=post)

    async def vote(self, question: str, choices: list[str]) -> Sent:
        """One Create for each choice; the last one is returned."""
        return await self.act("vote", uri=question, choices=choices)

    async def publish_votes(self, question: str, *, closed: bool = False) -> Sent:
        """An Update with the votes so far."""
        return await self.act("publish_votes", id=question, closed=closed)

    async def like(self, uri: str) -> Sent:
        return await self.act("like", uri=uri)

    async def react(self, uri: str, content: str, *, icon: str | None = None) -> Sent:
        """`content` is an emoji, or `:name:` with the address of its picture as `icon`."""
        return await self.act("react", uri=uri, content=content, icon=icon)

    async def announce(self, uri: str) -> Sent:
        return await self.act("announce", uri=uri)

    async def undo(self, activity: Sent) -> Sent:
        """Takes back a Follow, Like, EmojiReact, Announce or Block."""
        return await self.act("undo", id=activity.activity["id"])

    async def block(self, uri: str) -> Sent:
        return await self.act("block", uri=uri)

    async def flag(self, uri: str, *, posts: list[str] | None = None, content: str | None = None) -> Sent:
        """Reports the account at `uri`, and these posts of it."""
        return await self.act("flag", uri=uri, objects=posts, content=content)

    async def move(self, uri: str) -> Sent:
        return await self.act("move", uri=uri)

    async def update_profile(
        self,
        *,
        display_name: str | None = None,
        summary: str | None = None,
        fields: list[tuple[str, str]] | None = None,
        approves_followers: bool | None = None,
        also_known_as: list[str] | None = None,
    ) -> Sent:
        return await self.act(
            "update_profile",
            displayName=display_name,
            summary=summary,
            fields=fields,
            manuallyApprovesFollowers=approves_followers,
            aliases=also_known_as,
        )

    async def delete_account(self, *, to: list[str] | None = None) -> Sent:
        """Told to the followers and to the actors in `to`; afterwards the actor's address answers 410."""
        return await self.act("delete_actor", to=to)

    async def pin(self, post: str) -> Sent:
        return await self.act("pin", id=post)

    async def unpin(self, post: str) -> Sent:
        return await self.act("unpin", id=post)

    async def fetch(self, uri: str) -> Json:
        """A signed GET: `raw` as it came, `type` and `json` as Fedify understands it."""
        return await self.order("fetch", **{"as": self.name}, uri=uri)

    async def collection(self, uri: str) -> Json:
        """`totalItems` and all `items`, as Fedify walks the pages of a collection."""
        return await self.order("collection", **{"as": self.name}, uri=uri)
