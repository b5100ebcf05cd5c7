"""The pages people see: one file per page or act. Their addresses are German, as the pages are German first; each page
has one address only, and `?lang=en` shows it in English."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from node.i18n.translate import Catalogs
from node.web.attempts import Attempts
from node.web.auth import DOOR, Door
from node.web.pages.announcement_read import save_announcement_read
from node.web.pages.block_save import save_block
from node.web.pages.compose import save_compose, show_compose
from node.web.pages.follow_lists import show_followers, show_following
from node.web.pages.follow_requests import save_request, show_requests
from node.web.pages.follow_save import save_follow, save_follow_by_handle, show_follow
from node.web.pages.history import show_history
from node.web.pages.home import show_home
from node.web.pages.local_timeline import show_local
from node.web.pages.login import save_login, show_login
from node.web.pages.login_steps import (
    give_passkey_options,
    give_second_step_options,
    save_passkey_login,
    save_second_step,
    show_passkey_login,
    show_second_step,
)
from node.web.pages.logout import save_logout
from node.web.pages.mail_links import save_confirm, save_unsubscribe, show_confirm, show_unsubscribe
from node.web.pages.notification_requests import save_notification_request, show_notification_requests
from node.web.pages.notifications import save_read, show_notifications
from node.web.pages.password_reset import save_forgotten, save_new_password, show_forgotten, show_new_password
from node.web.pages.pin_save import save_pin
from node.web.pages.post import show_post
from node.web.pages.post_delete import save_delete, show_delete
from node.web.pages.post_edit import save_edit, show_edit
from node.web.pages.profile import show_profile
from node.web.pages.profile_edit import save_profile, show_profile_form
from node.web.pages.public_timeline import show_public
from node.web.pages.react_save import save_boost, save_like
from node.web.pages.recommended import show_collection, show_collections
from node.web.pages.report import save_account_report, save_post_report, show_account_report, show_post_report
from node.web.pages.scheduled import save_unscheduled, show_scheduled
from node.web.pages.search import show_search
from node.web.pages.session_switch import save_switch
from node.web.pages.settings import show_settings
from node.web.pages.settings_factor import (
    save_generator_gone,
    save_passkey_gone,
    save_recovery_codes,
    show_factors,
)
from node.web.pages.settings_generator import save_generator, show_generator
from node.web.pages.settings_mail import save_again, save_email, save_letters, show_mail
from node.web.pages.settings_notifications import save_notification_policy, show_notification_policy
from node.web.pages.settings_passkey import give_new_passkey_options, save_passkey, show_passkey
from node.web.pages.settings_password import save_password, show_password
from node.web.pages.settings_sessions import save_other_sessions_end, save_session_end, show_sessions
from node.web.pages.start import show_start
from node.web.pages.static import show_asset, show_favicon, show_robots
from node.web.pages.tag import show_tag
from node.web.pages.vote_save import save_vote
from node.web.passwords import Passwords
from node.web.rendering import RENDERING, Rendering
from node.web.windows import watched

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
    ("GET", r"/@{handle:[^/]+}/empfehlungen", show_collections),
    ("GET", r"/@{handle:[^/]+}/empfehlungen/{number:\d+}", show_collection),
    ("GET", r"/@{handle:[^/]+}/{id:\d+}", show_post),
    ("GET", r"/@{handle:[^/]+}/{id:\d+}/verlauf", show_history),
    # For people who are logged in
    ("GET", "/anmelden", watched(show_login)),
    ("POST", "/anmelden", watched(save_login)),
    ("POST", "/abmelden", save_logout),
    ("POST", "/kanal-wechseln", save_switch),
    ("GET", "/start", show_home),
    ("GET", "/mitteilungen", show_notifications),
    ("POST", "/mitteilungen/gelesen", save_read),
    ("GET", "/mitteilungen/zurueckgehalten", show_notification_requests),
    ("POST", r"/mitteilungen/zurueckgehalten/{id:\d+}", save_notification_request),
    ("GET", "/einstellungen/mitteilungen", show_notification_policy),
    ("POST", "/einstellungen/mitteilungen", save_notification_policy),
    ("POST", r"/ankuendigungen/{id:\d+}/gelesen", save_announcement_read),
    ("GET", "/geplant", show_scheduled),
    ("POST", r"/geplant/{id:\d+}/loeschen", save_unscheduled),
    ("GET", "/verfassen", show_compose),
    ("POST", "/verfassen", save_compose),
    ("GET", "/profil", show_profile_form),
    ("POST", "/profil", save_profile),
    ("GET", "/folgen", show_follow),
    ("POST", "/folgen", save_follow_by_handle),
    ("GET", "/anfragen", show_requests),
    # How one gets in
    ("GET", "/anmelden/zweiter-schritt", watched(show_second_step)),
    ("POST", "/anmelden/zweiter-schritt", watched(save_second_step)),
    ("POST", "/anmelden/zweiter-schritt/aufgabe", give_second_step_options),
    ("GET", "/anmelden/passkey", watched(show_passkey_login)),
    ("POST", "/anmelden/passkey", watched(save_passkey_login)),
    ("POST", "/anmelden/passkey/aufgabe", give_passkey_options),
    ("GET", "/passwort-vergessen", show_forgotten),
    ("POST", "/passwort-vergessen", save_forgotten),
    ("GET", "/einstellungen", show_settings),
    ("GET", "/einstellungen/mail", show_mail),
    ("POST", "/einstellungen/mail", save_email),
    ("POST", "/einstellungen/mail/noch-einmal", save_again),
    ("POST", "/einstellungen/mail/briefe", save_letters),
    ("GET", "/einstellungen/passwort", show_password),
    ("POST", "/einstellungen/passwort", save_password),
    ("GET", "/einstellungen/sitzungen", show_sessions),
    ("POST", "/einstellungen/sitzungen/beenden", save_session_end),
    ("POST", "/einstellungen/sitzungen/andere-beenden", save_other_sessions_end),
    ("GET", "/einstellungen/zweiter-faktor", show_factors),
    ("GET", "/einstellungen/zweiter-faktor/generator", show_generator),
    ("POST", "/einstellungen/zweiter-faktor/generator", save_generator),
    ("POST", "/einstellungen/zweiter-faktor/generator/entfernen", save_generator_gone),
    ("GET", "/einstellungen/zweiter-faktor/passkey", show_passkey),
    ("POST", "/einstellungen/zweiter-faktor/passkey", save_passkey),
    ("POST", "/einstellungen/zweiter-faktor/passkey/aufgabe", give_new_passkey_options),
    ("POST", r"/einstellungen/zweiter-faktor/passkey/{id:\d+}/entfernen", save_passkey_gone),
    ("POST", "/einstellungen/zweiter-faktor/notfallcodes", save_recovery_codes),
    # Where links in letters lead
    ("GET", "/passwort-neu", show_new_password),
    ("POST", "/passwort-neu", save_new_password),
    ("GET", "/mail-bestaetigen", show_confirm),
    ("POST", "/mail-bestaetigen", save_confirm),
    ("GET", "/abbestellen", show_unsubscribe),
    ("POST", "/abbestellen", save_unsubscribe),
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
