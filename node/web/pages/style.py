"""`/_style`: every part of a page on one page, in development only. What is changed in a style is seen here at once."""

from dataclasses import replace

from aiohttp import web
from markupsafe import Markup

from node.errors import NotFound
from node.web.ballots import Ballot, Bar
from node.web.cards import Card, Face, Figure, Quoted
from node.web.dates import Dates
from node.web.graph import graph_of
from node.web.keys import NODE
from node.web.page import answer, look_around, rendering_of
from node.web.rendering import Alarm, Frame
from node.web.visits import Visit

_LONG = "Freiwillige Feuerwehr und Katastrophenschutz der Verbandsgemeinde Musterhausen-Niederoberbrunnenwalde"


async def show_style(request: web.Request) -> web.Response:
    if not request[NODE].config.is_development:
        raise NotFound("there is no such page")
    frame = await look_around(request)
    frame = replace(frame, alarms=[Alarm("Hochwasser am Mühlbach", "Meiden Sie die Uferwege bis Sonntag.", "/lokal")])
    posts = _cards(frame)
    body = rendering_of(request).page(
        "style.html",
        frame,
        heading=frame.words.t("style.title"),
        cards=posts,
        thread={name: replace(each, anchor=each.anchor + 10) for name, each in posts.items()},
        faces=[each.face for each in posts.values()],
        wrong={"text": "Der Text fehlt.", "ende": "Das Ende liegt vor dem Anfang."},
        graph=graph_of([(day * 7 % 5, day * 3 % 4) for day in range(30)]),
        trail=(("/lokal", "Neues"), ("", frame.words.t("style.title"))),
    )
    return answer(request, frame, body)


def _face(name: str, handle: str, hue: int, *, home: str = "", kind: str = "", official: str = "") -> Face:
    return Face(
        name=name,
        handle=handle,
        path="/",
        portrait="",
        initial=name[0],
        hue=hue,
        home=home,
        kind=kind,
        official=official,
    )


_ANSWER = Visit("/lokal", "Antworten", "Auf den Beitrag antworten")
_TOWN = _face("Stadt Musterhausen", "@stadt", 0, official="Stadt Musterhausen")
_FIRE = _face(_LONG, "@feuerwehr", 5, kind="account.organization")
_BOB = _face("Bob", "@bob@nachbarstadt.example", 1, home="nachbarstadt.example")
_AMIRA = _face("أميرة حسن", "@amira@weit-entfernt.example", 2, home="weit-entfernt.example")


def _card(id: int, face: Face, content: str, **more: object) -> Card:  # noqa: A002  # its name in Card
    values: dict[str, object] = {
        "id": id, "anchor": id, "face": face, "page": f"/_style#beitrag-{id}", "origin": "", "when": "heute, 14:05 Uhr",
        "stamp": "2026-11-28T13:05:00Z", "shared_by": Markup(), "reply_to": Markup(), "title": "", "warning": "",
        "content": Markup(content), "language": "de", "direction": "ltr", "language_note": Markup(), "others": (),  # noqa: S704  # ours
        "sensitive": False, "filtered": "", "blurred": "", "figures": (), "ballot": None, "quote": "", "quote_host": "",
        "quote_note": "", "quoted": None, "edited": "", "labels": (), "visibility": "", "tally": "", "is_pinned": False,
        "is_mine": False, "has_liked": False, "has_boosted": False, "may_boost": True, "may_quote": True, "guest_path": "",
        "preview": None, "visits": (_ANSWER,),
    }  # fmt: skip
    return Card(**{**values, **more})  # type: ignore[arg-type]  # only names above


def _figure(source: str, text: str, **more: str) -> Figure:
    values = {"shape": "img", "preview": "", "href": "", "kind": "Bild", "credit": "Foto: Stadtarchiv · CC BY 4.0"}
    return Figure(**{**values, **more}, source=source, text=text, label="", host="", width=800, height=450)


def _cards(frame: Frame) -> dict[str, Card]:
    picture = frame.site.brand.arms or "/favicon.ico"
    open_poll = Ballot(
        is_open=True,
        multiple=False,
        bars=tuple(Bar(title=each, percent=0, result="", is_own=False) for each in ("Dienstag", "Freitag")),
        voters="214 Stimmen",
        end="Endet am Freitag, 18 Uhr.",
        is_hidden=False,
    )
    closed_poll = replace(
        open_poll,
        is_open=False,
        bars=(
            Bar(title="Dienstag", percent=62, result="62 %, 133 Stimmen", is_own=True),
            Bar(title="Keiner, lieber morgens früher", percent=38, result="38 %, 81 Stimmen", is_own=False),
        ),
        end="Beendet.",
    )
    quoted = Quoted(
        face=_BOB, page="/", when="gestern, 9:12 Uhr", stamp="2026-11-27T08:12:00Z", title="", warning="",
        content=Markup("<p>Wann fährt die Linie 4 wieder?</p>"), language="de", direction="ltr",
    )  # fmt: skip
    text = '<p>Das <b>Freibad</b> öffnet am <a href="/">Montag</a> um 7 Uhr.</p><ul><li>Erwachsene 4 €</li></ul>'
    return {
        "plain": _card(1, _TOWN, text, tally="3 Antworten, 5-mal geteilt", edited="Geändert heute, 14:20 Uhr"),
        "long": _card(2, _FIRE, "<p>Sirenenprobe um 11 Uhr.</p>", warning="Laute Töne"),
        "picture": _card(
            3, _TOWN, "<p>Der neue Marktplatz.</p>",
            figures=(_figure(picture, "Zeichnung"), _figure(picture, "Zeichnung", credit="")),
        ),
        "remote": _card(4, _BOB, "<p>Danke!</p>", shared_by=Markup("Stadt Musterhausen hat geteilt")),
        "arabic": _card(5, _AMIRA, "<p>صباح الخير! مكتب المواطنين مفتوح.</p>", language="ar", direction="rtl"),
        "poll": _card(6, _TOWN, "<p>An welchem Abend soll das Freibad länger öffnen?</p>", ballot=closed_poll),
        "quote": _card(7, _TOWN, "<p>Ab Montag wieder im Takt.</p>", quoted=quoted, labels=("Mit KI überarbeitet",)),
        "event": _card(
            9, _TOWN, "<p>Ohne Anmeldung.</p>", title="Impfen im Bürgerhaus", dates=Dates(
                when="Samstag, 12. Dezember 2026, 10:00 bis 14:00 Uhr", begins="2026-12-12T10:00+01:00", state="Abgesagt",
                is_off=True, zone="", place="Bürgerhaus, Am Teich 3", position="geo:51.5,7.25", online="", seats=40,
                line="", file="/_style.ics",
            ),
        ),
        "elsewhere": _card(
            8, _BOB, "<p>Ein Film von dort.</p>",
            figures=(_figure("", "Probefahrt", kind="Film", href="https://nachbarstadt.example/film", credit=""),),
        ),
    }  # fmt: skip
