"""What scopes cover, and where a code may be sent."""

import pytest

from node.errors import Unprocessable
from node.model.oauth import (
    FOLLOW,
    OUT_OF_BAND,
    SCOPES,
    check_redirect_uri,
    covers,
    parse_scopes,
    simplified,
    uncovered,
)


@pytest.mark.parametrize(
    ("granted", "wanted", "is_covered"),
    [
        ("read", "read", True),
        ("read", "read:statuses", True),
        ("read:statuses", "read", False),
        ("read:statuses", "read:accounts", False),
        ("read", "write:statuses", False),
        ("read write", "admin:read", False),
        ("read write", "profile", False),
        ("read write", "push", False),
        ("admin:read", "admin:read:accounts", True),
        ("admin:read", "admin:write:accounts", False),
        ("admin:read", "read", False),
        ("admin:read:accounts", "admin:read", False),
        ("follow", "write:follows", True),
        ("follow", "read:mutes", True),
        ("follow", "write:statuses", False),
        ("", "read", False),
    ],
)
def test_a_broad_scope_covers_its_parts_and_nothing_else(granted, wanted, is_covered):
    assert covers(granted.split(), wanted) is is_covered


def test_what_goes_beyond_is_named():
    assert uncovered(["read", "write:media"], ["read:lists", "write:media", "write", "push"]) == ["write", "push"]
    assert uncovered(["read", "write"], ["follow"]) == []
    assert uncovered(["read"], ["follow"]) == ["follow"]
    assert uncovered(["follow"], sorted(FOLLOW)) == []


def test_scopes_are_read_once_each_and_must_exist():
    assert parse_scopes(" read  write read ") == ("read", "write")
    assert parse_scopes("") == ()
    assert parse_scopes(" ".join(SCOPES)) == tuple(SCOPES)
    for unknown in ("read:everything", "READ", "admin", "read,write", "read\0"):
        with pytest.raises(Unprocessable):
            parse_scopes(unknown)


def test_a_person_reads_only_the_broad_ones():
    assert simplified(["write:media", "read:statuses", "read", "read:follows"]) == ["read", "write:media"]
    assert simplified(SCOPES) == ["profile", "read", "write", "follow", "push", "admin:read", "admin:write"]


@pytest.mark.parametrize(
    "uri",
    [
        OUT_OF_BAND,
        "https://app.test/back",
        "https://app.test:8443/back?x=1",
        "http://localhost:8080/",
        "http://[::1]:80/",
        "tusky://here.test/",
        "org.joinmastodon.ios://x",
        "icecubesapp:/back",
        "icecubesapp://",  # as Ice Cubes has it
        "oauth2redirect://com.keylesspalace.tusky/",
        "mastodon://joinmastodon.org/oauth",
        "mastodon-android-auth://callback",
        "fedilab://backtofedilab",
        "subwaytooter://oauth(jp.juggler.subwaytooter)/",
        "web+ap://x",
    ],
)
def test_codes_may_go_there(uri):
    assert check_redirect_uri(uri) == uri


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "/back",
        "//app.test/back",
        "app.test/back",
        "https://app.test/#part",
        "https://app.test/#",
        "https:///back",
        "https:back",
        "javascript://",
        "https://",
        "https://good.test@evil.test/",
        "https://app.test:99999/",
        "https://[::1/",
        "https://app.test/a b",
        "https://app.test/ä",
        "https://app.test/\r\nX: y",
        "https://app.test/\\evil.test",
        "https://app.test/" + "a" * 2_000,
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "view-source:https://app.test/",
        "blob:https://app.test/1",
        "tusky:",
        "1a:/x",
        "https://app.test/<script>",
    ],
)
def test_codes_may_not_go_there(uri):
    with pytest.raises(Unprocessable):
        check_redirect_uri(uri)
