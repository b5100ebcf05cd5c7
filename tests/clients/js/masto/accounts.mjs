// People: found, followed, noted, muted, blocked, endorsed; one's own profile.

export default async function ({ assert, refusal, until, ids, origin, picture, bob, alice, carl, anybody }) {
  const me = await alice.v1.accounts.verifyCredentials();
  assert.equal(me.username, "alice");
  assert.equal(me.source.privacy, "public");
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  const his = alice.v1.accounts.$select(carls.id);
  assert.equal((await anybody.v1.accounts.$select(carls.id).fetch()).url, carls.url);
  assert.deepEqual(ids(await alice.v1.accounts.fetch({ id: [me.id, carls.id] })).sort(), [me.id, carls.id].sort());
  assert.deepEqual(ids(await alice.v1.accounts.search.list({ q: "car" })), [carls.id]);
  const [found] = await alice.v1.accounts.search.list({ q: bob, resolve: true });
  assert.equal(found.username, "bob");
  assert.match(found.acct, /^bob@there\.test/);

  const followed = await his.follow({ reblogs: false, notify: true, languages: ["de"] });
  assert.deepEqual([followed.following, followed.showingReblogs, followed.notifying], [true, false, true]);
  assert.deepEqual(followed.languages, ["de"]);
  const [relationship] = await alice.v1.accounts.relationships.fetch({ id: [carls.id] });
  assert.deepEqual(relationship, followed);
  assert.deepEqual(ids(await his.followers.list()), [me.id]);
  assert.deepEqual(ids(await alice.v1.accounts.$select(me.id).following.list()), [carls.id]);
  const [familiar] = await alice.v1.accounts.familiarFollowers.fetch({ id: [carls.id] });
  assert.equal(familiar.id, carls.id);
  assert.equal((await his.note.create({ comment: "Bauamt" })).note, "Bauamt");
  assert.equal((await his.pin()).endorsed, true);
  assert.deepEqual(ids(await alice.v1.endorsements.list()), [carls.id]);
  assert.deepEqual(ids(await alice.v1.accounts.$select(me.id).endorsements.list()), [carls.id]);
  assert.equal((await his.unpin()).endorsed, false);
  assert.equal((await his.endorse()).endorsed, true);
  assert.equal((await his.unendorse()).endorsed, false);
  assert.deepEqual(await his.lists.list(), []);
  assert.deepEqual(await his.featuredTags.list(), []);
  assert.deepEqual(await his.identityProofs.list(), []);
  assert.equal((await his.unfollow()).following, false);

  assert.equal((await his.mute({ notifications: true, duration: 3600 })).mutingNotifications, true);
  const [muted] = await alice.v1.mutes.list();
  assert.ok(Date.parse(muted.muteExpiresAt) > Date.now());
  assert.equal((await his.unmute()).muting, false);
  assert.equal((await his.block()).blocking, true);
  assert.deepEqual(ids(await alice.v1.blocks.list()), [carls.id]);
  assert.equal((await refusal(carl.v1.accounts.$select(me.id).follow())).statusCode, 403);
  assert.equal((await his.unblock()).blocking, false);
  await alice.v1.domainBlocks.create({ domain: "laut.example" });
  assert.deepEqual(await alice.v1.domainBlocks.list(), ["laut.example"]);
  await alice.v1.domainBlocks.remove({ domain: "laut.example" });
  assert.deepEqual(await alice.v1.domainBlocks.list(), []);

  const changed = await alice.v1.accounts.updateCredentials({
    displayName: "Alice Amt",
    note: "Pressestelle #Musterhausen",
    locked: true,
    bot: false,
    discoverable: true,
    hideCollections: false,
    avatar: picture.blob,
    fieldsAttributes: [{ name: "Amt", value: "Presse" }],
    source: { privacy: "unlisted", sensitive: true, language: "de" },
  });
  assert.deepEqual([changed.displayName, changed.locked], ["Alice Amt", true]);
  assert.equal(changed.fields[0].value, "Presse");
  assert.deepEqual([changed.source.privacy, changed.source.sensitive], ["unlisted", true]);
  const avatar = await until(
    async () => (await alice.v1.accounts.verifyCredentials()).avatar,
    (each) => each.includes("/media/"),
  );
  assert.equal((await fetch(avatar)).status, 200);
  const preferences = await alice.v1.preferences.fetch();
  assert.equal(preferences["posting:default:visibility"], "unlisted");

  assert.equal((await carl.v1.accounts.$select(me.id).follow()).requested, true);
  assert.deepEqual(ids(await alice.v1.followRequests.list()), [carls.id]);
  assert.equal((await alice.v1.followRequests.$select(carls.id).reject()).followedBy, false);
  await carl.v1.accounts.$select(me.id).follow();
  assert.equal((await alice.v1.followRequests.$select(carls.id).authorize()).followedBy, true);
  await his.removeFromFollowers();
  assert.deepEqual(await alice.v1.accounts.$select(me.id).followers.list(), []);

  const profile = await alice.v1.profile.fetch();
  assert.equal(profile.displayName, "Alice Amt");
  const updated = await alice.v1.profile.update({
    avatarDescription: "Grünes Quadrat",
    header: picture.blob,
    headerDescription: "Noch eines",
    showMedia: false,
    attributionDomains: ["zeitung.example"],
  });
  assert.deepEqual([updated.avatarDescription, updated.showMedia], ["Grünes Quadrat", false]);
  assert.deepEqual(updated.attributionDomains, ["zeitung.example"]);
  assert.ok(!(await alice.v1.profile.avatar.remove()).avatar.startsWith(`${origin}/media/`));
  assert.ok(!(await alice.v1.profile.header.remove()).header.startsWith(`${origin}/media/`));

  assert.equal((await refusal(anybody.v1.accounts.verifyCredentials())).statusCode, 401);
  assert.equal((await refusal(alice.v1.accounts.lookup({ acct: "niemand" }))).message, "Record not found");
}
