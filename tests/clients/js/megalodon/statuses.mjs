// Posts: written, read, edited, answered, liked, boosted, kept, pinned, deleted.

export default async function ({ assert, refusal, alice, carl, anybody }) {
  const { data: post } = await alice.postStatus("Das #Freibad öffnet am Samstag.", {
    language: "de",
    visibility: "public",
    spoiler_text: "Bäder",
  });
  assert.equal(post.spoiler_text, "Bäder");
  assert.equal((await anybody.getStatus(post.id)).data.uri, post.uri);

  const { data: answer } = await carl.postStatus("@alice Danke!", { in_reply_to_id: post.id });
  const { data: context } = await alice.getStatusContext(post.id);
  assert.deepEqual(context.descendants.map((each) => each.id), [answer.id]);

  const { data: edited } = await alice.editStatus(post.id, { status: "Das #Freibad öffnet am Sonntag." });
  assert.match(edited.content, /Sonntag/);
  assert.equal((await alice.getStatusSource(post.id)).data.text, "Das #Freibad öffnet am Sonntag.");

  assert.equal((await carl.favouriteStatus(post.id)).data.favourited, true);
  assert.equal((await carl.reblogStatus(post.id)).data.reblogged, true);
  assert.equal((await carl.bookmarkStatus(post.id)).data.bookmarked, true);
  assert.deepEqual((await alice.getStatusFavouritedBy(post.id)).data.map((each) => each.acct), ["carl"]);
  assert.deepEqual((await alice.getStatusRebloggedBy(post.id)).data.map((each) => each.acct), ["carl"]);
  assert.deepEqual((await carl.getFavourites()).data.map((each) => each.id), [post.id]);
  assert.deepEqual((await carl.getBookmarks()).data.map((each) => each.id), [post.id]);
  assert.equal((await carl.unfavouriteStatus(post.id)).data.favourited, false);
  assert.equal((await carl.unreblogStatus(post.id)).data.reblogged, false);
  assert.equal((await carl.unbookmarkStatus(post.id)).data.bookmarked, false);

  assert.equal((await alice.pinStatus(post.id)).data.pinned, true);
  assert.equal((await alice.unpinStatus(post.id)).data.pinned, false);
  await refusal(carl.deleteStatus(post.id));
  await alice.deleteStatus(post.id);
  await refusal(anybody.getStatus(post.id));
}
