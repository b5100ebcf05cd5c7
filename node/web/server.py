"""One web application for one or many nodes."""

from collections.abc import Mapping

from aiohttp import web

from node.web.keys import NODES, Served
from node.web.limits import BODY_SECONDS, COUNTER, Counter
from node.web.middleware import outermost
from node.web.pages import install
from node.web.routes import ROUTES


def create_app(nodes: Mapping[str, Served], *, body_seconds: float = 30.0) -> web.Application:
    """`nodes` by the host (with port where it has one) that requests name. `body_seconds`: within which a request's
    body has to be here."""
    largest = max(served.node.config.limits.body_bytes for served in nodes.values())
    app = web.Application(middlewares=[outermost], client_max_size=largest)
    app[NODES] = {host.lower(): served for host, served in nodes.items()}
    app[COUNTER] = Counter()
    app[BODY_SECONDS] = body_seconds
    install(app, next(iter(nodes.values())).node.catalogs)
    for method, path, handler in ROUTES:
        if method == "GET":
            app.router.add_get(path, handler, allow_head=True)
        else:
            app.router.add_route(method, path, handler)
    return app
