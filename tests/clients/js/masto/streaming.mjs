// Everything live over one websocket: posts, edits, deletions, notifications, letters, filters.

export default async function ({ assert, until, ids, picture, alice, carl, stream }) {
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  await alice.v1.accounts.$select(carls.id).follow();
  const list = await alice.v1.lists.create({ title: "Nachbarn" });
  await alice.v1.lists.$select(list.id).accounts.create({ accountIds: [carls.id] });
  const socket = stream("alice");
  const heard = {};
  const hear = async (name, subscription) => {
    heard[name] = [];
    for await (const event of subscription) heard[name].push(event);
  };
  hear("user", socket.user.subscribe());
  hear("notification", socket.user.notification.subscribe());
  hear("public", socket.public.subscribe());
  hear("local", socket.public.local.subscribe());
  hear("remote", socket.public.remote.subscribe());
  hear("media", socket.public.local.media.subscribe());
  hear("hashtag", socket.hashtag.subscribe({ tag: "markt" }));
  hear("hashtag:local", socket.hashtag.local.subscribe({ tag: "markt" }));
  hear("list", socket.list.subscribe({ list: list.id }));
  hear("direct", socket.direct.subscribe());
  await socket.prepare();
  // A subscription is not acknowledged: until something arrives everywhere it may be too early
  const open = ["user", "public", "local", "hashtag", "hashtag:local", "list"];
  await until(async () => {
    await carl.v1.statuses.create({ status: "Probe #Markt", visibility: "public" });
    await new Promise((resume) => setTimeout(resume, 100));
    return open.every((name) => heard[name].length);
  });
  const came = (name, event, fits = () => true) =>
    until(async () => heard[name].find((each) => each.event === event && fits(each.payload)));

  const post = await carl.v1.statuses.create({ status: "Der #Markt zieht um, @alice", visibility: "public" });
  for (const name of open) {
    const { payload } = await came(name, "update", (status) => status.id === post.id);
    assert.equal(payload.account.acct, "carl", name);
  }
  for (const name of ["user", "notification"]) {
    const { payload } = await came(name, "notification", (told) => told.type === "mention");
    assert.equal(payload.status.id, post.id, name);
  }
  await carl.v1.statuses.$select(post.id).update({ status: "Der #Markt bleibt, @alice" });
  for (const name of open) {
    const { payload } = await came(name, "status.update", (status) => status.id === post.id);
    assert.match(payload.content, /bleibt/, name);
  }
  await carl.v1.statuses.$select(post.id).remove();
  for (const name of open) {
    assert.equal((await came(name, "delete", (id) => id === post.id)).payload, post.id, name);
  }
  const { id } = await carl.v2.media.create({ file: picture.blob, description: "Quadrat" });
  const shown = await carl.v1.statuses.create({ mediaIds: [id], visibility: "public" });
  await came("media", "update", (status) => status.id === shown.id);
  const letter = await carl.v1.statuses.create({ status: "@alice Leise", visibility: "direct" });
  await came("direct", "conversation", (talk) => talk.lastStatus.id === letter.id);
  await alice.v2.filters.create({ title: "x", context: ["home"], keywordsAttributes: [{ keyword: "y" }] });
  await came("user", "filters_changed");

  assert.ok(!heard.public.some((each) => each.payload?.id === letter.id));
  assert.deepEqual(heard.remote, []);
  const pictures = heard.media.filter((each) => each.event === "update");
  assert.deepEqual(ids(pictures.map((each) => each.payload)), [shown.id]);
  socket.close();
}
