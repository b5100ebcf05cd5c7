"""The pages people see: one file per page or act. Their addresses are German, as the pages are German first; each page
has one address only, and `?lang=en` shows it in English."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from node.i18n.translate import Catalogs
from node.web.attempts import Attempts
from node.web.auth import DOOR, Door
from node.web.pages.block_save import save_block
from node.web.pages.compose import save_compose, show_compose
from node.web.pages.follow_lists import show_followers, show_following
from node.web.pages.follow_requests import save_request, show_requests
from node.web.pages.follow_save import save_follow, save_follow_by_handle, show_follow
from node.web.pages.history import show_history
from node.web.pages.home import show_home
from node.web.pages.local_timeline import show_local
from node.web.pages.login import save_login, show_login
from node.web.pages.logout import save_logout
from node.web.pages.notifications import save_read, show_notifications
from node.web.pages.pin_save import save_pin
from node.web.pages.post import show_post
from node.web.pages.post_delete import save_delete, show_delete
from node.web.pages.post_edit import save_edit, show_edit
from node.web.pages.profile import show_profile
from node.web.pages.profile_edit import save_profile, show_profile_form
from node.web.pages.public_timeline import show_public
from node.web.pages.react_save import save_boost, save_like
from node.web.pages.report import save_account_report, save_post_report, show_account_report, show_post_report
from node.web.pages.search import show_search
from node.web.pages.session_switch import save_switch
from node.web.pages.start import show_start
from node.web.pages.static import show_asset, show_favicon, show_robots
from node.web.pages.tag import show_tag
from node.web.pages.vote_save import save_vote
from node.web.passwords import Passwords
from node.web.rendering import RENDERING, Rendering

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ROUTES: Sequence[tuple[str, str, _Handler]] = (
    ("GET", "/", show_start),
    ("GET", "/lokal", show_local),
    ("GET", "/oeffentlich", show_public),
    ("GET", "/suche", show_search),
    ("GET", "/tags/{tag}", show_tag),
    ("GET", r"/@{handle:[^/]+}", show_profile),
    ("GET", r"/@{handle:[^/]+}/folgende", show_followers),
    ("GET", r"/@{handle:[^/]+}/folgt", show_following),
    ("GET", r"/@{handle:[^/]+}/{id:\d+}", show_post),
    ("GET", r"/@{handle:[^/]+}/{id:\d+}/verlauf", show_history),
    # For people who are logged in
    ("GET", "/anmelden", show_login),
    ("POST", "/anmelden", save_login),
    ("POST", "/abmelden", save_logout),
    ("POST", "/kanal-wechseln", save_switch),
    ("GET", "/start", show_home),
    ("GET", "/mitteilungen", show_notifications),
    ("POST", "/mitteilungen/gelesen", save_read),
    ("GET", "/verfassen", show_compose),
    ("POST", "/verfassen", save_compose),
    ("GET", "/profil", show_profile_form),
    ("POST", "/profil", save_profile),
    ("GET", "/folgen", show_follow),
    ("POST", "/folgen", save_follow_by_handle),
    ("GET", "/anfragen", show_requests),
    # Acts on one post or one account
    ("GET", r"/beitrag/{id:\d+}/aendern", show_edit),
    ("POST", r"/beitrag/{id:\d+}/aendern", save_edit),
    ("GET", r"/beitrag/{id:\d+}/loeschen", show_delete),
    ("POST", r"/beitrag/{id:\d+}/loeschen", save_delete),
    ("POST", r"/beitrag/{id:\d+}/gefaellt-mir", save_like),
    ("POST", r"/beitrag/{id:\d+}/teilen", save_boost),
    ("POST", r"/beitrag/{id:\d+}/abstimmen", save_vote),
    ("POST", r"/beitrag/{id:\d+}/anheften", save_pin),
    ("GET", r"/beitrag/{id:\d+}/melden", show_post_report),
    ("POST", r"/beitrag/{id:\d+}/melden", save_post_report),
    ("POST", r"/kanal/{id:\d+}/folgen", save_follow),
    ("POST", r"/kanal/{id:\d+}/anfrage", save_request),
    ("POST", r"/kanal/{id:\d+}/blockieren", save_block),
    ("GET", r"/kanal/{id:\d+}/melden", show_account_report),
    ("POST", r"/kanal/{id:\d+}/melden", save_account_report),
    # For browsers and search engines
    ("GET", "/static/{version}/{name}", show_asset),
    ("GET", "/favicon.ico", show_favicon),
    ("GET", "/robots.txt", show_robots),
)


def install(app: web.Application, catalogs: Catalogs, *, reload: bool = False) -> None:
    """Give an application what the pages need. `reload` (development): templates are read anew when they change, and a
    missing text raises."""
    passwords = Passwords()
    app[RENDERING] = Rendering(catalogs, reload=reload)
    app[DOOR] = Door(passwords, Attempts())

    async def close(_app: web.Application) -> None:
        passwords.close()

    app.on_cleanup.append(close)
