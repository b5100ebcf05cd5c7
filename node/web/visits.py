"""What somebody can do with a post who is not logged in here: links to where they choose their own server."""

from dataclasses import dataclass

from node.web.rendering import Frame

_VISITS = (("antworten", "reply"), ("teilen", "boost"), ("gefaellt-mir", "like"))
_IN_LISTS = 2


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody can do who is not logged in: where it is done, what it is called, and `label` for those who listen."""

    path: str
    word: str
    label: str


def visits_of(post_id: int, name: str, frame: Frame, *, main: bool = False) -> tuple[Visit, ...]:
    """`name` is its author's. More of them where the post is what the page is about."""
    key = ("visits", name)
    words: list[tuple[str, str, str]] | None = frame.memo.get(key)
    if words is None:
        t = frame.words.t
        words = frame.memo[key] = [
            (act, t(f"post.{act_key}"), t(f"post.{act_key}_label", name=name)) for act, act_key in _VISITS
        ]
    shown = words if main else words[:_IN_LISTS]
    path = f"/beitrag/{post_id}/anderswo?tun="
    return tuple(Visit(frame.to(f"{path}{act}"), word, label) for act, word, label in shown)
