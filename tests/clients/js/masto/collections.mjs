// Accounts that somebody recommends together.

export default async function ({ assert, refusal, ids, alice, carl, anybody }) {
  const me = await alice.v1.accounts.verifyCredentials();
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  const { collection } = await alice.v1.collections.create({
    name: "Ämter",
    description: "Wer in der Stadt was sagt",
    language: "de",
    sensitive: false,
    discoverable: true,
  });
  assert.equal(collection.name, "Ämter");
  const its = alice.v1.collections.$select(collection.id);
  const { collectionItem } = await its.items.create({ accountId: carls.id });
  assert.equal(collectionItem.accountId, carls.id);
  const shown = await anybody.v1.collections.$select(collection.id).fetch();
  assert.deepEqual(shown.collection.items.map((each) => each.accountId), [carls.id]);
  assert.ok(ids(shown.accounts).includes(carls.id));
  assert.equal((await its.update({ name: "Alle Ämter" })).collection.name, "Alle Ämter");
  assert.equal((await anybody.v1.accounts.$select(me.id).collections.list()).collections.length, 1);
  assert.equal((await carl.v1.accounts.$select(carls.id).inCollections.list()).collections.length, 1);
  assert.equal((await refusal(carl.v1.collections.$select(collection.id).update({ name: "x" }))).statusCode, 403);
  await carl.v1.collections.$select(collection.id).items.$select(collectionItem.id).revoke();
  assert.equal((await carl.v1.accounts.$select(carls.id).inCollections.list()).collections.length, 0);
  const adas = await alice.v1.accounts.lookup({ acct: "ada" });
  const { collectionItem: another } = await its.items.create({ accountId: adas.id });
  await its.items.$select(another.id).remove();
  assert.deepEqual((await its.fetch()).collection.items, []);
  await its.remove();
  assert.equal((await refusal(anybody.v1.collections.$select(collection.id).fetch())).statusCode, 404);
}
