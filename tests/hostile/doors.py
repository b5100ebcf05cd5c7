"""Our addresses, and what would make each of our forms do something."""

import re

from node.web.cors import is_open
from node.web.routes import ROUTES
from tests.hostile.story import Scene

WITHOUT_SESSION = {
    "/anmelden",
    "/anmelden/passkey",
    "/anmelden/passkey/aufgabe",
    "/anmelden/zweiter-schritt",
    "/anmelden/zweiter-schritt/aufgabe",
    "/passwort-vergessen",
    "/passwort-neu",
    "/mail-bestaetigen",
    "/abbestellen",
    "/barriere-melden",
    r"/@{handle:[^/@]+}/barriere-melden",
    r"/beitrag/{id:\d+}/anderswo",
    r"/kanal/{id:\d+}/anderswo",
    r"/beitrag/{id:\d+}/gastantwort",
    "/gastantwort",
    "/abonnement/bestaetigen",
    "/abonnement/beenden",
    r"/@{name:[a-z0-9_]+}/mail",
}
"""Forms for people who are not logged in (`web/test_pages_login.py` sends them from elsewhere)."""

FORMS = [
    path
    for method, path, _ in ROUTES
    if method == "POST" and "inbox" not in path and path not in WITHOUT_SESSION and not is_open(path)
]
"""For people who are logged in; what programs use (`is_open`) takes no cookie."""

READ = [path for method, path, _ in ROUTES if method == "GET" and path != "/open/v1/stream"]
"""The stream goes on for as long as somebody listens (`web/open/test_stream.py` asks it odd things)."""


def filled(path: str, **values: str) -> str:
    """The address with its placeholders filled in: `{id:\\d+}` by `values["id"]`."""

    def fill(found: re.Match[str]) -> str:
        return values.get(found[1], "1" if r"\d" in found[0] else "x")

    return re.sub(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}", fill, path)


_ASKED = {
    "behoerde": "Gefälscht",
    "wunsch": "account",
    "gesetz": "other",
    "grundlage": "x",
    "schweigen": "none",
    "ergebnis": "refused",
    "gegeben": "x",
}
"""What records a request by an authority, or ends one."""


def usual(scene: Scene) -> dict[str, str]:
    """What would make every form of ours do something."""
    return {
        "text": "Gefälscht",
        "an": "1",
        "name": "Gefälscht",
        "antwort": "0",
        "grund": "x",
        "adresse": scene.carol.uri,
        **_ASKED,
    }
