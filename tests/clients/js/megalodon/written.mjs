// Pictures, polls, posts for later, letters.

import { createReadStream } from "node:fs";

export default async function ({ assert, refusal, until, ids, picture, alice, carl, anybody }) {
  const { data: uploaded } = await alice.uploadMedia(createReadStream(picture.path), {
    description: "Ein Quadrat",
    focus: "0.5,-0.5",
  });
  const { data: ready } = await until(
    () => alice.getMedia(uploaded.id),
    ({ data }) => data.url,
  );
  assert.deepEqual([ready.type, ready.description, ready.meta.focus.x], ["image", "Ein Quadrat", 0.5]);
  assert.equal((await alice.updateMedia(ready.id, { description: "Grün" })).data.description, "Grün");
  const { data: shown } = await alice.postStatus("Schaut", { media_ids: [ready.id], visibility: "public" });
  assert.equal(shown.media_attachments[0].description, "Grün");
  assert.equal((await fetch(shown.media_attachments[0].url)).status, 200);

  const { data: asked } = await alice.postStatus("Wohin mit dem Brunnen?", {
    poll: { options: ["Markt", "Park"], expires_in: 3600, multiple: false },
  });
  assert.equal((await carl.getPoll(asked.poll.id)).data.voted, false);
  const { data: voted } = await carl.votePoll(asked.poll.id, [1]);
  assert.deepEqual([voted.voted, voted.options[1].votes_count], [true, 1]);
  assert.equal((await refusal(carl.votePoll(asked.poll.id, [0]))).response.status, 422);

  const later = (hours) => new Date(Date.now() + hours * 3600_000).toISOString();
  const { data: planned } = await alice.postStatus("Morgen", { scheduled_at: later(2) });
  assert.equal((await alice.getScheduledStatus(planned.id)).data.params.text, "Morgen");
  assert.deepEqual(ids((await alice.getScheduledStatuses()).data), [planned.id]);
  const { data: moved } = await alice.scheduleStatus(planned.id, later(4));
  assert.ok(moved.scheduled_at > planned.scheduled_at);
  await alice.cancelScheduledStatus(planned.id);
  assert.equal((await refusal(alice.getScheduledStatus(planned.id))).response.status, 404);

  const { data: letter } = await carl.postStatus("@alice Leise", { visibility: "direct" });
  const { data: [talk] } = await until(
    () => alice.getConversationTimeline({ limit: 5 }),
    ({ data }) => data.length,
  );
  assert.deepEqual([talk.unread, talk.last_status.id], [true, letter.id]);
  assert.equal((await alice.readConversation(talk.id)).data.unread, false);
  await alice.deleteConversation(talk.id);
  assert.deepEqual((await alice.getConversationTimeline()).data, []);
  assert.equal((await refusal(anybody.getStatus(letter.id))).response.status, 404);

  assert.equal((await carl.muteStatus(asked.id)).data.muted, true);
  assert.equal((await carl.unmuteStatus(asked.id)).data.muted, false);
  const { data: quoted } = await alice.postStatus("Zitiert mich", { visibility: "public" });
  const { data: quoting } = await alice.postStatus("Ich mich selbst", { quote_id: quoted.id, visibility: "public" });
  assert.ok(quoting.id);
}
