// Order at home: lists, filters, hashtags that are followed and featured.

export default async function ({ assert, refusal, ids, alice, carl }) {
  const me = await alice.v1.accounts.verifyCredentials();
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  await alice.v1.accounts.$select(carls.id).follow();

  const list = await alice.v1.lists.create({ title: "Nachbarn", repliesPolicy: "none" });
  assert.equal(list.repliesPolicy, "none");
  const its = alice.v1.lists.$select(list.id);
  assert.equal((await its.update({ title: "Die Nachbarn", exclusive: true })).exclusive, true);
  assert.equal((await its.fetch()).title, "Die Nachbarn");
  assert.deepEqual(ids(await alice.v1.lists.list()), [list.id]);
  await its.accounts.create({ accountIds: [carls.id] });
  assert.deepEqual(ids(await its.accounts.list()), [carls.id]);
  assert.deepEqual(ids(await alice.v1.accounts.$select(carls.id).lists.list()), [list.id]);
  assert.equal((await refusal(carl.v1.lists.$select(list.id).fetch())).statusCode, 404);
  await its.accounts.remove({ accountIds: [carls.id] });
  assert.deepEqual(await its.accounts.list(), []);
  await its.remove();
  assert.deepEqual(await alice.v1.lists.list(), []);

  const filter = await alice.v2.filters.create({
    title: "Fußball",
    context: ["home", "public"],
    filterAction: "warn",
    expiresIn: 3600,
    keywordsAttributes: [{ keyword: "Elfmeter", wholeWord: true }],
  });
  assert.equal(filter.keywords[0].keyword, "Elfmeter");
  assert.ok(Date.parse(filter.expiresAt) > Date.now());
  const shot = await carl.v1.statuses.create({ status: "Elfmeter!", visibility: "public" });
  const [shown] = await alice.v1.timelines.home.list();
  assert.equal(shown.filtered[0].filter.title, "Fußball");
  assert.deepEqual(shown.filtered[0].keywordMatches, ["Elfmeter"]);
  const mine = alice.v2.filters.$select(filter.id);
  const word = await mine.keywords.create({ keyword: "Abseits", wholeWord: false });
  const reworded = await alice.v2.filters.keywords.$select(word.id).update({ keyword: "Abpfiff", wholeWord: true });
  assert.deepEqual(await alice.v2.filters.keywords.$select(word.id).fetch(), reworded);
  assert.equal((await mine.keywords.list()).length, 2);
  await alice.v2.filters.keywords.$select(word.id).remove();
  const single = await mine.statuses.create({ statusId: shot.id });
  assert.equal((await alice.v2.filters.statuses.$select(single.id).fetch()).statusId, shot.id);
  assert.equal((await mine.statuses.list()).length, 1);
  await alice.v2.filters.statuses.$select(single.id).remove();
  const renamed = await mine.update({
    title: "Sport",
    filterAction: "hide",
    keywordsAttributes: [{ id: filter.keywords[0].id, _destroy: true }, { keyword: "Tor" }],
  });
  assert.deepEqual([renamed.title, renamed.filterAction], ["Sport", "hide"]);
  assert.deepEqual((await mine.fetch()).keywords.map((each) => each.keyword), ["Tor"]);
  assert.deepEqual(ids(await alice.v2.filters.list()), [filter.id]);
  await mine.remove();
  assert.equal((await refusal(mine.fetch())).statusCode, 404);
  const old = await alice.v1.filters.create({ phrase: "Wetter", context: ["home"], wholeWord: true });
  assert.equal((await alice.v1.filters.$select(old.id).fetch()).phrase, "Wetter");
  const changed = await alice.v1.filters.$select(old.id).update({ phrase: "Regen", context: ["home", "thread"] });
  assert.deepEqual(changed.context, ["home", "thread"]);
  assert.equal((await alice.v1.filters.list()).length, 1);
  await alice.v1.filters.$select(old.id).remove();

  const tag = alice.v1.tags.$select("Markt");
  assert.equal((await tag.fetch()).name.toLowerCase(), "markt");
  assert.equal((await tag.follow()).following, true);
  assert.deepEqual((await alice.v1.followedTags.list()).map((each) => each.name.toLowerCase()), ["markt"]);
  assert.equal((await tag.unfollow()).following, false);
  assert.equal((await tag.feature()).featuring, true);
  assert.equal((await tag.unfeature()).featuring, false);
  await alice.v1.statuses.create({ status: "Der #Garten blüht", visibility: "public" });
  const [used] = await alice.v1.featuredTags.suggestions.list();
  assert.equal(used.name.toLowerCase(), "garten");
  const featured = await alice.v1.featuredTags.create({ name: "Garten" });
  assert.equal(featured.statusesCount, "1");
  assert.deepEqual(ids(await carl.v1.accounts.$select(me.id).featuredTags.list()), [featured.id]);
  assert.equal((await alice.v1.accounts.$select(me.id).statuses.list({ tagged: "garten" })).length, 1);
  await alice.v1.featuredTags.$select(featured.id).remove();
  assert.deepEqual(await alice.v1.featuredTags.list(), []);
}
