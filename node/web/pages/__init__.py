"""The pages people see: one file per page or act. Their addresses are German, as the pages are German first; each page
has one address only, and `?lang=en` shows it in English."""

from collections.abc import Iterable

from aiohttp import web

from node.config import Config
from node.i18n.translate import Catalogs
from node.web.attempts import Attempts
from node.web.auth import DOOR, Door
from node.web.pages.answering import ROUTES as ANSWERING
from node.web.pages.casework import ROUTES as CASEWORK
from node.web.pages.cooperative import ROUTES as COOPERATIVE
from node.web.pages.disclosing import ROUTES as DISCLOSING
from node.web.pages.drafting import ROUTES as DRAFTING
from node.web.pages.overseeing import ROUTES as OVERSEEING
from node.web.pages.packs import ROUTES as PACKS
from node.web.pages.static import show_asset, show_favicon, show_robots
from node.web.pages.subscribing import ROUTES as SUBSCRIBING
from node.web.pages.tending import ROUTES as TENDING
from node.web.passwords import Passwords
from node.web.rendering import RENDERING, Rendering
from node.web.table import Routes, later_in
from node.web.windows import watched

_later = later_in(__name__)

ROUTES: Routes = (
    *ANSWERING,
    *CASEWORK,
    *COOPERATIVE,
    *DISCLOSING,
    *DRAFTING,
    *SUBSCRIBING,
    *TENDING,
    *OVERSEEING,
    *PACKS,
    ("GET", "/", _later("start.show_start")),
    ("GET", "/kanaele", _later("channels.show_channels")),
    ("GET", "/lokal", _later("local_timeline.show_local")),
    ("GET", "/oeffentlich", _later("public_timeline.show_public")),
    ("GET", "/suche", _later("search.show_search")),
    ("GET", "/tags/{tag}", _later("tag.show_tag")),
    ("GET", r"/@{handle:[^/]+}", _later("profile.show_profile")),
    ("GET", r"/@{handle:[^/]+}/folgende", _later("follow_lists.show_followers")),
    ("GET", "/@{handle:[a-z0-9_]+}/folgende/statistik", _later("follower_statistics.show_statistics")),
    ("GET", r"/@{handle:[^/]+}/folgt", _later("follow_lists.show_following")),
    ("GET", r"/@{handle:[^/]+}/empfehlungen", _later("recommended.show_collections")),
    ("GET", r"/@{handle:[^/]+}/empfehlungen/{number:\d+}", _later("recommended.show_collection")),
    ("GET", r"/@{handle:[^/]+}/alben", _later("albums.show_albums")),
    ("GET", r"/@{handle:[^/]+}/alben/{album:\d+}", _later("albums.show_album")),
    ("GET", r"/@{handle:[^/]+}/alben/{album:\d+}/{picture:\d+}", _later("albums.show_picture")),
    ("GET", "/kalender", _later("calendar.show_calendar")),
    ("GET", "/kalender/{year:[0-9]{4}}/{month:[0-9]{2}}", _later("calendar.show_month")),
    ("GET", r"/@{handle:[^/]+}/kalender", _later("calendar.show_calendar")),
    ("GET", r"/@{handle:[^/]+}/kalender/{year:[0-9]{4}}/{month:[0-9]{2}}", _later("calendar.show_month")),
    ("GET", r"/@{handle:[^/]+}/chronik", _later("chronicle.show_chronicle")),
    ("GET", r"/@{handle:[^/]+}/chronik/{year:[0-9]{4}}/{month:[0-9]{2}}", _later("chronicle.show_month")),
    ("GET", r"/@{handle:[^/]+}/{id:\d+}", _later("post.show_post")),
    ("GET", r"/@{handle:[^/]+}/{id:\d+}/verlauf", _later("history.show_history")),
    ("GET", "/beteiligung", _later("participation.show_participation")),
    ("GET", r"/@{handle:[a-z0-9_]+}/beteiligung", _later("participation.show_participation")),
    ("GET", "/berichtigungen", _later("corrections.show_corrections")),
    ("GET", r"/@{handle:[a-z0-9_]+}/berichtigungen", _later("corrections.show_corrections")),
    ("GET", "/in-leichter-sprache", _later("corrections.show_easy_posts")),
    ("GET", r"/@{handle:[a-z0-9_]+}/in-leichter-sprache", _later("corrections.show_easy_posts")),
    # For people who are logged in
    ("GET", "/anmelden", watched(_later("login.show_login"))),
    ("POST", "/anmelden", watched(_later("login.save_login"))),
    ("POST", "/abmelden", _later("logout.save_logout")),
    ("POST", "/kanal-wechseln", _later("session_switch.save_switch")),
    ("GET", "/start", _later("home.show_home")),
    ("GET", "/mitteilungen", _later("notifications.show_notifications")),
    ("POST", "/mitteilungen/gelesen", _later("notifications.save_read")),
    ("GET", "/mitteilungen/zurueckgehalten", _later("notification_requests.show_notification_requests")),
    ("POST", r"/mitteilungen/zurueckgehalten/{id:\d+}", _later("notification_requests.save_notification_request")),
    ("GET", "/einstellungen/filter", _later("settings_filters.show_filters")),
    ("GET", "/einstellungen/filter/neu", _later("settings_filters.show_new_filter")),
    ("POST", "/einstellungen/filter/neu", _later("settings_filters.save_new_filter")),
    ("GET", r"/einstellungen/filter/{id:\d+}", _later("settings_filters.show_filter")),
    ("POST", r"/einstellungen/filter/{id:\d+}", _later("settings_filters.save_filter")),
    ("POST", r"/einstellungen/filter/{id:\d+}/loeschen", _later("settings_filters.save_filter_gone")),
    ("GET", "/einstellungen/mitteilungen", _later("settings_notifications.show_notification_policy")),
    ("POST", "/einstellungen/mitteilungen", _later("settings_notifications.save_notification_policy")),
    ("POST", r"/ankuendigungen/{id:\d+}/gelesen", _later("announcement_read.save_announcement_read")),
    ("GET", "/geplant", _later("scheduled.show_scheduled")),
    ("POST", r"/geplant/{id:\d+}/loeschen", _later("scheduled.save_unscheduled")),
    ("GET", "/verfassen", _later("compose.show_compose")),
    ("POST", "/verfassen", _later("compose.save_compose")),
    ("GET", "/profil", _later("profile_edit.show_profile_form")),
    ("POST", "/profil", _later("profile_edit.save_profile")),
    ("GET", "/folgen", _later("follow_save.show_follow")),
    ("POST", "/folgen", _later("follow_save.save_follow_by_handle")),
    ("GET", "/anfragen", _later("follow_requests.show_requests")),
    ("GET", "/kurzlinks", _later("short_links.show_short_links")),
    ("POST", "/kurzlinks", _later("short_links.save_short_link")),
    ("GET", "/warnung", _later("warning.show_warning")),
    ("POST", "/warnung", _later("warning.save_warning")),
    ("GET", "/nachpruefung", _later("crisis_reviews.show_reviews")),
    ("POST", "/nachpruefung", _later("crisis_reviews.save_review")),
    # How one gets in
    ("GET", "/anmelden/zweiter-schritt", watched(_later("login_steps.show_second_step"))),
    ("POST", "/anmelden/zweiter-schritt", watched(_later("login_steps.save_second_step"))),
    ("POST", "/anmelden/zweiter-schritt/aufgabe", _later("login_steps.give_second_step_options")),
    ("GET", "/anmelden/passkey", watched(_later("login_steps.show_passkey_login"))),
    ("POST", "/anmelden/passkey", watched(_later("login_steps.save_passkey_login"))),
    ("POST", "/anmelden/passkey/aufgabe", _later("login_steps.give_passkey_options")),
    ("GET", "/passwort-vergessen", _later("password_reset.show_forgotten")),
    ("POST", "/passwort-vergessen", _later("password_reset.save_forgotten")),
    ("GET", "/einstellungen", _later("settings.show_settings")),
    ("GET", "/einstellungen/mail", _later("settings_mail.show_mail")),
    ("POST", "/einstellungen/mail", _later("settings_mail.save_email")),
    ("POST", "/einstellungen/mail/noch-einmal", _later("settings_mail.save_again")),
    ("POST", "/einstellungen/mail/briefe", _later("settings_mail.save_letters")),
    ("GET", "/einstellungen/passwort", _later("settings_password.show_password")),
    ("POST", "/einstellungen/passwort", _later("settings_password.save_password")),
    ("GET", "/einstellungen/sitzungen", _later("settings_sessions.show_sessions")),
    ("POST", "/einstellungen/sitzungen/beenden", _later("settings_sessions.save_session_end")),
    ("POST", "/einstellungen/sitzungen/andere-beenden", _later("settings_sessions.save_other_sessions_end")),
    ("GET", "/einstellungen/daten", _later("settings_data.show_data")),
    ("POST", "/einstellungen/daten/archiv", _later("settings_data.save_archive")),
    ("GET", "/einstellungen/daten/archiv/{name}.tar.gz", _later("settings_data.give_archive")),
    ("POST", "/einstellungen/daten/tabelle", _later("settings_data.save_table")),
    ("GET", "/einstellungen/daten/{name}.csv", _later("settings_data.give_table")),
    ("GET", "/einstellungen/zweiter-faktor", _later("settings_factor.show_factors")),
    ("GET", "/einstellungen/zweiter-faktor/generator", _later("settings_generator.show_generator")),
    ("POST", "/einstellungen/zweiter-faktor/generator", _later("settings_generator.save_generator")),
    ("POST", "/einstellungen/zweiter-faktor/generator/entfernen", _later("settings_factor.save_generator_gone")),
    ("GET", "/einstellungen/zweiter-faktor/passkey", _later("settings_passkey.show_passkey")),
    ("POST", "/einstellungen/zweiter-faktor/passkey", _later("settings_passkey.save_passkey")),
    ("POST", "/einstellungen/zweiter-faktor/passkey/aufgabe", _later("settings_passkey.give_new_passkey_options")),
    ("POST", r"/einstellungen/zweiter-faktor/passkey/{id:\d+}/entfernen", _later("settings_factor.save_passkey_gone")),
    ("POST", "/einstellungen/zweiter-faktor/notfallcodes", _later("settings_factor.save_recovery_codes")),
    # Where links in letters lead
    ("GET", "/passwort-neu", _later("password_reset.show_new_password")),
    ("POST", "/passwort-neu", _later("password_reset.save_new_password")),
    ("GET", "/mail-bestaetigen", _later("mail_links.show_confirm")),
    ("POST", "/mail-bestaetigen", _later("mail_links.save_confirm")),
    ("GET", "/abbestellen", _later("mail_links.show_unsubscribe")),
    ("POST", "/abbestellen", _later("mail_links.save_unsubscribe")),
    # Acts on one post or one account
    ("GET", r"/beitrag/{id:\d+}/aendern", _later("post_edit.show_edit")),
    ("POST", r"/beitrag/{id:\d+}/aendern", _later("post_edit.save_edit")),
    ("GET", r"/beitrag/{id:\d+}/loeschen", _later("post_delete.show_delete")),
    ("POST", r"/beitrag/{id:\d+}/loeschen", _later("post_delete.save_delete")),
    ("POST", r"/beitrag/{id:\d+}/gefaellt-mir", _later("react_save.save_like")),
    ("POST", r"/beitrag/{id:\d+}/teilen", _later("react_save.save_boost")),
    ("POST", r"/beitrag/{id:\d+}/abstimmen", _later("vote_save.save_vote")),
    ("POST", r"/beitrag/{id:\d+}/anheften", _later("pin_save.save_pin")),
    ("GET", r"/beitrag/{id:\d+}/album", _later("album_put.show_put")),
    ("POST", r"/beitrag/{id:\d+}/album", _later("album_put.save_put")),
    ("GET", r"/alben/{album:\d+}/aendern", _later("album_edit.show_album_edit")),
    ("POST", r"/alben/{album:\d+}/aendern", _later("album_edit.save_album_edit")),
    ("GET", r"/alben/{album:\d+}/loeschen", _later("album_edit.show_album_delete")),
    ("POST", r"/alben/{album:\d+}/loeschen", _later("album_edit.save_album_delete")),
    ("GET", r"/beitrag/{id:\d+}/melden", _later("report.show_post_report")),
    ("POST", r"/beitrag/{id:\d+}/melden", _later("report.save_post_report")),
    ("POST", r"/kanal/{id:\d+}/folgen", _later("follow_save.save_follow")),
    ("POST", r"/kanal/{id:\d+}/anfrage", _later("follow_requests.save_request")),
    ("POST", r"/kanal/{id:\d+}/blockieren", _later("block_save.save_block")),
    ("GET", r"/kanal/{id:\d+}/melden", _later("report.show_account_report")),
    ("POST", r"/kanal/{id:\d+}/melden", _later("report.save_account_report")),
    # For browsers and search engines
    ("GET", "/static/{version}/{name}", show_asset),
    ("GET", "/favicon.ico", show_favicon),
    ("GET", "/_style", _later("style.show_style")),
    ("GET", "/robots.txt", show_robots),
)


def install(app: web.Application, catalogs: Catalogs, configs: Iterable[Config], *, reload: bool = False) -> None:
    """Give an application what the pages need. `reload` (development): templates are read anew when they change, and a
    missing text raises."""
    passwords = Passwords()
    app[RENDERING] = Rendering(catalogs, configs, reload=reload)
    app[DOOR] = Door(passwords, Attempts())

    async def close(_app: web.Application) -> None:
        passwords.close()

    app.on_cleanup.append(close)
