// Posts: written, read, edited, answered, liked, boosted, kept, pinned, deleted.

export default async function ({ assert, refusal, alice, carl, anybody }) {
  const post = await alice.v1.statuses.create({
    status: "Das #Freibad öffnet am Samstag.",
    language: "de",
    visibility: "public",
    spoilerText: "Bäder",
    sensitive: false,
  });
  assert.match(post.id, /^[0-9]+$/);
  assert.equal(post.spoilerText, "Bäder");
  assert.equal(post.tags[0].name, "Freibad");
  assert.match(post.content, /class="mention hashtag"/);
  assert.equal((await anybody.v1.statuses.$select(post.id).fetch()).uri, post.uri);

  const answer = await carl.v1.statuses.create({ status: `@alice Danke!`, inReplyToId: post.id });
  assert.equal(answer.inReplyToId, post.id);
  assert.equal(answer.mentions[0].acct, "alice");
  const context = await alice.v1.statuses.$select(post.id).context.fetch();
  assert.deepEqual(context.descendants.map((each) => each.id), [answer.id]);

  const edited = await alice.v1.statuses.$select(post.id).update({ status: "Das #Freibad öffnet am Sonntag." });
  assert.ok(edited.editedAt);
  const history = await alice.v1.statuses.$select(post.id).history.list();
  assert.equal(history.length, 2);
  const source = await alice.v1.statuses.$select(post.id).source.fetch();
  assert.equal(source.text, "Das #Freibad öffnet am Sonntag.");

  for (const [act, back, mark] of [
    ["favourite", "unfavourite", "favourited"],
    ["reblog", "unreblog", "reblogged"],
    ["bookmark", "unbookmark", "bookmarked"],
    ["mute", "unmute", "muted"],
  ]) {
    const done = await carl.v1.statuses.$select(post.id)[act]();
    assert.equal((done.reblog ?? done)[mark], true, act);
    assert.equal((await carl.v1.statuses.$select(post.id).fetch())[mark], true, act);
    const undone = await carl.v1.statuses.$select(post.id)[back]();
    assert.equal(undone[mark], false, back);
  }
  await carl.v1.statuses.$select(post.id).favourite();
  await carl.v1.statuses.$select(post.id).reblog();
  assert.deepEqual((await alice.v1.statuses.$select(post.id).favouritedBy.list()).map((each) => each.acct), ["carl"]);
  assert.deepEqual((await alice.v1.statuses.$select(post.id).rebloggedBy.list()).map((each) => each.acct), ["carl"]);
  assert.deepEqual((await carl.v1.favourites.list()).map((each) => each.id), [post.id]);

  assert.equal((await alice.v1.statuses.$select(post.id).pin()).pinned, true);
  const me = await alice.v1.accounts.verifyCredentials();
  assert.equal((await anybody.v1.accounts.$select(me.id).statuses.list({ pinned: true })).length, 1);
  assert.equal((await alice.v1.statuses.$select(post.id).unpin()).pinned, false);

  const stranger = await refusal(carl.v1.statuses.$select(post.id).remove());
  assert.equal(stranger.statusCode, 404);
  const removed = await alice.v1.statuses.$select(post.id).remove();
  assert.equal(removed.text, "Das #Freibad öffnet am Sonntag.");
  assert.equal((await refusal(anybody.v1.statuses.$select(post.id).fetch())).statusCode, 404);
}
