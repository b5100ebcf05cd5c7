"""Settings: where they come from, what they become, and how a mistake is told."""

import re
import tomllib
from dataclasses import MISSING, fields
from ipaddress import ip_network
from pathlib import Path
from typing import get_type_hints
from zoneinfo import ZoneInfo

import pytest

from node.config import LISTS, Config, Tcp, Unix, build, load
from node.errors import Misconfigured

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
HERE = {"ALLMENDE_NODE_BASE_URL": "https://here.example"}


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(folder: Path, text: str, name: str = "config.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def settings(**sections) -> Config:
    node = {"base_url": "https://here.example"} | sections.pop("node", {})
    return build({"node": node, **sections}, Path("/srv/allmende"))


def refusal(**sections) -> str:
    with pytest.raises(Misconfigured) as caught:
        settings(**sections)
    assert "\n" not in caught.value.reason
    return caught.value.reason


# Where settings come from


def test_one_variable_is_enough():
    config = load(None, HERE)

    assert config.origin == "https://here.example"
    assert config.account_domain == config.host == config.hostname == "here.example"
    assert config.is_https


def test_the_file_beside_us_is_read(tmp_path):
    written(tmp_path, '[node]\nbase_url = "https://file.example"\ntitle = "Rathaus"')

    config = load(None, {})

    assert (config.host, config.node.title) == ("file.example", "Rathaus")


def test_a_named_file_wins_over_the_variable_and_the_variable_over_the_file_beside_us(tmp_path):
    written(tmp_path, '[node]\nbase_url = "https://beside.example"')
    by_variable = written(tmp_path, '[node]\nbase_url = "https://variable.example"', "variable.toml")
    by_option = written(tmp_path, '[node]\nbase_url = "https://option.example"', "option.toml")
    environ = {"ALLMENDE_CONFIG": str(by_variable)}

    assert load(None, {}).host == "beside.example"
    assert load(None, environ).host == "variable.example"
    assert load(by_option, environ).host == "option.example"


def test_the_environment_replaces_single_keys_of_every_type(tmp_path):
    file = written(tmp_path, '[node]\nbase_url = "https://file.example"\ntitle = "Rathaus"\n[limits]\nenabled = true')

    config = load(
        file,
        {
            "ALLMENDE_NODE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
            "ALLMENDE_NODE_LISTEN": "unix:/run/allmende.sock",
            "ALLMENDE_NODE_TIMEZONE": "Europe/Vienna",
            "ALLMENDE_FEDERATION_RSA_BITS": "3072",
            "ALLMENDE_FEDERATION_REQUEST_SECONDS": "2.5",
            "ALLMENDE_FEDERATION_ALLOWED_HOSTS": "",
            "ALLMENDE_LIMITS_ENABLED": "false",
            "ALLMENDE_LOG_LEVEL": "debug",
            "SOMETHING_ELSE": "is not ours",
        },
    )

    assert config.node.title == "Rathaus"
    assert config.node.trusted_proxies == (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"))
    assert config.node.listen == Unix(Path("/run/allmende.sock"))
    assert config.node.timezone == ZoneInfo("Europe/Vienna")
    assert config.federation.rsa_bits == 3072
    assert config.federation.request_seconds == 2.5
    assert config.federation.allowed_hosts == ()
    assert config.limits.enabled is False
    assert config.log.level == "debug"


def test_what_kubernetes_puts_beside_a_service_called_allmende_does_no_harm():
    links = {
        "ALLMENDE_PORT": "tcp://10.0.0.1:80",
        "ALLMENDE_SERVICE_HOST": "10.0.0.1",
        "ALLMENDE_PORT_80_TCP_PORT": "80",
    }

    assert load(None, HERE | links) == load(None, HERE)


# What they become


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Social.Example", "https://social.example"),
        ("https://social.example/", "https://social.example"),
        ("https://social.example:443", "https://social.example"),
        ("https://social.example.", "https://social.example"),
        ("https://social.example:8443", "https://social.example:8443"),
        ("https://xn--weiwasser-n1a.example", "https://xn--weiwasser-n1a.example"),
        ("http://musterhausen.localhost:8001", "http://musterhausen.localhost:8001"),
        ("http://localhost:80", "http://localhost"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("http://[0:0:0:0:0:0:0:1]:8001", "http://[::1]:8001"),
    ],
)
def test_an_address_has_one_form(given, origin):
    """T-072: host case, dot at the end and default port do not make two nodes."""
    assert settings(node={"base_url": given}).origin == origin


def test_a_port_belongs_to_the_host_and_not_to_the_host_name():
    config = settings(node={"base_url": "http://[::1]:8001"})

    assert config.host == config.account_domain == "[::1]:8001"
    assert config.hostname == "::1"


def test_handles_may_live_on_another_domain_than_the_node():
    config = settings(node={"base_url": "https://social.stadt.example", "account_domain": "Stadt.example"})

    assert (config.host, config.account_domain) == ("social.stadt.example", "stadt.example")


def test_the_data_lies_beside_the_file_that_names_it(tmp_path):
    folder = tmp_path / "etc"
    folder.mkdir()
    file = written(folder, '[node]\nbase_url = "https://here.example"')

    config = load(file, {})

    assert config.node.data_dir == folder / "var"
    assert config.database.sqlite_path == folder / "var" / "allmende.sqlite3"


def test_an_absolute_database_path_stays_where_it_is():
    config = settings(database={"url": "sqlite:////mnt/fast/node.db"})

    assert config.database.is_sqlite
    assert config.database.sqlite_path == Path("/mnt/fast/node.db")


@pytest.mark.parametrize(
    ("given", "listen"),
    [
        ("127.0.0.1:8000", Tcp("127.0.0.1", 8000)),
        ("[::1]:0", Tcp("::1", 0)),
        ("unix:/run/a.sock", Unix(Path("/run/a.sock"))),
    ],
)
def test_where_to_listen_is_a_port_or_a_socket(given, listen):
    assert settings(node={"listen": given}).node.listen == listen


def test_development_hosts_are_shell_patterns():
    config = settings(
        node={"base_url": "http://a.localhost:8001"}, federation={"development_hosts": ["*.localhost", "127.0.0.1"]}
    )

    assert config.federation.is_development_host("B.localhost")
    assert config.federation.is_development_host("127.0.0.1")
    assert not config.federation.is_development_host("127.0.0.2")
    assert not config.federation.is_development_host("a.localhost.evil.example")


@pytest.mark.parametrize(
    ("mail", "sentence"),
    [
        ({"backend": "smtp"}, "mail.sender is missing"),
        (
            {"backend": "smtp", "sender": "a@b.example", "host": "mail.example", "security": "none", "password": "x"},
            "unencrypted",
        ),
        ({"backend": "smtp", "sender": "a@b.example", "ca_file": "/nowhere.pem"}, "mail.ca_file does not exist"),
        ({"backend": "sendmail"}, "must be one of"),
        ({"sender": "a@b.example\r\nBcc: c"}, "must be an e-mail address"),
    ],
)
def test_mail_that_could_not_work_is_refused_at_the_start(mail, sentence):
    with pytest.raises(Misconfigured, match=sentence):
        settings(mail=mail)


def test_the_mail_password_is_never_shown():
    secret = "hunter2"
    mail = {"backend": "smtp", "sender": "a@b.example", "user": "node", "password": secret}

    assert secret not in repr(settings(mail=mail))
    assert settings(mail={**mail, "host": "localhost", "security": "none"}).mail.is_on
    with pytest.raises(Misconfigured) as refused:
        settings(mail={**mail, "host": "mail.example", "security": "none"})
    assert secret not in str(refused.value)


def test_the_database_password_is_never_shown():
    """T-148: neither when printed nor when refused."""
    secret = "hunter2"
    config = settings(database={"url": f"postgresql://node:{secret}@db.example:5432/node?password={secret}"})
    wrong = [
        f"mysql://node:{secret}@db/node",
        f"postgres://node:{secret}@db/node",
        f"postgresql://node:{secret}@db",
        f"postgresql://node:{secret}[@db/node",
        f"postgresql://node:{secret}\u2100@db/node",
    ]

    assert secret not in repr(config)
    assert config.database.shown == "postgresql://db.example:5432/node"
    assert not config.database.is_sqlite
    for url in wrong:
        assert secret not in refusal(database={"url": url})


# How a mistake is told


def test_without_an_address_nothing_starts():
    with pytest.raises(Misconfigured, match=r"node\.base_url is missing.*ALLMENDE_NODE_BASE_URL"):
        load(None, {})


def test_a_file_that_is_named_must_exist(tmp_path):
    missing = tmp_path / "missing.toml"

    for path, environ in [(missing, HERE), (None, HERE | {"ALLMENDE_CONFIG": str(missing)})]:
        with pytest.raises(Misconfigured, match=r"missing\.toml does not exist"):
            load(path, environ)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[node", r"config\.toml is not TOML"),
        ("[nodes]\n", r"unknown section \[nodes\]; did you mean node\?"),
        ("[node]\nbase_uri = 'x'", r"unknown key node\.base_uri; did you mean base_url\?"),
        ("[node]\nbase_url = 3", r"node\.base_url in .*config\.toml must be text, not a whole number"),
        ("node = 3", r"node in .*config\.toml must be a section \[node\]"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, text, sentence):
    file = written(tmp_path, text)

    with pytest.raises(Misconfigured, match=sentence):
        load(file, {})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ALLMENDE_NODE_BASEURL", "x", "ALLMENDE_NODE_BASEURL names no setting; did you mean ALLMENDE_NODE_BASE_URL?"),
        ("ALLMENDE_WHATEVER", "x", "ALLMENDE_WHATEVER names no setting"),
        ("ALLMENDE_LIMITS_ENABLED", "perhaps", "must be true or false, not text"),
        ("ALLMENDE_LIMITS_BODY_BYTES", "1 MB", "must be a whole number, not text"),
        ("ALLMENDE_LIMITS_BODY_BYTES", "1", "must be 65536 or more, not 1"),
        ("ALLMENDE_FEDERATION_RSA_BITS", "1024", "must be one of 2048, 3072, 4096, not 1024"),
    ],
)
def test_a_mistake_in_the_environment_is_named(name, value, sentence):
    with pytest.raises(Misconfigured, match=re.escape(sentence)) as caught:
        load(None, HERE | {name: value})

    assert name in caught.value.reason


@pytest.mark.parametrize(
    "base_url",
    [
        "social.example",
        "ftp://social.example",
        "https://",
        "https://social.example/fedi",
        "https://social.example?",
        "https://social.example#x",
        "https://me:secret@social.example",
        "https://social.example:99999",
        "https://-bad-.example",
        "https://a..example",
        "https://weißwasser.example",
        "https://127.1",
        "https://0x7f.1",
        "https://[::1",
        "https://[::g]",
        "https://a b.example",
        "",
    ],
)
def test_an_address_that_cannot_stand_is_refused(base_url):
    assert "node.base_url" in refusal(node={"base_url": base_url})


def test_plain_http_is_for_development():
    assert "https://" in refusal(node={"base_url": "http://social.example"})
    assert (
        settings(node={"base_url": "http://peer.internal"}, federation={"development_hosts": ["*.internal"]}).origin
        == "http://peer.internal"
    )


@pytest.mark.parametrize("base_url", ["https://social.example", "https://192.0.2.7", "https://localhost.example"])
def test_a_public_node_cannot_open_its_own_machine(base_url):
    """T-099: the test switch names hosts, and a node with a public name refuses to start with it."""
    said = refusal(node={"base_url": base_url}, federation={"development_hosts": ["127.0.0.1"]})

    assert "federation.development_hosts" in said
    assert base_url in said


@pytest.mark.parametrize("base_url", ["https://a.localhost", "https://node.test", "https://127.0.0.1:8443"])
def test_a_node_that_nobody_else_reaches_may_develop_over_https(base_url):
    config = settings(node={"base_url": base_url}, federation={"development_hosts": ["*.test"]})

    assert config.federation.development_hosts == ("*.test",)


@pytest.mark.parametrize(
    ("section", "key", "value", "sentence"),
    [
        ("node", "account_domain", "https://stadt.example", "must be a host name"),
        ("node", "account_domain", "rathaus@stadt.example", "must be a host name"),
        ("node", "listen", "8000", "must be host:port or unix:/path"),
        ("node", "listen", "unix:run.sock", "absolute path"),
        ("node", "data_dir", "", "must name a folder"),
        ("node", "trusted_proxies", ["proxy.example"], "must be addresses or networks"),
        ("node", "trusted_proxies", "127.0.0.1", "must be a list, not text"),
        ("node", "timezone", "Europe/Musterhausen", "must be a time zone"),
        ("node", "timezone", "../etc/passwd", "must be a time zone"),
        ("node", "language", "dee", "must be one of de, en, not 'dee'; did you mean de?"),
        ("node", "title", "Rat\r\nBcc: all@example", "must be one line"),
        ("node", "contact_email", "rathaus", "must be an e-mail address"),
        ("node", "contact_email", "a@b.example\nBcc: c@d.example", "must be an e-mail address"),
        ("database", "url", "sqlite:///:memory:", "must name a file"),
        ("database", "url", "sqlite:///a.db?mode=ro", "without options"),
        ("federation", "rsa_bits", 1024, "must be one of 2048, 3072, 4096"),
        ("federation", "rsa_bits", "2048", "must be one of 2048, 3072, 4096"),
        ("federation", "require_signed_fetch", 1, "must be true or false, not a whole number"),
        ("federation", "allowed_hosts", ["*.bund.example"], "must be a host name"),
        ("federation", "allowed_hosts", [1], "must be text, not a whole number"),
        ("federation", "development_hosts", ["127.0.0.1:8000"], "without scheme or port"),
        ("federation", "development_hosts", ["http://a.localhost"], "without scheme or port"),
        ("federation", "development_hosts", [""], "must be host names"),
        ("federation", "request_seconds", True, "must be a number, not true or false"),
        ("federation", "request_seconds", 0.5, "must be between 1 and 60"),
        ("federation", "delivery_hours", 0, "must be between 1 and 720"),
        ("federation", "delivery_hours", 1.5, "must be a whole number"),
        ("limits", "login_attempts", 0, "must be 1 or more"),
        ("log", "level", "warn", "did you mean warning?"),
    ],
)
def test_a_wrong_value_is_refused_by_name(section, key, value, sentence):
    said = refusal(**{section: {key: value}})

    assert f"{section}.{key}" in said
    assert sentence in said


# The example


def example_keys() -> set[str]:
    """Every key of the example, set or commented out: a commented key follows its # without a space."""
    section, keys = "", set()
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if matched := re.fullmatch(r"\[(\w+)\]|#\[\[(\w+)\]\]", line):
            section = matched[1] or matched[2]
        elif matched := re.match(r"#?(\w+) = ", line):
            keys.add(f"{section}.{matched[1]}")
    return keys


def sections() -> dict[str, type]:
    found = {name: kind for name, kind in get_type_hints(Config).items() if name not in LISTS}
    return found | {name: kind for name, (kind, _) in LISTS.items()}


def known_keys() -> set[str]:
    return {f"{section}.{key.name}" for section, kind in sections().items() for key in fields(kind)}


def test_the_example_has_every_key_and_no_other():
    assert example_keys() == known_keys()


def test_the_example_loads():
    config = load(EXAMPLE, {})

    assert config.host == "social.musterhausen.example"


def test_the_example_sets_only_what_has_no_default():
    document = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    without_default = {
        f"{section}.{key.name}"
        for section, kind in sections().items()
        if section not in LISTS
        for key in fields(kind)
        if key.default is MISSING and key.default_factory is MISSING
    }

    assert {f"{section}.{key}" for section, keys in document.items() for key in keys} == without_default


def test_what_the_example_shows_commented_out_are_the_defaults(tmp_path):
    alone, _ = re.split(r"(?m)(?=^#\[\[)", EXAMPLE.read_text(encoding="utf-8"), maxsplit=1)
    shown = re.sub(r"(?m)^#(?=\w+ = )", "", alone)
    file = written(tmp_path, shown)

    config = load(file, {})

    assert config == build({"node": {"base_url": config.origin}}, tmp_path)
    assert config.node.title == "Allmende"


def test_the_organisations_of_the_example_load(tmp_path):
    shown = re.sub(r"(?m)^#(?=\w+ = |\[\[)", "", EXAMPLE.read_text(encoding="utf-8"))

    config = load(written(tmp_path, shown), {})

    assert config.organizations.root.name == "Stadt Musterhausen"
    assert config.organizations.of_channel("buergeramt") is config.organizations.root


def test_an_organisation_takes_over_what_it_does_not_say_itself(tmp_path):
    town = {"key": "stadt", "name": "Stadt", "phone": "115", "city": "Musterhausen", "ags": "05999000"}
    library = {"key": "buecherei", "name": "Bücherei", "parent": "stadt", "channels": ["buecherei"], "phone": "116"}

    found = build(
        {"node": {"base_url": "https://social.musterhausen.example"}} | {"organizations": [town, library]}, tmp_path
    ).organizations

    assert (found.of_channel("buecherei").phone, found.of_channel("buecherei").city) == ("116", "Musterhausen")
    assert found.of_channel("buecherei").ags == ""
    assert found.of_channel("anna") is found.root
    assert [each.key for each in found.children("stadt")] == ["buecherei"]
    assert [each.key for each in found.line_of(found.find("buecherei"))] == ["stadt", "buecherei"]


@pytest.mark.parametrize(
    ("organizations", "sentence"),
    [
        ({"key": "stadt"}, r"must be tables \[\[organizations\]\]"),
        ([{"key": "stadt"}], "number 1, has no name"),
        ([{"key": "stadt", "name": "Stadt", "phon": "1"}], "has an unknown key phon; did you mean phone"),
        ([{"key": "Stadt!", "name": "Stadt"}], "key of .* must be a short word"),
        ([{"key": "stadt", "name": "Stadt", "ars": "12"}], "must be 12 digits"),
        ([{"key": "amt", "name": "Amt", "parent": "stadt"}], "has amt below stadt, which has to stand before it"),
        ([{"key": "a", "name": "A"}, {"key": "a", "name": "A"}], "has the key a twice"),
        (
            [{"key": "a", "name": "A", "channels": ["x"]}, {"key": "b", "name": "B", "channels": ["x"]}],
            "has the channel x with both a and b",
        ),
    ],
)
def test_a_mistake_in_an_organisation_is_named(tmp_path, organizations, sentence):
    with pytest.raises(Misconfigured, match=sentence):
        build(
            {"node": {"base_url": "https://social.musterhausen.example"}} | {"organizations": organizations}, tmp_path
        )


def test_every_key_of_the_example_is_explained():
    blocks = re.split(r"\n\s*\n", EXAMPLE.read_text(encoding="utf-8"))
    bare = [block for block in blocks if re.search(r"(?m)^#?\w+ = ", block) and not block.lstrip().startswith("# ")]

    assert bare == []


CONNECTOR = {
    "key": "land",
    "kind": "mastodon",
    "channel": "stadt",
    "url": "https://social.land.example",
    "secret_env": "X",
}


def with_connectors(tmp_path, *connectors):
    return build(
        {"node": {"base_url": "https://social.musterhausen.example"}, "connectors": list(connectors)}, tmp_path
    ).connectors


def test_connectors_are_found_by_channel_and_feeds_apart(tmp_path):
    feed = {"key": "amtsblatt", "kind": "feed", "channel": "stadt", "url": "https://alt.example/feed?format=rss"}

    found = with_connectors(tmp_path, CONNECTOR, feed)

    assert [each.key for each in found.outward("stadt")] == ["land"]
    assert found.outward("anna") == ()
    assert [(each.key, each.url) for each in found.feeds] == [("amtsblatt", "https://alt.example/feed?format=rss")]
    assert found.find("nobody") is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "twitter"}, "must be one of webhook, mastodon, bluesky, feed"),
        ({"url": "social.land.example"}, "must begin with https://"),
        ({"url": "https://user:secret@land.example"}, "without user name or password"),
        ({"secret_env": ""}, "has neither secret_env nor secret_file for land"),
        ({"kind": "bluesky"}, "has no user for land"),
        ({"seconds": 1}, "must be between 15"),
        ({"token": "geheim"}, "has an unknown key token"),
    ],
)
def test_a_mistake_in_a_connector_is_named(tmp_path, change, sentence):
    with pytest.raises(Misconfigured, match=sentence) as problem:
        with_connectors(tmp_path, CONNECTOR | change)

    assert "geheim" not in problem.value.reason


def test_two_connectors_cannot_have_one_key(tmp_path):
    with pytest.raises(Misconfigured, match="has the key land twice"):
        with_connectors(tmp_path, CONNECTOR, CONNECTOR)


def test_the_secret_of_a_connector_is_read_when_it_is_needed(tmp_path, monkeypatch):
    file = tmp_path / "secret"
    from_file = with_connectors(tmp_path, CONNECTOR | {"secret_env": "", "secret_file": str(file)}).find("land")
    from_environment = with_connectors(tmp_path, CONNECTOR).find("land")
    monkeypatch.setenv("X", "eins")
    file.write_text("zwei\n", encoding="utf-8")

    assert (from_environment.secret(), from_file.secret()) == ("eins", "zwei")
    assert "eins" not in repr(from_environment) + repr(from_file)
    monkeypatch.setenv("X", " ")
    file.unlink()
    for connector in (from_environment, from_file):
        with pytest.raises(Misconfigured, match="secret of the connector land"):
            connector.secret()


def test_the_licence_of_a_channel_is_that_of_its_organisation(tmp_path):
    town = {
        "key": "stadt",
        "name": "Stadt",
        "channels": ["stadt"],
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    document = {"node": {"base_url": "https://social.musterhausen.example"}, "organizations": [town]}

    with_town, without = build(document, tmp_path), build({"node": document["node"]}, tmp_path)

    assert with_town.license_of("stadt") == "https://creativecommons.org/licenses/by/4.0"
    assert without.license_of("stadt") == "https://www.govdata.de/dl-de/by-2-0"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "nina", "file": "x"}, "has a file for dienst"),
        ({"url": ""}, "either url or file"),
        ({"file": "x.cap"}, "either url or file"),
        ({"name": " "}, "has no name for dienst"),
        ({"ars": ["5999"]}, "12"),
        ({"severity": "Bad"}, "must be one of"),
        ({"seconds": 1}, "seconds"),
        ({"url": "ftp://x.test/"}, "https://"),
    ],
)
def test_a_source_of_warnings_that_cannot_be_is_refused(tmp_path, change, words):
    source = {"key": "dienst", "name": "Dienst", "url": "https://warn.example/x.cap", **change}

    with pytest.raises(Misconfigured, match=words):
        build({"node": {"base_url": "https://social.musterhausen.example"}, "warning_sources": [source]}, tmp_path)


def test_two_sources_of_warnings_cannot_have_one_key_and_nina_needs_no_address(tmp_path):
    source = {"key": "nina", "name": "NINA", "kind": "nina"}
    document = {"node": {"base_url": "https://social.musterhausen.example"}, "warning_sources": [source]}

    [found] = build(document, tmp_path).warning_sources

    assert found.address == "https://warnung.bund.de/api31"
    with pytest.raises(Misconfigured, match="has the key nina twice"):
        build({**document, "warning_sources": [source, source]}, tmp_path)
