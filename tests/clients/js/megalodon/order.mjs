// Timelines, lists, filters, hashtags, markers.

export default async function ({ assert, refusal, ids, alice, carl, anybody }) {
  const { data: carls } = await alice.lookupAccount("carl");
  await alice.followAccount(carls.id);
  const posts = [];
  for (const number of [1, 2, 3]) {
    posts.unshift((await carl.postStatus(`Nummer ${number} #Reihe`, { visibility: "public" })).data.id);
  }
  const { data: list } = await alice.createList("Nachbarn");
  await alice.addAccountsToList(list.id, [carls.id]);
  assert.deepEqual(ids((await alice.getAccountsInList(list.id, { limit: 40 })).data), [carls.id]);
  assert.deepEqual(ids((await alice.getAccountLists(carls.id)).data), [list.id]);
  for (const read of [
    (options) => alice.getHomeTimeline(options),
    (options) => anybody.getPublicTimeline(options),
    (options) => anybody.getLocalTimeline(options),
    (options) => anybody.getTagTimeline("reihe", options),
    (options) => alice.getListTimeline(list.id, options),
    (options) => anybody.getAccountStatuses(carls.id, options),
  ]) {
    const { data, headers } = await read({ limit: 2 });
    assert.deepEqual(ids(data), posts.slice(0, 2));
    assert.match(headers.link, /max_id=/);
    assert.deepEqual(ids((await read({ limit: 2, max_id: posts[1] })).data), posts.slice(2));
    assert.deepEqual(ids((await read({ limit: 1, min_id: posts[2] })).data), [posts[1]]);
    assert.deepEqual(ids((await read({ since_id: posts[1] })).data), [posts[0]]);
  }
  assert.equal((await alice.updateList(list.id, "Die Nachbarn")).data.title, "Die Nachbarn");
  assert.equal((await alice.getList(list.id)).data.title, "Die Nachbarn");
  await alice.deleteAccountsFromList(list.id, [carls.id]);
  await alice.deleteList(list.id);
  assert.deepEqual((await alice.getLists()).data, []);

  const { data: filter } = await alice.createFilter("Wetter", ["home"], { whole_word: true });
  assert.equal((await alice.getFilter(filter.id)).data.phrase, "Wetter");
  const { data: changed } = await alice.updateFilter(filter.id, "Regen", ["home", "public"], { irreversible: true });
  assert.deepEqual([changed.phrase, changed.irreversible], ["Regen", true]);
  assert.equal((await alice.getFilters()).data.length, 1);
  await alice.deleteFilter(filter.id);
  assert.equal((await refusal(alice.getFilter(filter.id))).response.status, 404);

  assert.equal((await alice.followTag("markt")).data.following, true);
  assert.equal((await alice.getTag("markt")).data.following, true);
  assert.equal((await alice.getFollowedTags()).data.length, 1);
  assert.equal((await alice.unfollowTag("markt")).data.following, false);
  await alice.postStatus("Der #Garten blüht", { visibility: "public" });
  assert.equal((await alice.getSuggestedTags()).data[0].name.toLowerCase(), "garten");
  const { data: featured } = await alice.createFeaturedTag("Garten");
  assert.deepEqual(ids((await alice.getFeaturedTags()).data), [featured.id]);
  await alice.deleteFeaturedTag(featured.id);

  await alice.saveMarkers({ home: { last_read_id: posts[0] } });
  assert.equal((await alice.getMarkers(["home"])).data.home.last_read_id, posts[0]);
}
