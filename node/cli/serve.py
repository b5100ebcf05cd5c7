"""`allmende serve`: run the node until SIGTERM or SIGINT."""

import argparse
import logging
from contextlib import AsyncExitStack
from typing import get_args

import uvloop

from node.app import Role, Running, build, raise_file_limit
from node.cli.logging_setup import set_up
from node.cli.parser import Parser
from node.cli.perform import config_of
from node.cli.serving import (
    controlled,
    listening,
    refuse_slow_parser,
    spare_the_collector,
    stop_signal,
    tell_systemd,
    tenant_door,
)
from node.cli.words import Say
from node.config import Config, Unix
from node.errors import Misconfigured
from node.store.database import utc_now
from node.tenants.registry import Registry
from node.tenants.serving import Tenants

log = logging.getLogger(__name__)


def define(parser: Parser) -> None:
    say = parser.say
    parser.option(
        "--role",
        choices=get_args(Role),
        default="all",
        help=say(
            "nur antworten oder nur zustellen; mit PostgreSQL. Vorgabe: all",
            "only answer, or only deliver; with PostgreSQL. Default: all",
        ),
    )
    parser.option(
        "--reuse-port",
        action="store_true",
        help=say(
            "mehrere Prozesse teilen sich den Port; mit PostgreSQL", "several processes share the port; with PostgreSQL"
        ),
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, _say: Say) -> int:
    config = config_of(options)
    if config.database.is_sqlite and (options.role != "all" or options.reuse_port):
        raise Misconfigured("--role and --reuse-port need PostgreSQL: on SQLite one process does everything")
    refuse_slow_parser()
    set_up(config.log)
    raise_file_limit()
    uvloop.run(_serve(config, options.role, reuse_port=options.reuse_port))
    return 0


async def _serve(config: Config, role: Role, *, reuse_port: bool) -> None:
    stop = stop_signal()
    async with AsyncExitStack() as parts:
        running = Running(await build(config), role)
        parts.push_async_callback(running.stop)
        await parts.enter_async_context(controlled([running]))
        tenants = Tenants(Registry(config), clock=utc_now, catalogs=running.node.catalogs, role=role, door=tenant_door)
        parts.push_async_callback(tenants.stop)
        if role != "delivery":
            await parts.enter_async_context(listening([running], tenants, reuse_port=reuse_port))
        await running.start()
        await tenants.start()
        spare_the_collector()
        _announce(config, role)
        tell_systemd("READY=1")
        await stop.wait()
        log.info("stopping", extra={"action": "serve.stopping"})
        tell_systemd("STOPPING=1")
    log.info("stopped", extra={"action": "serve.stopped"})


def _announce(config: Config, role: Role) -> None:
    if config.federation.development_hosts:
        log.warning(
            "DEVELOPMENT MODE: federation.development_hosts opens this machine's own addresses to what other servers "
            "send. Never run a public node like this.",
            extra={"action": "serve.development", "hosts": ", ".join(config.federation.development_hosts)},
        )
    place = config.node.listen
    log.info(
        "serving",
        extra={
            "action": "serve.started",
            "base_url": config.origin,
            "listen": f"unix:{place.path}" if isinstance(place, Unix) else f"{place.host}:{place.port}",
            "database": config.database.shown,
            "role": role,
        },
    )
