"""One web application for one or many nodes."""

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from node.web.cors import answer_preflight, open_answer
from node.web.keys import NODES, Served
from node.web.limits import BODY_SECONDS, COUNTER, Counter
from node.web.mastodon.streaming import end_streams
from node.web.middleware import outermost
from node.web.openapi.show import TABLE
from node.web.pages import install
from node.web.routes import ROUTES
from node.web.windows import let_be_watched


def create_app(nodes: Mapping[str, Served], *, body_seconds: float = 30.0) -> web.Application:
    """`nodes` by the host (with port where it has one) that requests name. `body_seconds`: within which a request's
    body has to be here."""
    largest = max(served.node.config.limits.body_bytes for served in nodes.values())
    app = web.Application(middlewares=[answer_preflight, outermost], client_max_size=largest)
    app.on_response_prepare.append(open_answer)
    app.on_response_prepare.append(let_be_watched)
    app[NODES] = {host.lower(): served for host, served in nodes.items()}
    app[COUNTER] = Counter()
    app[TABLE] = ROUTES
    app[BODY_SECONDS] = body_seconds
    app.on_shutdown.append(end_streams)
    install(app, next(iter(nodes.values())).node.catalogs)
    for method, path, handler in ROUTES:
        _add(app, method, path, handler)
        if path.startswith("/api/"):
            _add(app, method, path + "/", handler)  # Mastodon answers there too, and Mastodon.py asks so
    return app


def _add(app: web.Application, method: str, path: str, handler: Handler) -> None:
    if method == "GET":
        app.router.add_get(path, handler, allow_head=True)
    else:
        app.router.add_route(method, path, handler)
