"""For programs with a part in the whole installation: who advises (row 31), and who runs the machine (O2)."""

from dataclasses import replace
from typing import Final

from node.model.grant import Part
from node.web.openapi.operation import Operation, Operations, act, get
from node.web.openapi.schema import ANYTHING, COUNT, DIGITS, FLAG, each, text

_PROPOSALS: Final = "/staff/v1/coordination/block_proposals"
_PACKS: Final = "/staff/v1/coordination/template_packs"
_DRAFTS: Final = "/staff/v1/coordination/drafts"


def _of(part: Part, made: Operation) -> Operation:
    """Refusals are in the form of RFC 9457."""
    return replace(made, part=part, errors="application/problem+json", json_only=True)


OPERATIONS: Final[Operations] = {
    ("GET", "/staff/v1/coordination/nodes"): _of(Part.COORDINATION, get("Every node of the installation")),
    ("GET", "/staff/v1/coordination/channels"): _of(
        Part.COORDINATION,
        get("The channels of this node by name, planned ones too, with sheets and open gates").by(after=text(most=60)),
    ),
    ("GET", "/staff/v1/coordination/channels/{}"): _of(Part.COORDINATION, get("One channel")),
    ("GET", _PROPOSALS): _of(
        Part.COORDINATION, get("What was proposed to this node to block, and what became of it").by(before=DIGITS)
    ),
    ("POST", _PROPOSALS): _of(
        Part.COORDINATION,
        act("Propose to block a server, or to silence it", required=("host", "reason"), success=(201,)).by(
            host=text(), reason=text(), severity=text(among=("suspend", "silence"))
        ),
    ),
    ("GET", _PACKS): _of(
        Part.COORDINATION,
        get("Which packs of templates were offered to this node, and what became of it").by(before=DIGITS),
    ),
    ("POST", _PACKS): _of(
        Part.COORDINATION,
        act("Offer a pack of templates", required=("format", "version", "name", "title"), success=(201,)).by(
            format=text(among=("allmende-template-pack",)),
            version={"type": "integer", "const": 1},
            name=text(most=60),
            title=text(most=200),
            description=text(most=2_000),
            posts=each(ANYTHING),
            answers=each(ANYTHING),
            sheets=each(ANYTHING),
        ),
    ),
    ("GET", _DRAFTS): _of(
        Part.COORDINATION, get("The drafts about which somebody chose to ask the office, too").by(before=DIGITS)
    ),
    ("GET", f"{_DRAFTS}/{{}}"): _of(Part.COORDINATION, get("One of them")),
    ("POST", f"{_DRAFTS}/{{}}/comments"): _of(
        Part.COORDINATION,
        act("Say something about it", success=(201,)).by(text=text(most=4_000), no_objections=FLAG, version=COUNT),
    ),
    ("GET", "/staff/v1/operation/nodes"): _of(
        Part.OPERATION, get("Every node of the installation, and what is wrong with it")
    ),
    ("GET", "/staff/v1/operation/node"): _of(
        Part.OPERATION, get("Whether this node is at work, and what waits in its queues")
    ),
}
