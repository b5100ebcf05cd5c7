"""Runs in a process of its own: what toot imports warns when other tools of the tests look at it."""

from collections.abc import Mapping, Sequence


def run(words: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code of one command, and what it printed."""
    from click.testing import CliRunner
    from toot.cli import cli

    done = CliRunner().invoke(cli, words, env=environment, prog_name="toot")
    return done.exit_code, done.output
