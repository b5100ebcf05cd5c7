// What one is told, and the service that pushes.

import { createECDH, randomBytes } from "node:crypto";

export default async function ({ assert, refusal, until, ids, push, alice, carl }) {
  const { data: me } = await alice.verifyAccountCredentials();
  const { data: post } = await alice.postStatus("Das Freibad öffnet", { visibility: "public" });
  await carl.followAccount(me.id);
  await carl.favouriteStatus(post.id);
  await carl.reblogStatus(post.id);
  await carl.postStatus("@alice Wann?", { visibility: "public" });
  const { data: told } = await until(
    () => alice.getNotifications({ limit: 10 }),
    ({ data }) => data.length === 4,
  );
  assert.deepEqual(told.map((each) => each.type), ["mention", "reblog", "favourite", "follow"]);
  assert.deepEqual(ids((await alice.getNotifications({ exclude_types: ["mention"], limit: 1 })).data), [told[1].id]);
  assert.equal((await alice.getNotification(told[0].id)).data.status.account.acct, "carl");
  await alice.dismissNotification(told[0].id);
  assert.equal((await refusal(alice.getNotification(told[0].id))).response.status, 404);
  await alice.dismissNotifications();
  assert.deepEqual((await alice.getNotifications()).data, []);

  const ecdh = createECDH("prime256v1");
  ecdh.generateKeys();
  const keys = { p256dh: ecdh.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url") };
  const { data: made } = await alice.subscribePushNotification({ endpoint: push, keys }, { alerts: { mention: true } });
  assert.deepEqual([made.endpoint, made.alerts.mention], [push, true]);
  assert.equal((await alice.getPushSubscription()).data.id, made.id);
  assert.equal((await alice.updatePushSubscription({ alerts: { poll: true } })).data.alerts.poll, true);
  await alice.deletePushSubscription();
  assert.equal((await refusal(alice.getPushSubscription())).response.status, 404);
}
