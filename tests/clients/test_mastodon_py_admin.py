"""Mastodon.py's admin methods, as those who moderate and administer script them."""

import asyncio
from datetime import timedelta

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError

from node.model.account import Actor
from node.model.login import Role
from node.outbox.react import like
from node.outbox.report import report
from tests.clients.conftest import ALL, token_for

OFFICE = (*ALL, "admin:read", "admin:write")


async def call(function, *args, **more):
    """The client is synchronous; the node runs in this loop."""
    return await asyncio.to_thread(function, *args, **more)


async def client_for(town, name: str, role: Role) -> Mastodon:
    account = await town.create(name)
    token = await token_for(town, account, OFFICE)
    login = await town.store.read(lambda tx: tx.logins.find_by_email(f"{name}@example.org"))
    await town.store.write(lambda tx: tx.logins.set_role(login.id, role))
    return await asyncio.to_thread(Mastodon, access_token=token, api_base_url=town.origin, version_check_mode="none")


@pytest.fixture
async def admin(town) -> Mastodon:
    return await client_for(town, "ada", Role.ADMIN)


@pytest.fixture
async def hugo(town):
    account = await town.create("hugo", display_name="Hugo")
    await token_for(town, account)
    return account


async def test_an_account_is_found_warned_limited_and_freed_again(town, admin, hugo):
    [found] = await call(admin.admin_accounts_v2, origin="local", username="hu")
    assert (found.username, found.email, found.ip, list(found.ips)) == ("hugo", "hugo@example.org", None, [])

    for action in ("none", "sensitive", "silence", "disable", "suspend"):
        await call(admin.admin_account_moderate, hugo.id, action=action, text="Bitte lassen.")
    shown = await call(admin.admin_account, hugo.id)
    assert (shown.sensitized, shown.silenced, shown.disabled, shown.suspended) == (True, True, True, True)

    assert not (await call(admin.admin_account_unsuspend, hugo.id)).suspended
    assert not (await call(admin.admin_account_enable, hugo.id)).disabled
    assert not (await call(admin.admin_account_unsilence, hugo.id)).silenced
    assert not (await call(admin.admin_account_unsensitive, hugo.id)).sensitized
    assert [each["username"] for each in await call(admin.admin_accounts_v1, staff_only=True, status="active")] == [
        "ada"
    ]
    with pytest.raises(MastodonAPIError):
        await call(admin.admin_account_approve, hugo.id)
    with pytest.raises(MastodonAPIError):
        await call(admin.admin_account_reject, hugo.id)


async def test_an_account_is_deleted_for_good(town, admin, hugo):
    await call(admin.admin_account_moderate, hugo.id, action="suspend")

    assert (await call(admin.admin_account_delete, hugo.id)).username == "hugo"

    with pytest.raises(MastodonNotFoundError):
        await call(admin.admin_account, hugo.id)


async def test_a_report_is_worked_through(town, admin, hugo):
    anna = await town.create("anna")
    made = await report(town.node, Actor(anna), hugo.id, [(await town.post(hugo)).id], "Stört.", False)

    [listed] = await call(admin.admin_reports)
    assert (listed.id, listed.comment, len(listed.statuses)) == (str(made.id), "Stört.", 1) or listed.id == made.id
    assert (await call(admin.admin_report_assign, made.id)).assigned_account.username == "ada"
    assert (await call(admin.admin_report_unassign, made.id)).assigned_account is None
    assert (await call(admin.admin_report_resolve, made.id)).action_taken
    assert not (await call(admin.admin_report_reopen, made.id)).action_taken
    assert (await call(admin.admin_report, made.id)).target_account.username == "hugo"


async def test_hosts_are_limited_and_allowed(town, admin):
    made = await call(admin.admin_create_domain_block, "pest.test", severity="suspend", public_comment="Werbung")
    changed = await call(admin.admin_update_domain_block, made.id, severity="silence", reject_media=True)
    assert (changed.severity, changed.reject_media, changed.public_comment) == ("silence", True, "Werbung")
    assert [each.domain for each in await call(admin.admin_domain_blocks)] == ["pest.test"]
    assert (await call(admin.admin_domain_blocks, id=made.id)).domain == "pest.test"
    await call(admin.admin_delete_domain_block, made.id)
    assert list(await call(admin.admin_domain_blocks)) == []

    allowed = await call(admin.admin_create_domain_allow, "freund.test")
    assert (await call(admin.admin_domain_allow, allowed.id)).domain == "freund.test"
    assert len(await call(admin.admin_domain_allows)) == 1
    await call(admin.admin_delete_domain_allow, allowed.id)


async def test_mail_and_networks_are_kept_out(town, admin):
    host = await call(admin.admin_create_email_domain_block, "wegwerf.test")
    assert (await call(admin.admin_email_domain_block, host.id)).domain == "wegwerf.test"
    assert len(await call(admin.admin_email_domain_blocks)) == 1
    await call(admin.admin_delete_email_domain_block, host.id)

    email = await call(admin.admin_create_canonical_email_block, email="max.muster@post.test")
    [met] = await call(admin.admin_test_canonical_email_block, "maxmuster+neu@post.test")
    assert met.canonical_email_hash == email.canonical_email_hash
    assert (await call(admin.admin_canonical_email_block, email.id)).id == email.id
    assert len(await call(admin.admin_canonical_email_blocks)) == 1
    await call(admin.admin_delete_canonical_email_block, email.id)

    network = await call(admin.admin_create_ip_block, "192.0.2.0/24", "no_access", comment="Angriff", expires_in=3600)
    assert abs(network.expires_at - network.created_at - timedelta(hours=1)) < timedelta(seconds=1)
    changed = await call(admin.admin_update_ip_block, network.id, severity="sign_up_block")
    assert (changed.severity, changed.ip) == ("sign_up_block", "192.0.2.0/24")
    assert (await call(admin.admin_ip_block, network.id)).comment == "Angriff"
    assert len(await call(admin.admin_ip_blocks)) == 1
    await call(admin.admin_delete_ip_block, network.id)


async def test_trends_are_reviewed(town, admin, hugo):
    post = await town.post(hugo, "Wir feiern #Stadtfest")
    await like(town.node, Actor(await town.create("anna")), post.id)

    [tag], [status] = await call(admin.admin_trending_tags), await call(admin.admin_trending_statuses)
    assert list(await call(admin.admin_trending_links)) == []
    assert not (await call(admin.admin_reject_trending_tag, tag.id)).trendable
    assert (await call(admin.admin_approve_trending_tag, tag.id)).trendable
    assert (await call(admin.admin_reject_trending_status, status.id)).id == status.id
    assert (await call(admin.admin_approve_trending_status, status.id)).id == status.id
    with pytest.raises(MastodonNotFoundError):
        await call(admin.admin_approve_trending_link, 1)
    with pytest.raises(MastodonNotFoundError):
        await call(admin.admin_reject_trending_link, 1)


async def test_a_dashboard_is_filled(town, admin, hugo):
    await town.post(hugo, "Wir feiern #Stadtfest", language="de")
    [tag] = await call(admin.admin_trending_tags)
    ends = town.clock()
    begins = ends - timedelta(days=6)

    measures = await call(
        admin.admin_measures,
        begins,
        ends,
        active_users=True,
        new_users=True,
        interactions=True,
        opened_reports=True,
        resolved_reports=True,
        tag_accounts=tag.id,
        tag_uses=tag.id,
        tag_servers=tag.id,
        instance_accounts="there.test",
        instance_media_attachments="there.test",
        instance_reports="there.test",
        instance_statuses="there.test",
        instance_follows="there.test",
        instance_followers="there.test",
    )
    dimensions = await call(
        admin.admin_dimensions,
        begins,
        ends,
        limit=3,
        languages=True,
        sources=True,
        servers=True,
        space_usage=True,
        software_versions=True,
        tag_servers=tag.id,
        tag_languages=tag.id,
        instance_accounts="there.test",
        instance_languages="there.test",
    )
    cohorts = await call(admin.admin_retention, begins, ends, frequency="day")

    totals = {each.key: int(each.total) for each in measures}
    assert len(totals) == 14
    assert (totals["active_users"], totals["new_users"], totals["tag_uses"]) == (1, 2, 1)
    assert all(len(each.data) == 7 for each in measures)
    assert {each.key for each in dimensions} >= {"languages", "space_usage", "tag_languages"}
    assert len(dimensions) == 9
    assert len(cohorts) == 7
    assert int(cohorts[-1].data[0].value) == 1


async def test_who_moderates_is_told_what_is_not_their_office(town, hugo):
    moritz = await client_for(town, "moritz", Role.MODERATOR)

    with pytest.raises(MastodonAPIError, match="This action is not allowed"):
        await call(moritz.admin_create_domain_block, "pest.test", severity="suspend")
    with pytest.raises(MastodonAPIError):
        await call(moritz.admin_ip_blocks)
