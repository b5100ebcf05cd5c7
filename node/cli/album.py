"""`allmende album`: pictures of a channel's public posts, put together and in order (S35)."""

from collections.abc import Mapping

from node.cli.account import find_account
from node.cli.command import Act, Answer, Ask, table
from node.cli.named import number_in, post_number
from node.cli.parser import Parser
from node.cli.perform import acts
from node.context import Context
from node.errors import Invalid, NotFound
from node.model.account import Actor
from node.model.album import MOST_ALBUMS, AlbumChange, AlbumView
from node.model.ids import HIGHEST
from node.outbox.albums import add_pictures, change_album, create_album, delete_album
from node.store.database import Tx


def define(parser: Parser) -> None:
    say = parser.say
    commands = parser.commands(say("Befehle", "commands"))
    creating = commands.add("create", "legt ein Album an und zeigt seine Adresse", "make an album, print its address")
    creating.argument("name", metavar="NAME", help=say("Konto, dem es gehört", "account whose album it is"))
    creating.argument("title", metavar=say("TITEL", "TITLE"))
    _words(creating)
    creating.option("--language", metavar="TAG", help=say("Sprache der Worte, etwa de", "language of the words"))
    acts(creating, "album create", create)
    listing = commands.add("list", "zeigt die Alben eines Kontos", "list the albums of an account")
    listing.argument("name", metavar="NAME")
    acts(listing, "album list", show_all)
    showing = commands.add("show", "zeigt die Bilder eines Albums", "list the pictures of an album")
    _which(showing)
    acts(showing, "album show", show)
    adding = commands.add("add", "legt die Bilder eines Beitrags hinein", "put the pictures of a post into it")
    _which(adding)
    adding.argument("post", metavar="URL", help=say("Beitrag: Nummer oder Adresse", "post: number or address"))
    adding.option(
        "--picture",
        metavar="N",
        type=int,
        action="append",
        help=say("nur das N-te Bild; mehrfach möglich", "only the Nth picture; may be given more than once"),
    )
    acts(adding, "album add", add)
    removing = commands.add("remove", "nimmt ein Bild heraus", "take a picture out of it")
    _which(removing)
    _picture(removing)
    acts(removing, "album remove", remove)
    moving = commands.add("move", "stellt ein Bild an einen anderen Platz", "move a picture to another place")
    _which(moving)
    _picture(moving)
    moving.argument("place", metavar=say("PLATZ", "PLACE"), type=int)
    acts(moving, "album move", move)
    changing = commands.add("change", "ändert Worte und Titelbild", "change its words and its cover")
    _which(changing)
    changing.option("--title", metavar="TEXT")
    _words(changing)
    changing.option("--cover", metavar="N", type=int, help=say("das N-te Bild steht für es", "the Nth stands for it"))
    acts(changing, "album change", change)
    deleting = commands.add("delete", "löscht ein Album; seine Beiträge bleiben", "delete an album; its posts stay")
    _which(deleting)
    acts(deleting, "album delete", delete)


def _which(parser: Parser) -> None:
    parser.argument("album", metavar="ALBUM", help=parser.say("Nummer oder Adresse", "number or address"))


def _picture(parser: Parser) -> None:
    what = parser.say("sein Platz im Album, von 1 an", "its place in the album, from 1")
    parser.argument("picture", metavar=parser.say("BILD", "PICTURE"), type=int, help=what)


def _words(parser: Parser) -> None:
    parser.option("--description", metavar="TEXT", help=parser.say("was zu sehen ist", "what is to be seen"))


async def create(node: Context, ask: Ask) -> Answer:
    account = await node.store.read(find_account, ask.text("name"), node.addresses.account_domain)
    if not account.is_local:
        raise Invalid(ask.say("nur eigene Konten haben hier Alben", "only our own accounts have albums here"))
    made = await create_album(node, Actor(account), _change(ask))
    return Answer([node.addresses.album_page(account, made.id)])


async def show_all(node: Context, ask: Ask) -> Answer:
    account = await node.store.read(find_account, ask.text("name"), node.addresses.account_domain)
    found = await node.store.read(_all, account.id)
    rows = [(ask.say("NUMMER", "NUMBER"), ask.say("BILDER", "PICTURES"), ask.say("TITEL", "TITLE"))]
    rows += [(str(each.album.id), str(each.count), each.album.title) for each in found]
    return Answer(table(rows))


async def show(node: Context, ask: Ask) -> Answer:
    view, _ = await _named(node, ask)
    pictures = await node.store.read(lambda tx: tx.albums.pictures(view.album.id))
    rows = [(ask.say("BILD", "PICTURE"), ask.say("BEITRAG", "POST"), ask.say("ZU SEHEN", "WHAT IS TO BE SEEN"))]
    rows += [(str(place), each.post.url, each.media.description) for place, each in enumerate(pictures, 1)]
    return Answer([view.album.title, node.addresses.album_page(view.owner, view.album.id), *table(rows)])


async def add(node: Context, ask: Ask) -> Answer:
    view, by = await _named(node, ask)
    number = await node.store.read(post_number, ask.text("post"))
    chosen = None
    if wanted := ask.values.get("picture"):
        here = [each.id for each in await node.store.read(lambda tx: tx.uploads.on_post(number))]
        chosen = [here[each - 1] for each in wanted if 0 < each <= len(here)]
    await add_pictures(node, by, view.album.id, number, chosen)
    return await _told(node, ask)


async def remove(node: Context, ask: Ask) -> Answer:
    view, by = await _named(node, ask)
    await change_album(node, by, view.album.id, AlbumChange(out=[await _media_id(node, view, ask, "picture")]))
    return await _told(node, ask)


async def move(node: Context, ask: Ask) -> Answer:
    view, by = await _named(node, ask)
    media_id = await _media_id(node, view, ask, "picture")
    await change_album(node, by, view.album.id, AlbumChange(places={media_id: int(ask.text("place"))}))
    return await _told(node, ask)


async def change(node: Context, ask: Ask) -> Answer:
    view, by = await _named(node, ask)
    cover_id = await _media_id(node, view, ask, "cover") if ask.text("cover") else None
    await change_album(node, by, view.album.id, _change(ask, cover_id))
    return await _told(node, ask)


async def delete(node: Context, ask: Ask) -> Answer:
    view, by = await _named(node, ask)
    await delete_album(node, by, view.album.id)
    title = view.album.title
    return Answer([ask.say(f"das Album „{title}“ ist gelöscht", f'the album "{title}" has been deleted')])


def _change(ask: Ask, cover_id: int | None = None) -> AlbumChange:
    title, description, language = (ask.values.get(name) for name in ("title", "description", "language"))
    return AlbumChange(title=title, description=description, language=language, cover_id=cover_id)


async def _told(node: Context, ask: Ask) -> Answer:
    view, _ = await _named(node, ask)
    title, count = view.album.title, view.count
    return Answer([ask.say(f"„{title}“: Bilder {count}", f'"{title}": pictures {count}')])


async def _named(node: Context, ask: Ask) -> tuple[AlbumView, Actor]:
    """The album and its owner, who acts. Raises NotFound."""
    view = await node.store.read(_view, number_in(ask.text("album")))
    return view, Actor(view.owner)


async def _view(tx: Tx, number: int) -> AlbumView:
    found = await tx.albums.find(min(number, HIGHEST))
    if found is None:
        raise NotFound("there is no such album")
    [view] = await tx.albums.views([found])
    return view


async def _all(tx: Tx, account_id: int) -> list[AlbumView]:
    found = await tx.albums.of_account(account_id, before=HIGHEST, empty=True, limit=MOST_ALBUMS)
    return await tx.albums.views(found)


async def _media_id(node: Context, view: AlbumView, ask: Ask, name: str) -> int:
    """The picture in that place. Raises NotFound."""
    order = await node.store.read(lambda tx: tx.albums.order(view.album.id))
    place = int(ask.text(name))
    if not 0 < place <= len(order):
        raise NotFound(ask.say(f"es gibt kein Bild {place}", f"there is no picture {place}"))
    return order[place - 1]


ACTS: Mapping[str, Act] = {
    "album create": create,
    "album list": show_all,
    "album show": show,
    "album add": add,
    "album remove": remove,
    "album move": move,
    "album change": change,
    "album delete": delete,
}
