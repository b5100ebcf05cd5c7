"""Which channels people without an account may subscribe to by mail (S03)."""

from node.config import Config


def channels_by_mail(config: Config) -> frozenset[str] | None:
    """Their names, as configured; None for all that live here. Without mail there are none."""
    offered = config.mail.subscriptions
    if offered == "off" or not config.mail.is_on:
        return frozenset()
    if offered == "all":
        return None
    return frozenset(name for each in config.organizations for name in each.channels)
