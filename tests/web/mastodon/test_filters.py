"""Filters through the client API: v2, v1 on the same data, and what they find on every status that is answered."""

import pytest

from node.model.visibility import Visibility
from tests.builders import make_account, make_follow, make_post

FILTERS, V1 = "/api/v2/filters", "/api/v1/filters"
HOME = "/api/v1/timelines/home"


@pytest.fixture
async def quiet(app) -> dict:
    """A filter of Alice's that finds `Lärm`."""
    return await app.post(
        FILTERS,
        {"title": "Ruhe", "context": ["home"], "keywords_attributes": [{"keyword": "lärm", "whole_word": True}]},
    )


def found(status: dict) -> list[tuple[str, list | None, list | None]]:
    return [(each["filter"]["title"], each["keyword_matches"], each["status_matches"]) for each in status["filtered"]]


async def test_a_filter_is_made_whole_in_one_request(app):
    made = await app.post(
        FILTERS,
        {
            "title": "Ruhe",
            "context": ["home", "public", "home"],
            "filter_action": "hide",
            "expires_in": 3600,
            "keywords_attributes": [{"keyword": "lärm", "whole_word": "0"}, {"keyword": "krach"}, {"keyword": ""}],
        },
    )

    assert (made["title"], made["context"], made["filter_action"]) == ("Ruhe", ["home", "public"], "hide")
    assert made["expires_at"] is not None
    assert [(each["keyword"], each["whole_word"]) for each in made["keywords"]] == [("lärm", False), ("krach", True)]
    assert made["statuses"] == []
    assert await app.get(FILTERS) == [made]
    assert await app.get(f"{FILTERS}/{made['id']}") == made


async def test_forms_say_the_same_as_json(app):
    form = [
        ("title", "Ruhe"),
        ("context[]", "home"),
        ("context[]", "thread"),
        ("keywords_attributes[][keyword]", "lärm"),
        ("keywords_attributes[][whole_word]", "false"),
        ("keywords_attributes[][keyword]", "krach"),
    ]
    made = (await app.ask("POST", FILTERS, data=form)).body

    assert made["context"] == ["home", "thread"]
    assert [(each["keyword"], each["whole_word"]) for each in made["keywords"]] == [("lärm", False), ("krach", True)]


async def test_a_filter_and_its_words_are_changed_together(app, quiet):
    path, [first] = f"{FILTERS}/{quiet['id']}", quiet["keywords"]
    changed = await app.ask(
        "PUT",
        path,
        json={
            "filter_action": "blur",
            "context": ["account"],
            "keywords_attributes": [
                {"id": first["id"], "keyword": "krach"},
                {"keyword": "getöse", "whole_word": False},
            ],
        },
    )
    assert (changed.body["title"], changed.body["context"], changed.body["filter_action"]) == (
        "Ruhe",
        ["account"],
        "blur",
    )
    assert [(each["keyword"], each["whole_word"]) for each in changed.body["keywords"]] == [
        ("krach", True),
        ("getöse", False),
    ]

    emptied = await app.ask("PUT", path, json={"keywords_attributes": [{"id": first["id"], "_destroy": True}]})
    assert [each["keyword"] for each in emptied.body["keywords"]] == ["getöse"]

    assert (await app.ask("DELETE", path)).body == {}
    assert await app.get(FILTERS) == []


async def test_an_end_is_set_moved_and_taken_back(app, quiet, clock):
    path = f"{FILTERS}/{quiet['id']}"
    assert quiet["expires_at"] is None

    soon = (await app.ask("PUT", path, json={"expires_in": "1800"})).body["expires_at"]
    later = (await app.ask("PUT", path, data={"expires_in": "999999999999999"})).body["expires_at"]
    kept = (await app.ask("PUT", path, json={"title": "Stille"})).body["expires_at"]
    never = (await app.ask("PUT", path, data={"expires_in": ""})).body["expires_at"]

    assert soon < later == kept
    assert never is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "Title can't be blank, Context can't be blank, Context None or invalid context supplied"),
        ({"title": " ", "context": ["home"]}, "Title can't be blank"),
        ({"title": "x" * 257, "context": ["home"]}, "Title is too long (maximum is 256 characters)"),
        ({"title": "x", "context": [""]}, "Context can't be blank, Context None or invalid context supplied"),
        ({"title": "x", "context": ["home", "lists"]}, "Context None or invalid context supplied"),
        ({"title": "x", "context": ["home"], "filter_action": "drop"}, "Action is not included in the list"),
        (
            {"title": "x", "context": ["home"], "keywords_attributes": [{"keyword": "x" * 513}]},
            "Keywords keyword is too long (maximum is 512 characters)",
        ),
        (
            {"title": "x", "context": ["home"], "keywords_attributes": [{"keyword": "", "whole_word": True}]},
            "Keywords keyword can't be blank",
        ),
    ],
)
async def test_what_makes_no_filter_is_refused_and_nothing_stays(node, app, body, sentence):
    answer = await app.ask("POST", FILTERS, json=body)

    assert (answer.status, answer.body["error"]) == (422, f"Validation failed: {sentence}")
    assert await app.get(FILTERS) == []
    assert await node.count("filter_keywords") == 0


async def test_a_change_that_is_refused_changes_nothing(app, quiet):
    path = f"{FILTERS}/{quiet['id']}"

    assert (await app.ask("PUT", path, json={"title": "Neu", "context": ["nowhere"]})).status == 422
    for number in ("1", "abc", "9" * 30):
        answer = await app.ask(
            "PUT", path, json={"title": "Neu", "keywords_attributes": [{"id": number, "keyword": "x"}]}
        )
        assert answer.status == 404

    assert await app.get(path) == quiet


async def test_the_number_of_filters_and_words_is_bounded(app, quiet):
    words = [{"keyword": f"wort{number}"} for number in range(1_000)]
    answer = await app.ask("PUT", f"{FILTERS}/{quiet['id']}", json={"keywords_attributes": words})
    assert answer.status == 422
    for number in range(199):
        await app.post(FILTERS, {"title": f"Filter {number}", "context": ["home"]})

    for path, body in ((FILTERS, {"title": "x", "context": ["home"]}), (V1, {"phrase": "x", "context": ["home"]})):
        answer = await app.ask("POST", path, json=body)
        assert answer.body["error"] == "Validation failed: You have reached the maximum number of filters"


async def test_words_have_addresses_of_their_own(app, quiet):
    path = f"{FILTERS}/{quiet['id']}/keywords"
    made = await app.post(path, {"keyword": "krach", "whole_word": False})
    own = f"{FILTERS}/keywords/{made['id']}"

    assert await app.get(own) == made
    changed = await app.ask("PUT", own, json={"keyword": "getöse"})
    assert changed.body == made | {"keyword": "getöse"}
    assert (await app.ask("PUT", own, json={"keyword": ""})).body[
        "error"
    ] == "Validation failed: Keyword can't be blank"
    assert (await app.ask("POST", path, json={})).status == 422
    assert await app.get(path) == [*quiet["keywords"], changed.body]
    assert (await app.ask("DELETE", own)).body == {}
    assert await app.get(path) == quiet["keywords"]
    assert (await app.ask("GET", own)).status == 404


async def test_single_posts_are_filtered(node, app, alice, carl, quiet):
    post, hidden = await node.post(carl), await node.post(carl, visibility=Visibility.FOLLOWERS)
    path = f"{FILTERS}/{quiet['id']}/statuses"

    made = await app.post(path, {"status_id": str(post.id)})
    again = await app.ask("POST", path, json={"status_id": str(post.id)})
    for number in (str(hidden.id), "1", "x", ""):
        assert (await app.ask("POST", path, json={"status_id": number})).status == 404

    assert again.body["error"] == "Validation failed: Status has already been taken"
    assert made["status_id"] == str(post.id)
    assert await app.get(path) == [made] == (await app.get(f"{FILTERS}/{quiet['id']}"))["statuses"]
    assert await app.get(f"{FILTERS}/statuses/{made['id']}") == made
    assert found(await app.get(f"/api/v1/statuses/{post.id}")) == [("Ruhe", None, [str(post.id)])]
    assert (await app.ask("DELETE", f"{FILTERS}/statuses/{made['id']}")).body == {}
    assert found(await app.get(f"/api/v1/statuses/{post.id}")) == []


async def test_filters_are_nobody_elses(node, app, carls, anybody, carl, quiet):
    post = await node.post(carl)
    entry = await app.post(f"{FILTERS}/{quiet['id']}/statuses", {"status_id": str(post.id)})
    word = quiet["keywords"][0]["id"]

    for path, methods in (
        (f"{FILTERS}/{quiet['id']}", ("GET", "PUT", "DELETE")),
        (f"{FILTERS}/{quiet['id']}/keywords", ("GET", "POST")),
        (f"{FILTERS}/{quiet['id']}/statuses", ("GET", "POST")),
        (f"{FILTERS}/keywords/{word}", ("GET", "PUT", "DELETE")),
        (f"{FILTERS}/statuses/{entry['id']}", ("GET", "DELETE")),
        (f"{V1}/{word}", ("GET", "PUT", "DELETE")),
    ):
        for method in methods:
            body = {"title": "x", "keyword": "x", "phrase": "x", "status_id": str(post.id)} if method != "GET" else None
            answer = await carls.ask(method, path, json=body)
            assert (answer.status, answer.body["error"]) == (404, "Record not found")
            assert (await anybody.ask(method, path, json=body)).status == 401
    assert await carls.get(FILTERS) == await carls.get(V1) == []
    assert found(await carls.get(f"/api/v1/statuses/{post.id}")) == []
    assert "filtered" not in await anybody.get(f"/api/v1/statuses/{post.id}")


async def test_every_status_that_is_answered_says_which_filters_found_it(node, app, alice, carl, quiet):
    await make_follow(node.store, alice, carl)
    loud = await node.post(carl, "Viel Lärm um @alice #x")
    calm = await node.post(carl, "Ruhe")
    boost = await make_post(node.store, carl, boost_of_id=loud.id, kind="Announce")
    seen = [("Ruhe", ["Lärm"], None)]

    home = {each["id"]: each for each in await app.get(HOME)}

    assert found(home[str(loud.id)]) == seen
    assert found(home[str(calm.id)]) == []
    assert found(home[str(boost.id)]) == found(home[str(boost.id)]["reblog"]) == seen
    for path in ("/api/v1/timelines/public", "/api/v1/timelines/tag/x", f"/api/v1/accounts/{carl.id}/statuses"):
        assert seen in [found(each) for each in await app.get(path)], path
    assert found((await app.get("/api/v1/notifications"))[0]["status"]) == seen
    assert found(await app.post(f"/api/v1/statuses/{loud.id}/bookmark")) == seen
    assert found((await app.get("/api/v1/bookmarks"))[0]) == seen


async def test_also_what_is_to_be_hidden_is_answered_and_says_so(node, app, alice, carl, quiet):
    await make_follow(node.store, alice, carl)
    await app.ask("PUT", f"{FILTERS}/{quiet['id']}", json={"filter_action": "hide"})
    await node.post(carl, "Lärm")

    [status] = await app.get(HOME)

    outline = {name: value for name, value in quiet.items() if name not in {"keywords", "statuses"}}
    assert status["filtered"][0]["filter"] == outline | {"filter_action": "hide"}


async def test_home_notices_each_change_and_each_end_of_a_filter(node, app, alice, carl, quiet, clock):
    await make_follow(node.store, alice, carl)
    await node.post(carl, "Lärm und Krach")

    async def at_home() -> list[list]:
        return [found(each) for each in await app.get(HOME)]

    assert await at_home() == [[("Ruhe", ["Lärm"], None)]]
    await app.ask("PUT", f"{FILTERS}/keywords/{quiet['keywords'][0]['id']}", json={"keyword": "krach"})
    assert await at_home() == [[("Ruhe", ["Krach"], None)]]
    await app.ask("PUT", f"{FILTERS}/{quiet['id']}", json={"expires_in": 3600})
    assert await at_home() == [[("Ruhe", ["Krach"], None)]]
    clock.move(hours=2)
    assert await at_home() == [[]]
    assert len(await app.get(FILTERS)) == 1
    await app.ask("PUT", f"{FILTERS}/{quiet['id']}", json={"expires_in": None})
    assert await at_home() == [[("Ruhe", ["Krach"], None)]]
    await app.ask("DELETE", f"{FILTERS}/{quiet['id']}")
    assert await at_home() == [[]]


async def test_old_apps_see_each_word_as_a_filter(app, quiet):
    made = await app.post(
        V1, {"phrase": "krach", "context": ["home", "public"], "irreversible": True, "expires_in": 60}
    )

    assert (made["phrase"], made["irreversible"], made["whole_word"]) == ("krach", True, True)
    assert [each["phrase"] for each in await app.get(V1)] == ["lärm", "krach"]
    assert await app.get(f"{V1}/{made['id']}") == made
    whole = (await app.get(FILTERS))[1]
    assert (whole["title"], whole["filter_action"], whole["keywords"][0]["id"]) == ("krach", "hide", made["id"])

    changed = await app.ask("PUT", f"{V1}/{made['id']}", json={"phrase": "getöse", "irreversible": False})
    assert changed.body == made | {"phrase": "getöse", "irreversible": False}
    assert (await app.get(FILTERS))[1]["title"] == "getöse"

    assert (await app.ask("DELETE", f"{V1}/{made['id']}")).body == {}
    assert (await app.get(FILTERS))[1]["keywords"] == []


async def test_old_apps_cannot_change_what_several_words_share(app, quiet):
    word = quiet["keywords"][0]["id"]
    await app.post(f"{FILTERS}/{quiet['id']}/keywords", {"keyword": "krach"})

    alone = await app.ask("PUT", f"{V1}/{word}", json={"whole_word": False, "context": ["home"]})
    shared = await app.ask("PUT", f"{V1}/{word}", json={"context": ["public"]})

    assert (alone.status, alone.body["whole_word"]) == (200, False)
    assert shared.status == 422
    assert (await app.get(f"{FILTERS}/{quiet['id']}"))["context"] == ["home"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"context": ["home"]}, "Phrase can't be blank"),
        ({"phrase": "x" * 513, "context": ["home"]}, "Phrase is too long (maximum is 512 characters)"),
        ({"phrase": "x"}, "Context can't be blank, Context None or invalid context supplied"),
    ],
)
async def test_what_makes_no_filter_for_old_apps_is_refused(app, body, sentence):
    answer = await app.ask("POST", V1, json=body)

    assert (answer.status, answer.body["error"]) == (422, f"Validation failed: {sentence}")
    assert await app.get(FILTERS) == []


async def test_a_warm_home_page_asks_nothing_about_filters(node, app, alice, monkeypatch):
    stranger = await make_account(node.store)
    await make_follow(node.store, alice, stranger)
    await make_post(node.store, stranger, "Lärm")
    await app.get(HOME)
    connection = await node.store.read(_connection)
    asked = []
    rows = connection.rows

    async def noted(self, sql, *params):
        asked.append(sql)
        return await rows(self, sql, *params)

    monkeypatch.setattr(connection, "rows", noted)
    await app.get(HOME)

    assert [sql for sql in asked if "filter" in sql or "posts" in sql] == []


async def _connection(tx):
    return type(tx.db)
