"""Times as they are typed and shown on the command line: in the zone of the node, unless one is named."""

from datetime import datetime

from node.cli.command import Ask
from node.context import Context
from node.errors import Invalid


def time_of(node: Context, ask: Ask, name: str) -> datetime | None:
    """What was typed for the option `name`. Raises Invalid."""
    text = ask.text(name)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(ask.say(f"{text!r} ist keine Zeit", f"{text!r} is no time")) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=node.config.node.timezone)


def shown(node: Context, at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(node.config.node.timezone):%Y-%m-%d %H:%M}"
