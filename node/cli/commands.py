"""Every command that a running server does for the command line, by name."""

from collections.abc import Mapping

from node.cli import account, activity, check, host, jobs, migrate, post
from node.cli.command import Act

COMMANDS: Mapping[str, Act] = {
    **account.ACTS,
    **activity.ACTS,
    **check.ACTS,
    **host.ACTS,
    **jobs.ACTS,
    **migrate.ACTS,
    **post.ACTS,
}
