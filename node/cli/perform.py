"""Carries a command to the node: to the server that runs, or to the database when none does."""

import argparse
import asyncio
import os
from functools import partial

from node.app import build
from node.cli import control
from node.cli.bar import Bar
from node.cli.command import Act, Answer, Ask, Prepare, Run
from node.cli.parser import Parser
from node.cli.words import Say
from node.config import Config, load
from node.context import Context

_NOT_TYPED = frozenset({"config", "run"})


def acts(parser: Parser, command: str, act: Act, *, prepare: Prepare | None = None) -> None:
    """Let a parser end in that act. `command` is its name in the file's `ACTS`."""
    run: Run = partial(_perform, command=command, act=act, prepare=prepare)
    parser.set_defaults(run=run)


def config_of(options: argparse.Namespace) -> Config:
    """The settings the command line names. Raises Misconfigured."""
    return load(options.config, os.environ)


def _perform(options: argparse.Namespace, say: Say, *, command: str, act: Act, prepare: Prepare | None) -> int:
    config = config_of(options)
    if prepare is not None:
        prepare(options, say)
    values = {name: value for name, value in vars(options).items() if name not in _NOT_TYPED}
    with Bar() as bar:
        answer = control.ask(config, command, values, say, bar.show) if config.database.is_sqlite else None
        if answer is None:
            answer = asyncio.run(_alone(config, act, Ask(values, say, bar.show)))
    for line in answer.lines:
        print(line)
    return answer.code


async def _alone(config: Config, act: Act, ask: Ask) -> Answer:
    node = await build(config)
    try:
        return await act(node, ask)
    finally:
        await close(node)


async def close(node: Context) -> None:
    """Let go of a node that was built but is not running."""
    await node.client.close()
    await node.store.close()
