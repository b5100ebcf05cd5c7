"""What people of the scene say and do in the rows: activities that are really theirs, about things that are not."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.hostile.story import Scene
from tests.remote import PUBLIC, Answer, FakeActor

Send = Callable[[Scene], Awaitable[Answer]]
Activity = Callable[[Scene], dict[str, Any]]


def by(name: str, made: Callable[[Scene, FakeActor], dict[str, Any]]) -> Send:
    """Delivered by the person of the scene called `name`."""

    async def send(scene: Scene) -> Answer:
        actor: FakeActor = getattr(scene, name)
        return await actor.deliver(made(scene, actor), scene.node)

    return send


def act(kind: str, obj: Callable[[Scene], Any], name: str = "mallory", **more: Callable[[Scene], Any]) -> Send:
    return by(name, lambda scene, actor: actor.activity(kind, obj(scene), **{k: v(scene) for k, v in more.items()}))


def note_of(scene: Scene, actor: FakeActor, **more: Any) -> dict[str, Any]:
    """A note that names alice, as its author would send it; not served anywhere."""
    number = scene.there.number()
    return {
        "id": f"{actor.uri}/posts/{number}",
        "type": "Note",
        "attributedTo": actor.uri,
        "content": "<p>Das habe ich nie gesagt.</p>",
        "to": [PUBLIC],
        "cc": [scene.alice.uri, actor.followers],
        **more,
    }


def created(scene: Scene, actor: FakeActor, note: Any) -> dict[str, Any]:
    return actor.activity("Create", note, to=[PUBLIC], cc=[scene.alice.uri, actor.followers])


def bobs_follow(scene: Scene) -> dict[str, Any]:
    """The Follow of bob's that alice sent."""
    return scene.bob.received("Follow")[0]


def note_uri(scene: Scene) -> str:
    return str(scene.note["id"])


def bobs_document(scene: Scene, **more: Any) -> dict[str, Any]:
    return {**scene.bob.document(), **more}
