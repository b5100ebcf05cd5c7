"""Musterhausen with something of everything a page can show, and the addresses of all kinds of pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from argon2 import PasswordHasher

from node.model.account import Account, Actor, Kind
from node.model.album import AlbumChange
from node.model.appointment import Appointment, State
from node.model.collection import CollectionChange
from node.model.disclosure import Datum, Law, Muzzle, Silence, Wish
from node.model.draft import Draft
from node.model.grant import Grant, Part
from node.model.login import Role
from node.model.member import MemberKind
from node.model.motion import Vote
from node.model.notification import Treatment
from node.model.place import Place
from node.model.post import Post
from node.model.template import TemplateKind
from node.model.visibility import Visibility
from node.outbox.accounts import create_login
from node.outbox.advice import advise, ask_advice, reply
from node.outbox.advisers import appoint
from node.outbox.albums import add_pictures
from node.outbox.boost import boost
from node.outbox.cases import open_case
from node.outbox.delete import delete_post
from node.outbox.disclosures.extract import make_extract
from node.outbox.disclosures.review import propose
from node.outbox.follow import follow
from node.outbox.keep import keep
from node.outbox.members import add_member
from node.outbox.minutes import close_due
from node.outbox.motions import Terms, open_ballot, submit
from node.outbox.notifications import change_policy
from node.outbox.pin import pin
from node.outbox.profile import ProfileChange, change
from node.outbox.react import like
from node.outbox.recommend import create_collection
from node.outbox.sheets import save_sheet
from node.outbox.templates.keep import change_template
from node.outbox.templates.offers import offer_pack
from node.outbox.templates.take_over import our_pack, take_over
from node.outbox.texts import add_rule, set_text
from node.outbox.vote import vote
from node.outbox.voting import vote as cast_vote
from tests.authority import EMAIL as GIVEN, administrator, asked, item, released
from tests.browser.addresses import CHANNEL, NODE, OWN, WRONG
from tests.interop.town import RealClock, Town
from tests.mailbox import Mailbox, open_mailbox
from tests.outbox.story import LICENCE, uploaded
from tests.remote import FakeActor, FakeServer
from tests.towns import town as responsible
from tests.world import start_world

EMAIL = "alice@town.example"
PASSWORD = "richtig geheim"
TITLE = "Musterhausen"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

LONG_NAME = "Freiwillige Feuerwehr und Katastrophenschutz der Verbandsgemeinde Musterhausen-Niederoberbrunnenwalde"
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
ARABIC = "صباح الخير! مكتب المواطنين مفتوح اليوم من الساعة الثامنة حتى السادسة عشرة. #خدمات"
NEWS = """## Haushalt 2027: Wofür Musterhausen sein Geld ausgibt

Der Stadtrat berät am **Donnerstag** über den Haushalt.

1. Sanierung der Grundschule
2. Radweg am Mühlbach

> Fragen können Sie schon jetzt stellen.

Die Unterlagen stehen unter https://example.org/haushalt/2027/entwurf-des-haushaltsplans-mit-allen-anlagen.pdf #Haushalt
"""


@dataclass
class Sights:
    """`pages` are what everybody may see, `own_pages` what Alice sees when she is logged in, and she administers:
    a name and its path."""

    town: Town
    there: FakeServer
    alice: Account
    city: Account
    bob: FakeActor
    mailbox: Mailbox = field(default_factory=Mailbox)
    pages: dict[str, str] = field(default_factory=dict)
    own_pages: dict[str, str] = field(default_factory=dict)
    framed_pages: dict[str, str] = field(default_factory=dict)
    wrong_pages: dict[str, str] = field(default_factory=lambda: dict(WRONG))


@asynccontextmanager
async def open_town(folder: Path) -> AsyncIterator[Sights]:
    """Everything in it works by itself, with the clock on the wall."""
    url = f"sqlite:///{folder / 'node.sqlite3'}"
    settings: dict[str, Any] = {
        "node": {"title": TITLE, "description": "Hier sprechen die Stadt, ihre Ämter und ihre Menschen."}
    }
    settings["cooperative"] = {"board": "stadt", "name": f"Netzgenossenschaft {TITLE} eG", "proxies": True}
    settings["organizations"] = [responsible(channels=["stadt", "feuerwehr"], easy_language_required=True)]
    async with (
        FakeServer() as there,
        open_mailbox(folder) as mailbox,
        start_world("town.localhost", url, RealClock(), there, folder, **_with_letters(settings, mailbox)) as world,
    ):
        town = Town(world)
        await world.running.start()
        yield await _settle(town, there, mailbox)


def _with_letters(settings: dict[str, Any], mailbox: Mailbox) -> dict[str, Any]:
    return settings | {"mail": mailbox.settings | {"subscriptions": "all"}}


async def _settle(town: Town, there: FakeServer, mailbox: Mailbox) -> Sights:
    city = await town.create("stadt", kind=Kind.ORGANIZATION, display_name="Stadt Musterhausen")
    fire = await town.create("feuerwehr", kind=Kind.ORGANIZATION, display_name=LONG_NAME)
    bot = await town.create("pegelstand_am_muehlbach_hochw", kind=Kind.SERVICE)
    alice = await town.create("alice", display_name="Alice Grün")
    await create_login(town.node, alice, email=EMAIL, password_hash=_CHEAP.hash(PASSWORD), role=Role.ADMIN)
    bob = there.actor("bob", summary="<p>Schreibt über Busse und Bahnen.</p>")
    amira = there.actor("amira", host="weit-entfernt.test")
    amira.more["name"] = "أميرة حسن"
    sights = Sights(town, there, alice, city, bob, mailbox)
    profile = ProfileChange(
        source="Amtliches und Alltägliches aus dem Rathaus. #Musterhausen",
        fields=(("Anschrift", "Marktplatz 1, 12345 Musterhausen"), ("Website", "https://example.org/rathaus")),
    )
    await change(town.node, Actor(city), profile)
    for goal in ("Fragen beantworten.", "Fragen schnell beantworten."):
        sheet = {"ziel": goal, "themen": "Haushalt\nVerkehr", "antwortziel_stunden": "24", "beginn": "2026-12-01"}
        await save_sheet(town.node, Actor(city), city.id, sheet, incomplete=True)
    await _write(sights, fire, bot, amira)
    await _ask(sights, fire)
    await _prepare(sights)
    await _advise(sights, fire)
    return sights


async def _write(sights: Sights, fire: Account, bot: Account, amira: FakeActor) -> None:
    town, alice, city, bob = sights.town, sights.alice, sights.city, sights.bob
    me = Actor(alice)
    await _decide(sights)
    news = await town.publish(city, NEWS, format="markdown", language="de")
    poll = await town.publish(
        city,
        "An welchem Abend soll das Freibad länger öffnen?",
        language="de",
        options=("Dienstag", "Keiner, lieber morgens früher und dafür auch am Wochenende", "Freitag"),
        closes_at=town.clock() + timedelta(days=7),
    )
    done = await town.publish(
        alice, "Wer kommt mit?", options=("Ich", "Ich nicht"), closes_at=town.clock() + timedelta(days=1), language="de"
    )
    await vote(town.node, Actor(city), done.id, [0])
    warned = await town.publish(
        fire, f"Sirenenprobe um 11 Uhr. {LONG_WORD}", summary="Laute Töne", sensitive=True, language="de"
    )
    arabic = await town.publish(city, ARABIC, language="ar", translations={"de": "Guten Morgen! Das Amt ist offen."})
    turkish = await town.publish(city, "Günaydın! Bugün saat 16'ya kadar açığız. #Hizmetler", language="tr")
    await town.publish(bot, "Der Pegel steht bei 84 cm.", language="en")
    typo = await town.publish(alice, "Guten Morgn.", language="de")
    await town.edit(alice, typo, "Guten Morgen.")
    quiet = await town.publish(alice, "Nur für die, die mir folgen.", visibility=Visibility.FOLLOWERS, language="de")
    await _announce(sights)
    question = await _discuss(sights, news, amira)
    await _meet(sights, amira)
    await _hang(sights)
    await pin(town.node, Actor(city), news.id)
    await boost(town.node, me, poll.id)
    await like(town.node, me, warned.id)
    remote = await town.find(question)
    _list_pages(sights, news=news, poll=poll, warned=warned, arabic=arabic, turkish=turkish, typo=typo, quiet=quiet)
    sights.pages["answer"] = f"/@{quote(f'bob@{_host(bob)}', safe='@:')}/{remote.id}"
    collection = await _recommend(town, alice, fire)
    sights.pages["collection"] = f"/@alice/empfehlungen/{collection}"
    gone = await town.publish(alice, "Gleich wieder weg.", language="de")
    await delete_post(town.node, me, gone.id)
    sights.wrong_pages["gone"] = f"/@alice/{gone.id}"
    sights.own_pages["answering"] = f"/verfassen?antwort_auf={remote.id}"
    sights.own_pages["reporting a post"] = f"/beitrag/{remote.id}/melden"
    sights.own_pages["reporting an account"] = f"/kanal/{remote.author_id}/melden"


async def _announce(sights: Sights) -> None:
    """Events: one with everything in it, one of three days, one that is called off, and one that is over."""
    town, city = sights.town, sights.city
    noon = town.clock().replace(hour=12, minute=0, second=0, microsecond=0)
    hall = Place(name="Bürgerhaus", address=f"Am Teich 3, {LONG_WORD}", latitude=51.5, longitude=7.25)
    told: dict[str, dict[str, Any]] = {
        "Bürgerversammlung": {"seats": 180, "online": f"https://konferenz.example/{LONG_WORD}", "ends_at": 9},
        "Lichterfest": {"ends_at": 72, "zone": "America/New_York"},
        "Abgesagte Führung": {"state": State.CANCELLED},
    }
    for number, (name, more) in enumerate(told.items(), 2):
        starts = noon + timedelta(days=number)
        ends = starts + timedelta(hours=more.pop("ends_at", 1))
        appointment = Appointment(**{"starts_at": starts, "ends_at": ends, "zone": "Europe/Berlin"} | more)
        post = await town.publish(
            city, "Kommen Sie gern dazu.", kind="Event", name=name, language="de", appointment=appointment, place=hall
        )
        if appointment.is_cancelled:
            sights.pages["event"] = f"/@stadt/{post.id}"
    over = Appointment(starts_at=noon - timedelta(days=40), zone="Europe/Berlin")
    mine = await town.publish(sights.alice, "Danke!", kind="Event", name="Gestern", language="de", appointment=over)
    sights.pages["month of the calendar"] = f"/kalender/{over.begins:%Y}/{over.begins:%m}"
    sights.pages["month of a channel's calendar"] = f"/@alice/kalender/{over.begins:%Y}/{over.begins:%m}"
    sights.own_pages["editing an event"] = f"/beitrag/{mine.id}/aendern"


async def _ask(sights: Sights, fire: Account) -> None:
    """An authority asks: once it has been answered, once it waits for Alice, once for a proposal, and its time is nearly over."""
    town, (login,) = sights.town, await sights.town.store.read(lambda tx: tx.logins.of_account(sights.alice.id, tx.now))
    me, bert = Actor(sights.alice, login.id), await administrator(town, "bert")
    given = (GIVEN, item(Datum.POSTS, Law.EVIDENCE, first=date(2026, 1, 1), last=date(2026, 3, 31)))
    answered = await released(town, me, bert, fire, *given, wish=Wish.CONTENT)
    await make_extract(town.node, me, answered.id)
    reviewed = await asked(town, me, fire, muzzle=Muzzle(silence=Silence.ALWAYS, ground=f"Art. 13 {LONG_NAME}"))
    await propose(town.node, bert, reviewed.id, given[:1], is_whole=False)
    waiting = await asked(town, me, fire, is_emergency=True)
    for name, each in (("answered", answered), ("reviewed", reviewed), ("waiting", waiting)):
        sights.own_pages[f"a request that is {name}"] = f"/verwaltung/ersuchen/{each.id}"
    sights.own_pages["a proposal"] = f"/verwaltung/ersuchen/{waiting.id}/vorschlag"


async def _prepare(sights: Sights) -> None:
    """Templates: some are here, one of them has been changed since, and an office offers a pack."""
    node, itself = sights.town.node, Actor(sights.town.node.itself)
    ours = our_pack()
    await take_over(node, itself, ours, keys=[each.key for each in ours.templates[::3]])
    changed = replace(ours.templates[0], name=LONG_NAME, text=f"{LONG_NAME}: {{link}}")
    await change_template(node, itself, changed)
    sheet = next(each for each in ours.templates if each.kind is TemplateKind.SHEET)
    await take_over(node, itself, replace(ours, templates=(sheet,)))
    grant = Grant(id="1", part=Part.COORDINATION, label=LONG_NAME, created_at=node.clock())
    offer = await offer_pack(node, grant, replace(ours, name="angebot", title=LONG_NAME))
    sights.own_pages["a pack that is offered"] = f"/verwaltung/vorlagen/angebot/{offer.id}"
    for name, template in (("post", changed), ("sheet", sheet)):
        sights.own_pages[f"a template of a {name}"] = f"/verwaltung/vorlagen/bearbeiten/{template.key}"


async def _advise(sights: Sights, fire: Account) -> None:
    """Alice asks about a draft with everything in it and has got advice; she is asked about one of the fire brigade; and one that
    nobody is asked about has only been begun."""
    town, (login,) = sights.town, await sights.town.store.read(lambda tx: tx.logins.of_account(sights.alice.id, tx.now))
    me, chief, bert = Actor(sights.alice, login.id), Actor(fire), await administrator(town, "berta")
    (other,) = await town.store.read(lambda tx: tx.logins.of_account(bert.account.id, tx.now))
    for each in (login, other):
        await appoint(town.node, Actor(town.node.itself), each.email)
    picture = await uploaded(town, sights.alice, description=LONG_WORD, credit=f"Foto: {LONG_NAME}", licence=LICENCE)
    whole = Draft(
        text=NEWS,
        format="markdown",
        language="de",
        summary="Lang",
        options=("Ja", f"Nein, {LONG_WORD}"[:90]),
        closes_at=town.clock() + timedelta(days=7),
        media=(picture,),
        translations={"de-simple": "Die Stadt plant ihr Geld."},
    )
    asked = await keep(town.node, me, whole, town.clock() + timedelta(days=2))
    await ask_advice(town.node, me, asked.id, f"Versteht man das?\n\nUnd {LONG_WORD}?")
    await advise(town.node, bert, asked.id, "Im zweiten Absatz fehlt, ab wann.")
    await reply(town.node, me, asked.id, f"Danke! {LONG_WORD}")
    await keep(town.node, me, replace(whole, text=f"{NEWS}\nAb Montag."), seen=asked.seen)
    await advise(town.node, bert, asked.id, "", approves=True)
    await keep(town.node, me, Draft(text="Angefangen", language="de"))
    theirs = await keep(town.node, chief, Draft(text=f"Sirenenprobe. {LONG_WORD}", language="de"))
    await ask_advice(town.node, chief, theirs.id, "Zu knapp?")
    sights.own_pages |= {
        "a draft with advice": f"/entwuerfe/{asked.id}",
        "going on with a draft": f"/verfassen?entwurf={asked.id}",
        "a draft one is asked about": f"/beratung/{theirs.id}",
        "one's own draft as an adviser": f"/beratung/{asked.id}",
    }


async def _recommend(town: Town, alice: Account, fire: Account) -> int:
    """The number of the one collection; and words of the node's own in its legal pages."""
    await change(town.node, Actor(fire), ProfileChange(discoverable=True))
    wanted = CollectionChange(name="Wer hilft", description="Wenn es brennt.", language="de", tag="Hilfe")
    collection = await create_collection(town.node, Actor(alice), wanted, [fire.id])
    itself = Actor(town.node.itself)
    await add_rule(town.node, itself, "Freundlich bleiben.")
    await set_text(town.node, itself, "netiquette", "Bitte leise.")
    await set_text(town.node, itself, "netiquette", "Bitte **ganz** leise.")
    await set_text(town.node, itself, "extended_description", "## Wer wir sind\n\nDie Stadt und ihre Menschen.")
    return collection.id


async def _hang(sights: Sights) -> None:
    """An album with a picture that is shown only when asked for, and one whose words are long."""
    town, alice = sights.town, sights.alice
    words = ("Der Markt am Morgen", f"Ein Schild: {LONG_WORD}")
    media = [
        await uploaded(town, alice, description=each, credit=f"Foto: {LONG_NAME}", licence=LICENCE) for each in words
    ]
    post = await town.publish(alice, "Zwei Bilder vom Markt", language="de", media=tuple(media))
    hurt = await uploaded(town, alice, description="Eine Wunde am Knie")
    warned = await town.publish(alice, "Gestürzt", summary="Wunde", sensitive=True, language="de", media=(hurt,))
    new = AlbumChange(title=f"Markt und {LONG_WORD}"[:90], description="Frühling bis Herbst.\nMit Leuten.")
    album = await add_pictures(town.node, Actor(alice), 0, post.id, new=new)
    await add_pictures(town.node, Actor(alice), album.id, warned.id)
    sights.pages["albums"] = "/@alice/alben"
    sights.pages["album"] = f"/@alice/alben/{album.id}"
    sights.pages["picture of an album"] = f"/@alice/alben/{album.id}/{media[1].id}"
    sights.pages["hidden picture of an album"] = f"/@alice/alben/{album.id}/{hurt.id}"
    sights.pages["post in an album"] = f"/@alice/{post.id}"
    sights.own_pages["putting into an album"] = f"/beitrag/{post.id}/album"
    sights.own_pages["editing an album"] = f"/alben/{album.id}/aendern"
    sights.own_pages["deleting an album"] = f"/alben/{album.id}/loeschen"


async def _decide(sights: Sights) -> None:
    """Alice and an association are members: one motion is discussed, on one they vote, one was decided in secret, one openly."""
    town, node = sights.town, sights.town.node
    itself, [login] = (
        Actor(node.itself),
        await town.store.read(lambda tx: tx.logins.of_account(sights.alice.id, tx.now)),
    )
    me = Actor(sights.alice, login.id)
    alice = await add_member(node, itself, MemberKind.PERSON, "Alice Grün", emails=[EMAIL])
    await add_member(node, itself, MemberKind.BODY, LONG_NAME, emails=[EMAIL])
    await submit(node, "Zwei neue Server", "Wir kaufen zwei.\n\nDer alte kommt ins Archiv.", "Vorstand")
    for title, secret in ((f"Regeln {LONG_WORD}", True), ("Beitrag senken", False)):
        motion = await submit(node, title, "Wie besprochen.")
        opened = await open_ballot(node, motion.number, Terms(secret=secret, quorum=10))
        await cast_vote(node, me, motion.number, alice.number, Vote.YES)
        over = replace(opened, closes_at=town.clock())
        await town.store.write(lambda tx, over=over: tx.motions.put(over))
        await close_due(node)
        sights.own_pages["decided " + ("secretly" if secret else "openly")] = (
            f"/genossenschaft/antraege/{motion.number}"
        )
    running = await submit(node, "Nachts aus?", "Von 1 bis 5 Uhr.")
    await open_ballot(node, running.number, Terms())
    sights.pages["cooperative"] = "/genossenschaft"
    sights.pages["motion"] = "/genossenschaft/antraege/1"
    sights.pages["decided motion"] = "/genossenschaft/antraege/2"
    sights.own_pages["moving something"] = "/genossenschaft/neuer-antrag"
    sights.own_pages["voting"] = f"/genossenschaft/antraege/{running.number}"


async def _discuss(sights: Sights, news: Post, amira: FakeActor) -> str:
    """A thread of four levels; the id of its first answer."""
    town, bob = sights.town, sights.bob
    asked = bob.reply(news.uri, "Kommt die Sitzung als <b>Video</b>?", tag=_naming(sights.city), language="de")
    pictured = bob.note(
        "So sieht der Weg heute aus.",
        inReplyTo=asked["object"]["id"],
        attachment=[
            {
                "type": "Document",
                "mediaType": "image/jpeg",
                "url": f"{bob.origin}/weg.jpg",
                "name": "Ein Feldweg voller Pfützen, links der Mühlbach",
            }
        ],
    )
    for activity in (asked, bob.create(pictured)):
        await bob.deliver(activity, town)
        assert await town.became_of(activity["id"]) == "done: stored"
    answer = await town.answer(sights.city, asked["object"]["id"], "Ja, ab 18 Uhr.", language="de")
    wish = amira.reply(answer.uri, "شكرا جزيلا", contentMap={"ar": "<p>شكرا جزيلا</p>"})
    await amira.deliver(wish, town)
    assert await town.became_of(wish["id"]) == "done: stored"
    thanks = await town.answer(sights.alice, wish["object"]["id"], "Danke auch von mir.", language="de")
    await town.answer(sights.alice, thanks.uri, "Und bis Donnerstag!", language="de")
    uri: str = asked["object"]["id"]
    return uri


async def _meet(sights: Sights, amira: FakeActor) -> None:
    """Alice has news of every kind, and somebody waits for her answer."""
    town, alice, bob = sights.town, sights.alice, sights.bob
    post = await town.publish(alice, "Heute ist Markttag. #Markt", language="de")
    greeting = bob.create(bob.note("Guten Tag, @alice!", tag=_naming(alice), cc=[alice.uri]))
    for activity, by in (
        (bob.follow(alice), bob),
        (greeting, bob),
        (bob.reply(post.uri, "Bis gleich!", tag=_naming(alice), cc=[alice.uri]), bob),
        (amira.activity("Like", post.uri), amira),
        (amira.activity("Announce", post.uri, to=["https://www.w3.org/ns/activitystreams#Public"]), amira),
    ):
        await by.deliver(activity, town)
        await town.became_of(activity["id"])
    asked = await town.store.read(lambda tx: tx.posts.find_by_uri(greeting["object"]["id"]))
    assert asked is not None
    await open_case(town.node, Actor(alice), asked.id)
    await like(town.node, Actor(sights.city), post.id)
    await _keep_back(sights, amira)
    await change(town.node, Actor(alice), ProfileChange(approves_followers=True))
    asking = amira.follow(alice)
    await amira.deliver(asking, town)
    await town.became_of(asking["id"])
    for name in ("stadt", "feuerwehr"):
        account = await town.store.read(lambda tx, name=name: tx.accounts.find_by_handle(name, None))
        assert account is not None
        await follow(town.node, Actor(alice), account.id)


async def _keep_back(sights: Sights, amira: FakeActor) -> None:
    """A stranger has written while Alice wanted to hear of none."""
    town, alice = sights.town, sights.alice
    await change_policy(town.node, Actor(alice), for_not_following=Treatment.FILTER)
    letter = amira.create(amira.note("Wann ist das Amt offen?", tag=_naming(alice), cc=[alice.uri]))
    await amira.deliver(letter, town)
    await town.became_of(letter["id"])
    await change_policy(town.node, Actor(alice), for_not_following=Treatment.ACCEPT)


def _list_pages(sights: Sights, **posts: Post) -> None:
    def page(post: Post, author: str = "stadt") -> str:
        return f"/@{author}/{post.id}"

    remote = quote(f"bob@{_host(sights.bob)}", safe="@:")
    sights.pages |= {
        **NODE,
        **CHANNEL,
        "remote profile": f"/@{remote}",
        "thread": page(posts["news"]),
        "poll": page(posts["poll"]),
        "warning": page(posts["warned"], "feuerwehr"),
        "arabic": page(posts["arabic"]),
        "turkish": page(posts["turkish"]),
        "history": page(posts["typo"], "alice") + "/verlauf",
        "from elsewhere": f"/beitrag/{posts['news'].id}/anderswo?tun=teilen",
        "following from elsewhere": f"/kanal/{sights.city.id}/anderswo",
        "without an account": f"/beitrag/{posts['news'].id}/gastantwort",
        "code to embed": f"/einbetten?adresse=/@stadt/{posts['news'].id}&antworten=1",
    }
    sights.pages["month"] = f"/@stadt/chronik/{sights.town.clock():%Y/%m}"
    sights.framed_pages |= {
        "embedded thread": page(posts["news"]) + "/einbetten?antworten=1",
        "embedded channel": "/@stadt/einbetten",
    }
    sights.own_pages |= {
        **OWN,
        "quoting": f"/verfassen?zitat={posts['news'].id}",
        "editing": f"/beitrag/{posts['typo'].id}/aendern",
        "deleting": f"/beitrag/{posts['typo'].id}/loeschen",
        "quiet post": page(posts["quiet"], "alice"),
    }


def _naming(account: Account) -> list[dict[str, str]]:
    return [{"type": "Mention", "href": account.uri, "name": f"@{account.name}"}]


def _host(actor: FakeActor) -> str:
    return actor.origin.removeprefix("http://")
