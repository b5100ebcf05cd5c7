// People: found, followed, noted, muted, blocked; one's own profile and order at home.

export default async function ({ assert, refusal, ids, origin, bob, alice, carl, anybody, detector }) {
  assert.equal(await detector(origin), "mastodon");
  const { data: me } = await alice.verifyAccountCredentials();
  assert.equal(me.username, "alice");
  const { data: carls } = await alice.lookupAccount("carl");
  assert.equal((await anybody.getAccount(carls.id)).data.acct, "carl");
  assert.deepEqual(ids((await alice.searchAccount("car", { limit: 5 })).data), [carls.id]);
  assert.equal((await alice.searchAccount(bob, { resolve: true })).data[0].username, "bob");

  assert.equal((await alice.followAccount(carls.id, { reblog: false })).data.following, true);
  assert.equal((await alice.getRelationship(carls.id)).data.following, true);
  assert.deepEqual(ids((await alice.getRelationships([carls.id])).data), [carls.id]);
  assert.deepEqual(ids((await alice.getAccountFollowers(carls.id)).data), [me.id]);
  assert.deepEqual(ids((await alice.getAccountFollowing(me.id, { get_all: true, sleep_ms: 1 })).data), [carls.id]);
  assert.equal((await alice.subscribeAccount(carls.id)).data.notifying, true);
  assert.equal((await alice.unsubscribeAccount(carls.id)).data.notifying, false);
  assert.equal((await alice.setAccountNote(carls.id, "Bauamt")).data.note, "Bauamt");
  assert.equal((await alice.pinAccount(carls.id)).data.endorsed, true);
  assert.deepEqual(ids((await alice.getEndorsements()).data), [carls.id]);
  assert.equal((await alice.unpinAccount(carls.id)).data.endorsed, false);
  assert.deepEqual((await alice.getIdentityProof(carls.id)).data, []);
  assert.equal((await alice.muteAccount(carls.id, true)).data.muting_notifications, true);
  assert.deepEqual(ids((await alice.getMutes()).data), [carls.id]);
  assert.equal((await alice.unmuteAccount(carls.id)).data.muting, false);
  assert.equal((await alice.blockAccount(carls.id)).data.blocking, true);
  assert.deepEqual(ids((await alice.getBlocks()).data), [carls.id]);
  assert.equal((await refusal(carl.followAccount(me.id))).response.status, 403);
  assert.equal((await alice.unblockAccount(carls.id)).data.blocking, false);
  await alice.blockDomain("laut.example");
  assert.deepEqual((await alice.getDomainBlocks()).data, ["laut.example"]);
  await alice.unblockDomain("laut.example");

  const { data: changed } = await alice.updateCredentials({
    display_name: "Alice Amt",
    note: "Pressestelle",
    locked: true,
    discoverable: true,
    source: { privacy: "private", language: "de" },
    fields_attributes: [{ name: "Amt", value: "Presse" }],
  });
  assert.deepEqual([changed.display_name, changed.locked, changed.fields[0].value], ["Alice Amt", true, "Presse"]);
  assert.equal((await alice.getPreferences()).data["posting:default:visibility"], "private");
  assert.equal((await carl.followAccount(me.id)).data.requested, true);
  assert.deepEqual(ids((await alice.getFollowRequests()).data), [carls.id]);
  assert.equal((await alice.rejectFollowRequest(carls.id)).data.followed_by, false);
  await carl.followAccount(me.id);
  assert.equal((await alice.acceptFollowRequest(carls.id)).data.followed_by, true);
  assert.equal((await alice.unfollowAccount(carls.id)).data.following, false);

  assert.equal((await refusal(anybody.verifyAccountCredentials())).response.status, 401);
  assert.equal((await refusal(alice.getAccount("1"))).response.status, 404);
  const registering = anybody.registerAccount("neu", "neu@example.org", "geheimes Wort", true, "de");
  assert.equal((await refusal(registering)).response.status, 403);
}
