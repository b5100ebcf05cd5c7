"""What an e-mail address of ours may look like: narrower than the standards, so that no two programs on a letter's way
read it differently (T-243)."""

import re

from node.errors import Invalid

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST, _LONGEST_LOCAL = 254, 64


def check_email(text: str) -> str:
    """The address, folded. Raises Invalid."""
    address = text.strip().lower()
    local, at, host = address.rpartition("@")
    labels = host.split(".")
    if (
        not at
        or len(address) > _LONGEST
        or len(local) > _LONGEST_LOCAL
        or not _LOCAL.fullmatch(local)
        or not all(_LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdigit()
    ):
        raise Invalid("this is not an e-mail address")
    return address
