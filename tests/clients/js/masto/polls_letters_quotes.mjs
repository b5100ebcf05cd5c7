// Polls, posts for later, letters, quotes.

export default async function ({ assert, refusal, until, ids, alice, carl, anybody }) {
  const asked = await alice.v1.statuses.create({
    status: "Wohin mit dem Brunnen?",
    visibility: "public",
    poll: { options: ["Markt", "Park", "Hafen"], expiresIn: 3600, multiple: true },
  });
  assert.equal(asked.poll.options.length, 3);
  const poll = await carl.v1.polls.$select(asked.poll.id).fetch();
  assert.deepEqual([poll.voted, poll.multiple, poll.votesCount], [false, true, 0]);
  const voted = await carl.v1.polls.$select(poll.id).votes.create({ choices: [0, 2] });
  assert.deepEqual([voted.voted, voted.ownVotes, voted.votersCount], [true, [0, 2], 1]);
  assert.equal((await refusal(carl.v1.polls.$select(poll.id).votes.create({ choices: [1] }))).statusCode, 422);
  assert.equal((await refusal(alice.v1.polls.$select(poll.id).votes.create({ choices: [1] }))).statusCode, 422);

  const later = (hours) => new Date(Date.now() + hours * 3600_000).toISOString();
  const planned = await alice.v1.statuses.create({ status: "Morgen", visibility: "unlisted", scheduledAt: later(2) });
  assert.equal(planned.params.text, "Morgen");
  assert.deepEqual(ids(await alice.v1.scheduledStatuses.list()), [planned.id]);
  const its = alice.v1.scheduledStatuses.$select(planned.id);
  const moved = await its.update({ scheduledAt: later(4) });
  assert.ok(moved.scheduledAt > planned.scheduledAt);
  assert.equal((await its.fetch()).scheduledAt, moved.scheduledAt);
  assert.equal((await refusal(its.update({ scheduledAt: later(0) }))).statusCode, 422);
  await its.remove();
  assert.equal((await refusal(its.fetch())).statusCode, 404);

  const letter = await carl.v1.statuses.create({ status: "@alice Vertraulich", visibility: "direct" });
  const [conversation] = await until(() => alice.v1.conversations.list(), (found) => found.length);
  assert.deepEqual([conversation.unread, conversation.lastStatus.id], [true, letter.id]);
  assert.deepEqual(conversation.accounts.map((each) => each.acct), ["carl"]);
  assert.deepEqual(ids(await alice.v1.timelines.direct.list()), [letter.id]);
  const talk = alice.v1.conversations.$select(conversation.id);
  assert.equal((await talk.read()).unread, false);
  assert.equal((await talk.unread()).unread, true);
  await talk.remove();
  assert.deepEqual(await alice.v1.conversations.list(), []);
  assert.equal((await refusal(anybody.v1.statuses.$select(letter.id).fetch())).statusCode, 404);

  const open = await alice.v1.statuses.create({
    status: "Zitiert mich",
    visibility: "public",
    quoteApprovalPolicy: "public",
  });
  const quoting = await carl.v1.statuses.create({
    status: "Hört her",
    visibility: "public",
    quotedStatusId: open.id,
  });
  assert.deepEqual([quoting.quote.state, quoting.quote.quotedStatus.id], ["accepted", open.id]);
  assert.deepEqual(ids(await alice.v1.statuses.$select(open.id).quotes.list()), [quoting.id]);
  const shut = await alice.v1.statuses.create({
    status: "Bitte nicht",
    visibility: "public",
    quoteApprovalPolicy: "nobody",
  });
  const refused = await refusal(carl.v1.statuses.create({ status: "Doch", quotedStatusId: shut.id }));
  assert.ok([403, 404, 422].includes(refused.statusCode));
}
