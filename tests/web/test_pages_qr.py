"""A channel's address as a QR code, for a wall and for a letterhead (C1)."""

import re

import segno

from tests.web.browser import Browser


async def picture(node, name="alice"):
    answer = await node.get(f"/@{name}.qr.svg", accept="image/svg+xml")
    return answer, await answer.text()


async def test_the_picture_holds_the_address_of_the_profile(node, alice):
    answer, svg = await picture(node)

    wanted = segno.make_qr(f"{node.origin}/@alice", error="q")
    side = wanted.symbol_size(border=4)[0]
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert f'viewBox="0 0 {side} {side}"' in svg
    drawn = re.search(r'<path [^>]*stroke="#000"[^>]* d="([^"]+)"', svg) or re.search(r'd="(M[^"]+)" *class?', svg)
    expected = wanted.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    assert (drawn[1] if drawn else svg) in svg
    assert re.search(r' d="(M4[^"]+)"', expected)[1] in svg


async def test_it_runs_nothing_and_loads_nothing(node, alice):
    answer, svg = await picture(node)

    assert "<script" not in svg
    assert "href" not in svg
    assert "style" not in svg
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


async def test_it_is_kept_and_asked_for_again_by_its_tag(node, alice):
    answer, _ = await picture(node)

    again = await node.get("/@alice.qr.svg", headers={"If-None-Match": answer.headers["ETag"]})

    assert again.status == 304
    assert "max-age" in answer.headers["Cache-Control"]


async def test_the_notice_says_what_it_is_without_the_picture(node, alice):
    browser = Browser(node)
    profile = await browser.get("/@alice")

    seen = await browser.get(profile.page.links["QR-Code"])

    assert seen.path == "/@alice/qr"
    assert f"QR-Code der Adresse {node.origin}/@alice" in seen.page.html
    assert 'src="/@alice.qr.svg"' in seen.page.html
    assert f"@alice@{node.node.config.account_domain}" in seen.page.text
    assert "A4" in seen.page.text
    assert "QR code of the address" in (await Browser(node, language="en").get("/@alice/qr")).page.html


async def test_only_who_lives_here_has_one(node, alice, bob):
    await bob.deliver(bob.follow(alice), alice)
    await node.work()

    for path in ("/@niemand/qr", "/@niemand.qr.svg", f"/@bob@{bob.origin[7:]}/qr", "/@Alice/qr"):
        assert (await node.get(path, accept="text/html")).status == 404


async def test_a_suspended_channel_has_none_any_longer(node, alice):
    await picture(node)
    await Browser(node).get("/@alice/qr")
    await node.store.write(lambda tx: tx.accounts.save(_suspended(alice, tx.now)))

    answer, _ = await picture(node)

    assert answer.status in {404, 410}
    assert (await node.get("/@alice/qr", accept="text/html")).status in {404, 410}


def _suspended(account, now):
    from dataclasses import replace

    return replace(account, suspended_at=now)
