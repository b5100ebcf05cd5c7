// Timelines, page by page in both directions, and markers of how far one has read.

async function pages(paginator) {
  const found = [];
  for await (const page of paginator) found.push(page.map((each) => each.id));
  return found;
}

export default async function ({ assert, refusal, ids, alice, carl, anybody }) {
  const me = await alice.v1.accounts.verifyCredentials();
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  await alice.v1.accounts.$select(carls.id).follow();
  const posts = [];
  for (const number of [1, 2, 3, 4, 5]) {
    posts.unshift((await carl.v1.statuses.create({ status: `Nummer ${number} #Reihe`, visibility: "public" })).id);
  }
  const inPages = [posts.slice(0, 2), posts.slice(2, 4), posts.slice(4)];
  const list = await alice.v1.lists.create({ title: "Nachbarn" });
  await alice.v1.lists.$select(list.id).accounts.create({ accountIds: [carls.id] });

  for (const [name, timeline] of [
    ["home", alice.v1.timelines.home],
    ["public", anybody.v1.timelines.public],
    ["tag", anybody.v1.timelines.tag.$select("reihe")],
    ["list", alice.v1.timelines.list.$select(list.id)],
    ["account", anybody.v1.accounts.$select(carls.id).statuses],
  ]) {
    const read = (await pages(timeline.list({ limit: 2 }))).filter((page) => page.length);
    assert.deepEqual(read, inPages, name);
    const back = timeline.list({ limit: 2, minId: posts[4] }).setDirection("prev");
    const upwards = (await pages(back)).filter((page) => page.length);
    assert.deepEqual(upwards, [posts.slice(2, 4), posts.slice(0, 2)], name);
    assert.deepEqual(ids(await timeline.list({ sinceId: posts[1] })), [posts[0]], name);
  }
  assert.equal((await anybody.v1.timelines.public.list({ local: true })).length, 5);
  assert.deepEqual(await anybody.v1.timelines.public.list({ remote: true }), []);
  assert.deepEqual(await anybody.v1.timelines.public.list({ onlyMedia: true }), []);
  assert.equal((await refusal(anybody.v1.timelines.home.list())).statusCode, 401);
  assert.equal((await refusal(carl.v1.timelines.list.$select(list.id).list())).statusCode, 404);

  for (const id of posts) await alice.v1.statuses.$select(id).bookmark();
  assert.deepEqual((await pages(alice.v1.bookmarks.list({ limit: 2 }))).flat(), posts.toReversed());
  const many = await alice.v1.statuses.fetch({ id: posts });
  assert.deepEqual(ids(many).sort(), posts.toSorted());

  const saved = await alice.v1.markers.create({ home: { lastReadId: posts[2] } });
  assert.equal(saved.home.lastReadId, posts[2]);
  assert.equal((await alice.v1.markers.fetch({ timeline: ["home"] })).home.version, saved.home.version);

  await carl.v1.statuses.create({ status: "Nur für dich, @alice", visibility: "direct" });
  assert.equal((await pages(alice.v1.timelines.home.list())).flat().length, 6);
  assert.equal((await anybody.v1.accounts.$select(carls.id).statuses.list()).length, 5);
  assert.equal((await anybody.v1.accounts.$select(me.id).statuses.list({ excludeReplies: true })).length, 0);
}
