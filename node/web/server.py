"""One web application for one or many nodes."""

from collections.abc import Mapping, Sequence
from functools import cache

from aiohttp import web
from aiohttp.typedefs import Handler

from node.web.cors import answer_preflight, open_answer
from node.web.guarded import guard_answer
from node.web.keys import NODES, TENANCY, Served, Tenancy
from node.web.limits import BODY_SECONDS, COUNTER, Counter
from node.web.middleware import outermost
from node.web.openapi.show import TABLE
from node.web.pages import install
from node.web.routes import ROUTES
from node.web.static_copy import keep_static_copies
from node.web.windows import let_be_watched


def create_app(
    nodes: Mapping[str, Served], tenancy: Tenancy | None = None, *, body_seconds: float = 30.0
) -> web.Application:
    """`nodes` by the host (with port where it has one) that requests name; `tenancy` has those beside them. `body_seconds`:
    within which a request's body has to be here."""
    largest = max(served.node.config.limits.body_bytes for served in nodes.values())
    app = web.Application(middlewares=[answer_preflight, outermost], client_max_size=largest)
    app.on_response_prepare.append(_complete)
    app[NODES] = {host.lower(): served for host, served in nodes.items()}
    app[COUNTER] = Counter()
    app[TABLE] = ROUTES
    app[BODY_SECONDS] = body_seconds
    app.cleanup_ctx.append(keep_static_copies)
    app.on_shutdown.append(_end_streams)
    install(app, next(iter(nodes.values())).node.catalogs, [served.node.config for served in nodes.values()])
    if tenancy is not None:
        app[TENANCY] = tenancy
        tenancy.join(app)
    for resource in _resources():
        app.router.register_resource(resource)
    return app


@cache
def _resources() -> Sequence[web.AbstractResource]:
    """Our addresses as aiohttp looks them up. They know nothing of an application, and it takes a while to make them all."""
    router = web.UrlDispatcher()
    for method, path, handler in ROUTES:
        _add(router, method, path, handler)
        if path.startswith("/api/"):
            _add(router, method, path + "/", handler)  # Mastodon answers there too, and Mastodon.py asks so
    return tuple(router.resources())


def _add(router: web.UrlDispatcher, method: str, path: str, handler: Handler) -> None:
    if method == "GET":
        router.add_get(path, handler, allow_head=True)
    else:
        router.add_route(method, path, handler)


async def _complete(request: web.Request, response: web.StreamResponse) -> None:
    """The headers that no handler should have to think of, before they leave."""
    open_answer(request, response)
    let_be_watched(request, response)
    guard_answer(request, response)


async def _end_streams(app: web.Application) -> None:
    """When the server stops: else it would wait for connections that are meant never to end."""
    for served in app[NODES].values():
        await served.node.streams.close()
        await served.node.open_stream.close()
    if TENANCY in app:
        await app[TENANCY].end_streams()
