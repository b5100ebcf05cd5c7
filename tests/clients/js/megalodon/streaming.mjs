// A websocket for each channel, at the address the node names.

import { once } from "node:events";

export default async function ({ assert, until, origin, alice, carl }) {
  const { data: carls } = await alice.lookupAccount("carl");
  await alice.followAccount(carls.id);
  const { data: list } = await alice.createList("Nachbarn");
  await alice.addAccountsToList(list.id, [carls.id]);
  assert.equal(await alice.streamingURL(), origin.replace(/^http/, "ws"));
  const channels = {
    user: await alice.userStreaming(),
    public: await alice.publicStreaming(),
    local: await alice.localStreaming(),
    hashtag: await alice.tagStreaming("markt"),
    list: await alice.listStreaming(list.id),
    direct: await alice.directStreaming(),
  };
  const heard = {};
  for (const [name, channel] of Object.entries(channels)) {
    heard[name] = [];
    for (const event of ["update", "status_update", "delete", "notification", "conversation", "parser-error"]) {
      channel.on(event, (payload) => heard[name].push([event, payload]));
    }
    channel.on("error", (error) => heard[name].push(["error", error]));
    const connected = once(channel, "connect");
    channel.start();
    await connected;
  }
  // Connected is not subscribed yet: until something arrives everywhere it may be too early
  const open = ["user", "public", "local", "hashtag", "list"];
  await until(async () => {
    await carl.postStatus("Probe #Markt", { visibility: "public" });
    await new Promise((resume) => setTimeout(resume, 100));
    return open.every((name) => heard[name].length);
  });
  const came = (name, event, fits) =>
    until(async () => heard[name].find(([each, payload]) => each === event && fits(payload)));

  const { data: post } = await carl.postStatus("Der #Markt zieht um, @alice", { visibility: "public" });
  for (const name of open) await came(name, "update", (status) => status.id === post.id);
  await came("user", "notification", (told) => told.type === "mention" && told.status.id === post.id);
  await carl.editStatus(post.id, { status: "Der #Markt bleibt, @alice" });
  for (const name of open) await came(name, "status_update", (status) => /bleibt/.test(status.content));
  await carl.deleteStatus(post.id);
  for (const name of open) await came(name, "delete", (id) => id === post.id);
  const { data: letter } = await carl.postStatus("@alice Leise", { visibility: "direct" });
  await came("direct", "conversation", (talk) => talk.last_status.id === letter.id);
  const wrong = Object.values(heard).flat().filter(([event]) => /error/.test(event));
  assert.deepEqual(wrong, []);
  for (const channel of Object.values(channels)) channel.stop();
}
