// What one is told: one by one, in groups, by a policy, and requests of strangers. And the service that pushes.

import { createECDH, randomBytes } from "node:crypto";

export default async function ({ assert, refusal, until, ids, push, alice, carl }) {
  const carls = await alice.v1.accounts.lookup({ acct: "carl" });
  const me = await alice.v1.accounts.verifyCredentials();
  const post = await alice.v1.statuses.create({ status: "Das Freibad öffnet", visibility: "public" });
  await carl.v1.accounts.$select(me.id).follow();
  await carl.v1.statuses.$select(post.id).favourite();
  await carl.v1.statuses.$select(post.id).reblog();
  const question = await carl.v1.statuses.create({ status: "@alice Wann?", visibility: "public" });
  const told = await until(
    () => alice.v1.notifications.list(),
    (found) => found.length === 4,
  );
  assert.deepEqual(told.map((each) => each.type), ["mention", "reblog", "favourite", "follow"]);
  assert.equal(told[0].status.id, question.id);
  assert.equal(told[3].account.id, carls.id);
  assert.deepEqual((await alice.v1.notifications.list({ types: ["mention"] })).length, 1);
  assert.deepEqual((await alice.v1.notifications.fetch({ excludeTypes: ["mention"] })).length, 3);
  assert.deepEqual((await alice.v1.notifications.list({ accountId: carls.id, limit: 1 })).length, 1);
  assert.equal((await alice.v1.notifications.unreadCount.fetch()).count, 4);
  assert.equal((await alice.v1.notifications.$select(told[0].id).fetch()).type, "mention");
  const read = [];
  for await (const page of alice.v1.notifications.list({ limit: 3 })) read.push(...ids(page));
  assert.deepEqual(read, ids(told));

  const grouped = await alice.v2.notifications.list({ groupedTypes: ["favourite", "reblog", "follow"] });
  assert.equal(grouped.notificationGroups.length, 4);
  assert.deepEqual(grouped.accounts.map((each) => each.id), [carls.id]);
  assert.equal((await alice.v2.notifications.unreadCount.fetch()).count, 4);
  const favourite = grouped.notificationGroups.find((each) => each.type === "favourite");
  const its = alice.v2.notifications.$select(favourite.groupKey);
  assert.equal((await its.fetch()).notificationGroups[0].groupKey, favourite.groupKey);
  assert.deepEqual(ids(await its.accounts.fetch()), [carls.id]);
  await its.dismiss();
  assert.equal((await alice.v2.notifications.unreadCount.fetch()).count, 3);
  await alice.v1.notifications.$select(told[0].id).dismiss();
  assert.equal((await refusal(alice.v1.notifications.$select(told[0].id).fetch())).statusCode, 404);
  await alice.v1.notifications.clear();
  assert.deepEqual(await alice.v1.notifications.list(), []);

  assert.equal((await alice.v2.notifications.policy.fetch()).forNotFollowing, "accept");
  const policy = await alice.v2.notifications.policy.update({ forNotFollowing: "filter" });
  assert.equal(policy.forNotFollowing, "filter");
  const ask = (text) => carl.v1.statuses.create({ status: `@alice ${text}`, visibility: "public" });
  const asked = async () => until(() => alice.v1.notifications.requests.list(), (found) => found.length);
  await ask("Und das Hallenbad?");
  const [request] = await asked();
  assert.equal(request.account.id, carls.id);
  assert.equal((await alice.v2.notifications.policy.fetch()).summary.pendingRequestsCount, 1);
  assert.equal((await alice.v1.notifications.requests.$select(request.id).fetch()).notificationsCount, "1");
  await alice.v1.notifications.requests.$select(request.id).dismiss();
  assert.deepEqual(await alice.v1.notifications.requests.list(), []);
  await ask("Bitte!");
  const [again] = await asked();
  await alice.v1.notifications.requests.$select(again.id).accept();
  await until(async () => (await alice.v1.notifications.requests.merged.fetch()).merged);
  assert.ok((await alice.v1.notifications.list()).length >= 1);

  const ecdh = createECDH("prime256v1");
  ecdh.generateKeys();
  const keys = { p256dh: ecdh.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
  const alerts = { mention: true, favourite: false };
  const subscribed = await alice.v1.push.subscription.create({
    subscription: { endpoint: push, keys },
    data: { alerts },
    policy: "followed",
  });
  assert.deepEqual([subscribed.endpoint, subscribed.alerts.mention], [push, true]);
  assert.ok(subscribed.serverKey);
  assert.equal((await alice.v1.push.subscription.fetch()).id, subscribed.id);
  const changed = await alice.v1.push.subscription.update({ data: { alerts: { ...alerts, poll: true } } });
  assert.equal(changed.alerts.poll, true);
  await alice.v1.push.subscription.remove();
  assert.equal((await refusal(alice.v1.push.subscription.fetch())).statusCode, 404);
}
