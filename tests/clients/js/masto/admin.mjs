// The office: accounts, reports, hosts, addresses, letters, figures, trends.

export default async function ({ assert, refusal, ids, alice, carl, ada }) {
  const admin = ada.v1.admin;
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  const its = admin.accounts.$select(carls.id);
  const listed = await admin.accounts.list({ local: true, username: "car" });
  assert.deepEqual(ids(listed), [carls.id]);
  assert.deepEqual([listed[0].email, listed[0].ip], ["carl@example.org", null]);
  assert.deepEqual(ids(await ada.v2.admin.accounts.list({ origin: "local", username: "car" })), [carls.id]);
  const post = await carl.v1.statuses.create({ status: "Laut #Krach", visibility: "public" });
  const { id } = await alice.v1.reports.create({ accountId: carls.id, statusIds: [post.id], comment: "Stört" });
  const report = admin.reports.$select(id);
  assert.deepEqual(ids(await admin.reports.list({ resolved: false })), [id]);
  assert.equal((await report.fetch()).statuses[0].id, post.id);
  assert.equal((await report.assignToSelf()).assignedAccount.username, "ada");
  assert.equal((await report.unassign()).assignedAccount, null);
  assert.equal((await report.resolve()).actionTaken, true);
  assert.equal((await report.reopen()).actionTaken, false);

  const block = await admin.domainBlocks.create({ domain: "laut.example", severity: "silence", rejectMedia: true });
  assert.equal(block.rejectMedia, true);
  const harder = await admin.domainBlocks.$select(block.id).update({ severity: "suspend", privateComment: "Spam" });
  assert.equal(harder.severity, "suspend");
  assert.equal((await admin.domainBlocks.$select(block.id).fetch()).privateComment, "Spam");
  assert.deepEqual(ids(await admin.domainBlocks.list()), [block.id]);
  await admin.domainBlocks.$select(block.id).remove();
  const allow = await admin.domainAllows.create({ domain: "nachbar.example" });
  assert.equal((await admin.domainAllows.$select(allow.id).fetch()).domain, "nachbar.example");
  assert.deepEqual(ids(await admin.domainAllows.list()), [allow.id]);
  await admin.domainAllows.$select(allow.id).remove();
  const domain = await admin.emailDomainBlocks.create({ domain: "wegwerf.example" });
  assert.equal((await admin.emailDomainBlocks.$select(domain.id).fetch()).domain, "wegwerf.example");
  assert.equal((await admin.emailDomainBlocks.list()).length, 1);
  await admin.emailDomainBlocks.$select(domain.id).remove();
  const email = await admin.canonicalEmailBlocks.create({ email: "stoert@example.net" });
  assert.deepEqual(ids(await admin.canonicalEmailBlocks.test({ email: "s.toert+x@example.net" })), [email.id]);
  assert.equal((await admin.canonicalEmailBlocks.list()).length, 1);
  assert.ok((await admin.canonicalEmailBlocks.$select(email.id).fetch()).canonicalEmailHash);
  await admin.canonicalEmailBlocks.$select(email.id).remove();
  const ip = await admin.ipBlocks.create({ ip: "203.0.113.0/24", severity: "sign_up_requires_approval", comment: "x" });
  const stricter = await admin.ipBlocks.$select(ip.id).update({ severity: "no_access", expiresIn: 3600 });
  assert.equal(stricter.severity, "no_access");
  assert.equal((await admin.ipBlocks.$select(ip.id).fetch()).ip, "203.0.113.0/24");
  assert.equal((await admin.ipBlocks.list()).length, 1);
  await admin.ipBlocks.$select(ip.id).remove();

  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString();
  const span = { startAt: day(7), endAt: day(0) };
  const measured = [
    "active_users",
    "new_users",
    "interactions",
    "opened_reports",
    "resolved_reports",
    "tag_accounts",
    "tag_uses",
    "tag_servers",
    "instance_accounts",
    "instance_media_attachments",
    "instance_reports",
    "instance_statuses",
    "instance_follows",
    "instance_followers",
  ];
  const about = Object.fromEntries(
    measured
      .filter((key) => /^(tag|instance)_/.test(key))
      .map((key) => [key, key.startsWith("tag") ? { id: "1" } : { domain: "there.test" }]),
  );
  const measures = await admin.measures.create({ keys: measured, ...span, ...about });
  assert.deepEqual(new Set(measures.map((each) => each.key)), new Set(measured));
  assert.ok(measures.every((each) => each.data.length === 8 && /^[0-9]+$/.test(each.total)));
  const parts = ["languages", "sources", "servers", "space_usage", "software_versions"];
  const dimensions = await admin.dimensions.create({ keys: parts, ...span, limit: 3 });
  assert.deepEqual(dimensions.map((each) => each.key), parts);
  assert.ok((await admin.retention.create({ ...span, frequency: "day" })).length);
  for (const trend of ["tags", "statuses", "links"]) assert.ok(Array.isArray(await admin.trends[trend].list()));
  assert.ok(Array.isArray(await admin.trends.links.publishers.list()));
  const [tag] = await admin.trends.tags.list();
  assert.equal((await admin.trends.tags.$select(tag.id).reject()).trendable, false);
  assert.equal((await admin.trends.tags.$select(tag.id).approve()).trendable, true);
  for (const act of ["approve", "reject"]) {
    assert.equal((await refusal(admin.trends.links.$select("1")[act]())).statusCode, 404, act);
    assert.equal((await refusal(admin.trends.links.publishers.$select("1")[act]())).statusCode, 404, act);
  }
  const [approved] = [await admin.trends.statuses.$select(post.id).approve()].flat();
  assert.ok(approved);
  await admin.trends.statuses.$select(post.id).reject();

  for (const [type, state, back] of [
    ["sensitive", "sensitized", "unsensitive"],
    ["silence", "silenced", "unsilence"],
    ["disable", "disabled", "enable"],
    ["suspend", "suspended", "unsuspend"],
  ]) {
    await its.action.create({ type, text: "Bitte lassen.", sendEmailNotification: false });
    assert.equal((await its.fetch())[state], true, type);
    assert.equal((await its[back]())[state], false, back);
  }
  await its.action.create({ type: "none", text: "Nur ein Hinweis." });
  for (const act of ["approve", "reject"]) assert.equal((await refusal(its[act]())).statusCode, 403, act);

  assert.equal((await refusal(alice.v1.admin.accounts.list())).statusCode, 403);
  assert.equal((await refusal(alice.v1.admin.reports.$select(id).fetch())).statusCode, 403);
}
