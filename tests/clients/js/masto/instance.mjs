// What the node says of itself, what is talked about, who is to be found; announcements, suggestions, reports, a year.

export default async function ({ assert, refusal, ids, origin, bob, alice, carl, ada, anybody }) {
  const instance = await anybody.v2.instance.fetch();
  assert.equal(instance.domain, new URL(origin).host);
  assert.ok(instance.configuration.statuses.maxCharacters >= 500);
  assert.match(instance.configuration.urls.streaming, /^ws/);
  assert.equal(instance.apiVersions.mastodon, 10);
  assert.ok(Array.isArray(instance.rules));
  assert.equal(instance.configuration.translation.enabled, false);
  assert.equal((await anybody.v1.instance.fetch()).uri, instance.domain);
  assert.equal(typeof (await anybody.v1.instance.extendedDescription.fetch()).content, "string");
  assert.ok(Array.isArray(await anybody.v1.instance.peers.list()));
  assert.equal((await anybody.v1.instance.activity.list()).length, 12);
  assert.deepEqual(await anybody.v1.instance.translationLanguages.list(), {});
  assert.ok((await anybody.v1.instance.languages.list()).some((each) => each.code === "dsb"));
  assert.deepEqual(await alice.v1.instance.domainBlocks.fetch(), []);
  const [emoji] = await anybody.v1.customEmojis.list();
  assert.deepEqual([emoji.shortcode, emoji.category], ["wappen", "Stadt"]);

  await alice.v1.accounts.updateCredentials({ discoverable: true, displayName: "Alice" });
  await carl.v1.statuses.create({ status: "Das #Stadtfest beginnt. :wappen:", visibility: "public" });
  const listed = await anybody.v1.directory.list({ local: true, order: "new" });
  assert.deepEqual(listed.map((each) => each.acct), ["ada", "carl", "alice"]);
  for (const trend of ["tags", "statuses", "links"]) assert.ok(Array.isArray(await anybody.v1.trends[trend].list()));

  const found = await alice.v2.search.list({ q: "carl", type: "accounts" });
  assert.deepEqual(found.accounts.map((each) => each.acct), ["carl"]);
  assert.equal((await alice.v2.search.list({ q: "#stadtfest" })).hashtags[0].name.toLowerCase(), "stadtfest");
  const mine = await alice.v1.statuses.create({ status: "Grünflächenamt", visibility: "public" });
  const words = await alice.v2.search.list({ q: "Grünfläche", type: "statuses" });
  assert.deepEqual(ids(words.statuses), [mine.id]);
  assert.equal((await alice.v2.search.list({ q: mine.url, resolve: true })).statuses[0].id, mine.id);
  const [stranger] = (await alice.v2.search.list({ q: bob, resolve: true })).accounts;
  assert.equal(stranger.username, "bob");

  const [announcement] = await alice.v1.announcements.list();
  assert.match(announcement.content, /Freitag/);
  const its = alice.v1.announcements.$select(announcement.id);
  await its.reactions.$select(encodeURIComponent("👍")).update();
  const [{ reactions }] = await carl.v1.announcements.list();
  assert.deepEqual(reactions.map((each) => [each.name, each.count]), [["👍", 1]]);
  await its.reactions.$select(encodeURIComponent("👍")).remove();
  await its.dismiss();
  assert.deepEqual(await alice.v1.announcements.list(), []);

  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  assert.ok(Array.isArray(await alice.v2.suggestions.list()));
  assert.ok(Array.isArray(await alice.v1.suggestions.list()));
  await alice.v1.suggestions.$select(carls.id).remove();
  const [noisy] = await carl.v1.accounts.$select(carls.id).statuses.list();
  const report = await alice.v1.reports.create({
    accountId: carls.id,
    statusIds: [noisy.id],
    comment: "Zu laut",
    category: "spam",
    forward: false,
  });
  assert.deepEqual([report.actionTaken, report.category, report.targetAccount.id], [false, "spam", carls.id]);
  assert.ok((await ada.v1.admin.reports.list()).some((each) => each.id === report.id));

  const state = await alice.v1.annualReports.$select("2025").state.fetch();
  assert.ok(["available", "generating", "eligible", "ineligible"].includes(state.state));
  assert.deepEqual((await alice.v1.annualReports.list()).annualReports, []);
  await alice.v1.annualReports.$select("2025").generate();
  for (const act of ["fetch", "read"]) {
    assert.equal((await refusal(alice.v1.annualReports.$select("2025")[act]())).statusCode, 404, act);
  }
  assert.equal((await refusal(alice.v1.timelines.link.list({ url: "https://example.org" }))).statusCode, 404);
  assert.equal((await refusal(alice.v1.statuses.$select(mine.id).translate({ lang: "en" }))).statusCode, 404);
  assert.equal((await refusal(alice.v1.emails.confirmations.create({ email: "neu@example.org" }))).statusCode, 403);
  const newcomer = { username: "neu", email: "neu@example.org", password: "geheimes Wort", agreement: true, locale: "de" };
  assert.equal((await refusal(anybody.v1.accounts.create(newcomer))).statusCode, 403);
}
