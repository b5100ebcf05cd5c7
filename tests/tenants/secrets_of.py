"""A town full of what is nobody else's business: everything in it says the same rare word."""

from dataclasses import dataclass, field

from node.model.account import Account, Actor
from node.model.draft import Draft
from node.model.login import Role
from node.outbox.advice import ask_advice
from node.outbox.advisers import appoint
from node.outbox.channels import NewChannel, create_channel
from node.outbox.keep import keep
from node.outbox.sheets import save_sheet
from node.outbox.texts import add_rule
from tests.web.browser import Browser, person
from tests.web.mastodon.app import ALL, OFFICE, App, app_of
from tests.web.mastodon.uploads import sent
from tests.world import World

WORD = "Kattenstroth"


@dataclass
class Town:
    """`ids`: what kind of thing, and its number. `app` and `browser` are those of its administrator."""

    world: World
    alice: Account
    app: App
    browser: Browser
    ids: dict[str, str] = field(default_factory=dict)


async def town_of(world: World, *, word: str = WORD) -> Town:
    alice = await world.create("alice", display_name=f"{word} Rathaus")
    carla = await world.create("carla", display_name=f"{word} Bauamt")
    app = await app_of(world, alice, *ALL, *OFFICE, role=Role.ADMIN)
    await person(world, alice, "ada@rathaus.test", role=Role.ADMIN)
    browser = Browser(world)
    await browser.log_in("ada@rathaus.test")
    other = await app_of(world, carla)
    town = Town(world, alice, app, browser)
    picture = await sent(app, description=f"{word} im Bild")
    for visibility in ("public", "unlisted", "private", "direct"):
        post = await app.post(
            "/api/v1/statuses",
            {
                "status": f"{word} #{word} @carla {visibility}",
                "spoiler_text": f"{word}: Hinweis",
                "visibility": visibility,
                **({"media_ids": [picture["id"]]} if visibility == "public" else {}),
            },
        )
        town.ids[visibility] = post["id"]
    town.ids["answer"] = (
        await other.post(
            "/api/v1/statuses",
            {"status": f"@alice {word} vertraulich", "visibility": "direct", "in_reply_to_id": town.ids["direct"]},
        )
    )["id"]
    await world.work()
    made = await app.post("/api/v1/lists", {"title": word})
    town.ids |= {"account": str(alice.id), "other account": str(carla.id), "picture": picture["id"], "list": made["id"]}
    town.ids["filter"] = (
        await app.post(
            "/api/v2/filters",
            {"title": word, "context": ["public"], "keywords_attributes": [{"keyword": word, "whole_word": True}]},
        )
    )["id"]
    town.ids["report"] = (
        await app.post("/api/v1/reports", {"account_id": str(carla.id), "comment": f"{word} beleidigt"})
    )["id"]
    town.ids["notification"] = (await app.get("/api/v1/notifications"))[0]["id"]
    town.ids["scheduled"] = (
        await app.post(
            "/api/v1/statuses",
            {"status": f"{word} morgen", "scheduled_at": f"{world.clock.now.year + 1}-01-02T10:00:00Z"},
        )
    )["id"]
    me = Actor(alice)
    town.ids["draft"] = str((await keep(world.node, me, Draft(text=f"{word} als Entwurf"))).id)
    town.ids["asked draft"] = str((await keep(world.node, me, Draft(text=f"{word} mit Frage"))).id)
    await ask_advice(world.node, me, int(town.ids["asked draft"]), f"{word}: gut so?")
    by = Actor(world.node.itself)
    await appoint(world.node, by, "ada@rathaus.test")
    channel = await create_channel(world.node, by, NewChannel(name="geplant", display_name=f"{word} geplant"))
    await save_sheet(world.node, by, channel.id, {"ziel": f"{word} als Ziel"}, incomplete=True)
    await add_rule(world.node, by, f"{word}: freundlich bleiben.")
    town.ids["channel"] = str(channel.id)
    return town
