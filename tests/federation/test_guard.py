"""The address guard: whom this node never connects to, however the address is written (T-093)."""

import pytest

from node.errors import Refused
from node.federation.guard import AddressGuard, is_translated

FORBIDDEN = [
    "0.0.0.0",  # nothing is bound to it
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.251",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4-compatible (Mastodon 4.6.4)
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",  # Teredo
    "2001:0:5ef5:79fb::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
OPEN = ["1.1.1.1", "9.9.9.9", "100.63.255.255", "172.32.0.1", "192.1.2.3", "193.99.144.80", "223.255.255.254",
        "2003:e8::1", "2a02:2e0:3fe:1001::1", "2620:fe::fe"]  # fmt: skip

HOSTILE_URLS = [
    # loopback and metadata, in every spelling
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://①②⑦.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://0x0/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://0xa9.0xfe.0xa9.0xfe/",
    "https://0251.0376.0251.0376/",
    "https://169.254.43518/",
    "https://10.0.0.1/",
    "https://192.168.0.1/",
    "https://3232235521/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[::ffff:0:7f00:1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    # names that lead inside
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://musterhausen.localhost/",
    "https://metadata/",
    "https://intranet/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://router.home.arpa/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://something.onion/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    # another scheme, another service
    "http://a.example/",
    "ftp://a.example/",
    "gopher://a.example/",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "dict://a.example:11211/",
    "javascript:alert(1)",
    "ws://a.example/",
    "https://a.example:22/",
    "https://a.example:25/",
    "https://a.example:465/",
    "https://a.example:3306/",
    "https://a.example:5432/",
    "https://a.example:6379/",
    "https://a.example:6667/",
    "https://a.example:9200/",
    "https://a.example:11211/",
    "https://a.example:2375/",
    "https://a.example:0/",
    "https://a.example:65536/",
    # two readers, two hosts
    "https://a.example@127.0.0.1/",
    "https://a.example:443@10.0.0.1/",
    "https://127.0.0.1\\@a.example/",
    "https://a.example\\.127.0.0.1/",
    "https://a.example\t@127.0.0.1/",
    "https://a.example%2f@127.0.0.1/",
    "https://127.0.0.1%00.a.example/",
    "https://127.0.0.1%2ea.example/",
    "https://a.example\r\nHost: 127.0.0.1/",
    "https:127.0.0.1/",
    "https:///127.0.0.1/",
    "https:////127.0.0.1/",
    "//127.0.0.1/",
    "https://[::1]@a.example/",
    "https://[::1].a.example/",
    "https://1.2.3.4.5/",
    "https://0x/",
    "https://256.256.256.256/",
    "https://" + "a" * 3000 + ".example/",
    "",
]  # fmt: skip


@pytest.mark.parametrize("ip", FORBIDDEN)
def test_a_special_address_is_forbidden(ip):
    with pytest.raises(Refused):
        AddressGuard().check_address("a.example", ip)
    with pytest.raises(Refused):
        AddressGuard().check_peer(ip)


@pytest.mark.parametrize("ip", OPEN)
def test_a_public_address_is_open(ip):
    AddressGuard().check_address("a.example", ip)
    AddressGuard().check_peer(ip)


@pytest.mark.parametrize("ip", ["", "a.example", "127.1", "2001:4860::1%eth0", "1.1.1.1\n", " 1.1.1.1"])
def test_what_is_no_address_is_forbidden(ip):
    with pytest.raises(Refused):
        AddressGuard().check_address("a.example", ip)


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_a_hostile_address_is_refused_before_anything_is_resolved(url):
    with pytest.raises(Refused):
        AddressGuard().check_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://a.example/users/alice", "https://A.EXAMPLE:8443/", "https://a.example:80/", "https://1.1.1.1/",
     "https://[2a02:2e0::1]/", "https://münchen.example/", "https://under_score.example/", "https://a.example:3000/"],
)  # fmt: skip
def test_an_ordinary_address_passes(url):
    assert AddressGuard().check_url(url).url.startswith("https://")


GUARD = AddressGuard(("*.test", "*.localhost", "127.0.0.1", "10.*", "[::1]", "::1"))


@pytest.mark.parametrize(
    "url",
    ["http://there.test/", "http://there.test:8080/", "https://there.test/", "http://THERE.test.:22/",
     "http://musterhausen.localhost:8001/", "http://127.0.0.1:3000/actor", "http://2130706433:3000/"],
)  # fmt: skip
def test_a_development_host_may_be_plain_http_on_any_port(url):
    GUARD.check_url(url)


@pytest.mark.parametrize(
    "url",
    ["http://there.example/", "http://test/", "http://there.test.example/", "http://127.0.0.2/", "http://10.0.0.1/",
     "http://[::1]/", "https://[::1]/", "http://localhost/", "http://169.254.169.254/", "ftp://there.test/",
     "http://there.test@a.example/"],
)  # fmt: skip
def test_development_hosts_open_nothing_for_others_nor_other_private_addresses(url):
    with pytest.raises(Refused):
        GUARD.check_url(url)


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.0.0.53", "127.200.0.1"])
def test_only_a_development_host_may_be_on_loopback(ip):
    GUARD.check_address("there.test", ip)

    with pytest.raises(Refused):
        GUARD.check_address("a.example", ip)


@pytest.mark.parametrize("ip", [ip for ip in FORBIDDEN if not ip.startswith("127.")])
def test_a_development_host_reaches_no_other_special_address(ip):
    with pytest.raises(Refused):
        GUARD.check_address("there.test", ip)


def test_an_address_made_by_dns64_is_recognised():
    assert is_translated("64:ff9b::808:808")
    assert not is_translated("8.8.8.8")
    assert not is_translated("2a02::1")
    assert not is_translated("nonsense")
