"""What somebody wants done with notifications of accounts they have little to do with."""

from dataclasses import fields

from aiohttp import web

from node.errors import Unprocessable
from node.model.notification import NotificationPolicy, Treatment
from node.outbox.notifications import change_policy
from node.store.database import Tx
from node.web.auth import require_viewer
from node.web.csrf import read_form
from node.web.keys import NODE
from node.web.page import look, see_other
from node.web.pages.settings import settings_page

_PAGE = "/einstellungen/mitteilungen"
_RULES = tuple(each.name for each in fields(NotificationPolicy))


async def show_notification_policy(request: web.Request) -> web.Response:
    await require_viewer(request)
    frame, policy = await look(request, _policy)
    return settings_page(
        request,
        "settings_notifications.html",
        frame,
        heading=frame.words.t("notification.policy.title"),
        rules=[(name, getattr(policy, name).value) for name in _RULES],
        treatments=[each.value for each in Treatment],
    )


async def save_notification_policy(request: web.Request) -> web.Response:
    form = await read_form(request)
    viewer = await require_viewer(request)
    try:
        wanted = {name: Treatment(form[name]) for name in _RULES if name in form}
    except ValueError:
        raise Unprocessable("a rule is one of: accept, filter, drop") from None
    await change_policy(request[NODE], viewer, **wanted)
    return see_other(request, _PAGE, done="auswahl")


async def _policy(tx: Tx, viewer_id: int) -> NotificationPolicy:
    return await tx.notification_rules.policy(viewer_id)
