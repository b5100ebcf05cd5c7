// Pictures: uploaded with words and a focal point, described anew, published, replaced while editing, deleted.

export default async function ({ assert, refusal, ids, picture, alice, carl, anybody }) {
  const uploaded = await alice.v2.media.create({ file: picture.blob, description: "Ein Quadrat", focus: "0.5,-0.5" });
  assert.equal(uploaded.type, "image");
  assert.equal(uploaded.description, "Ein Quadrat");
  assert.deepEqual(uploaded.meta.focus, { x: 0.5, y: -0.5 });
  assert.ok(uploaded.blurhash);
  const its = alice.v1.media.$select(uploaded.id);
  assert.equal((await its.update({ description: "Ein grünes Quadrat", focus: "0,0" })).description, "Ein grünes Quadrat");
  assert.equal((await its.fetch()).meta.original.width, 64);
  assert.equal((await refusal(carl.v1.media.$select(uploaded.id).fetch())).statusCode, 404);

  const post = await alice.v1.statuses.create({ mediaIds: [uploaded.id], visibility: "public" });
  assert.deepEqual(ids(post.mediaAttachments), [uploaded.id]);
  const [shown] = (await anybody.v1.statuses.$select(post.id).fetch()).mediaAttachments;
  for (const address of [shown.url, shown.previewUrl]) {
    const answer = await fetch(address);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^image\//);
  }
  assert.equal((await anybody.v1.timelines.public.list({ onlyMedia: true })).length, 1);

  const edited = await alice.v1.statuses.$select(post.id).update({
    status: "Mit Worten",
    mediaIds: [uploaded.id],
    mediaAttributes: [{ id: uploaded.id, description: "Grün und eckig" }],
  });
  assert.equal(edited.mediaAttachments[0].description, "Grün und eckig");

  const old = await alice.v1.media.create({ file: picture.blob });
  await alice.v1.media.$select(old.id).remove();
  assert.equal((await refusal(alice.v1.media.$select(old.id).fetch())).statusCode, 404);
  const empty = new Blob(["das ist kein Bild"], { type: "image/png" });
  assert.equal((await refusal(alice.v2.media.create({ file: empty, skipPolling: true }))).statusCode, 422);
}
