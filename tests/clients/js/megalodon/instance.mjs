// What the node says of itself, search, announcements, suggestions, reports.

export default async function ({ assert, ids, origin, bob, alice, carl, anybody }) {
  const { data: instance } = await anybody.getInstance();
  assert.equal(instance.uri, new URL(origin).host);
  assert.equal(instance.urls.streaming_api, origin.replace(/^http/, "ws"));
  assert.ok(instance.configuration.statuses.max_characters >= 500);
  assert.ok(Array.isArray((await anybody.getInstancePeers()).data));
  assert.equal((await anybody.getInstanceActivity()).data.length, 12);
  assert.ok(Array.isArray((await anybody.getInstanceTrends()).data));
  await alice.updateCredentials({ discoverable: true, display_name: "Alice" });
  await alice.postStatus("Hallo :wappen:", { visibility: "public" });
  const { data: listed } = await anybody.getInstanceDirectory({ order: "new" });
  assert.deepEqual(listed.map((each) => each.acct), ["ada", "carl", "alice"]);
  assert.equal((await anybody.getInstanceCustomEmojis()).data[0].shortcode, "wappen");

  const { data: post } = await carl.postStatus("Grünflächenamt #Park", { visibility: "public" });
  assert.deepEqual((await alice.search("carl", { type: "accounts" })).data.accounts.map((each) => each.acct), ["carl"]);
  assert.equal((await alice.search("park", { type: "hashtags" })).data.hashtags[0].name.toLowerCase(), "park");
  assert.deepEqual(ids((await carl.search("Grünfläche", { type: "statuses" })).data.statuses), [post.id]);
  assert.equal((await alice.search(bob, { resolve: true })).data.accounts[0].username, "bob");

  const { data: [announcement] } = await alice.getInstanceAnnouncements();
  await alice.addReactionToAnnouncement(announcement.id, encodeURIComponent("👍"));
  assert.equal((await carl.getInstanceAnnouncements()).data[0].reactions[0].count, 1);
  await alice.removeReactionFromAnnouncement(announcement.id, encodeURIComponent("👍"));
  await alice.dismissInstanceAnnouncement(announcement.id);
  assert.deepEqual((await alice.getInstanceAnnouncements()).data, []);

  assert.ok(Array.isArray((await alice.getSuggestions()).data));
  const { data: report } = await alice.report(post.account.id, {
    status_ids: [post.id],
    comment: "Zu grün",
    category: "other",
    forward: false,
  });
  assert.deepEqual([report.action_taken, report.comment], [false, "Zu grün"]);
}
