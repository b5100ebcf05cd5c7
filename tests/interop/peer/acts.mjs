/** What an actor of the peer can do. Each act returns `{ activity, object }`: JSON as sent; the object may be null. */
import {
  Accept,
  Add,
  Announce,
  Block,
  Create,
  Delete,
  Emoji,
  EmojiReact,
  Flag,
  Follow,
  Image,
  Like,
  Move,
  Note,
  PUBLIC_COLLECTION,
  Reject,
  Remove,
  Tombstone,
  Undo,
  Update,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { describeActor } from "./actors.mjs";
import { deliver, lookUpActors } from "./deliver.mjs";
import { compose, contents, lookUp, tally } from "./posts.mjs";

const PROFILE = ["displayName", "summary", "fields", "manuallyApprovesFollowers", "aliases"];

export async function follow(peer, actor, { uri }) {
  const recipients = await lookUpActors(peer, actor, [uri]);
  const object = recipients[0].id;
  return send(peer, actor, new Follow({ ...head(peer, actor), object, to: object }), recipients);
}

export async function unfollow(peer, actor, { uri }) {
  const asked = [...peer.world.activities.values()].findLast(
    ({ author, activity }) => author === actor.name && activity instanceof Follow && activity.objectId.href === uri,
  );
  if (asked == null) throw new RangeError(`${actor.name} never asked to follow ${uri}`);
  return undo(peer, actor, { id: asked.activity.id.href });
}

/** Answers a Follow that waits; `follower` is the address of who asked. */
export async function acceptFollow(peer, actor, follower) {
  const { recipient, activity } = takeRequest(actor, follower);
  actor.followers.set(follower, { recipient, activity });
  return send(peer, actor, new Accept({ ...head(peer, actor), object: activity, to: recipient.id }), [recipient]);
}

/** Refuses a Follow that waits, or takes back one that was accepted. */
export async function rejectFollow(peer, actor, follower) {
  const { recipient, activity } = actor.followers.get(follower) ?? takeRequest(actor, follower);
  actor.followers.delete(follower);
  return send(peer, actor, new Reject({ ...head(peer, actor), object: activity, to: recipient.id }), [recipient]);
}

function takeRequest(actor, follower) {
  const request = actor.followRequests.get(follower);
  if (request == null) throw new RangeError(`${follower} did not ask to follow ${actor.name}`);
  actor.followRequests.delete(follower);
  return request;
}

/** A Note, or with `choices` a Question. */
export async function post(peer, actor, order) {
  const { world } = peer;
  const { object, extra } = await compose(peer, actor, order);
  const audience = [...object.toIds, ...object.ccIds].map((address) => address.href);
  const entry = { object, author: actor.name, audience, extra };
  world.objects.set(object.id.href, entry);
  if (order.choices != null)
    Object.assign(entry, { choices: order.choices, multiple: !!order.multiple, votes: new Map() });
  const create = new Create({ ...head(peer, actor), object, ...addressing(object), published: object.published });
  return send(peer, actor, create, recipientsOf(peer, actor, entry));
}

export async function edit(peer, actor, { id, summary, ...words }) {
  const entry = ownPost(peer, actor, id);
  entry.object = entry.object.clone({
    ...((words.content ?? words.contentMap) ? { contents: contents(words) } : {}),
    ...(summary == null ? {} : { summary }),
    updated: Temporal.Now.instant(),
  });
  return sendUpdate(peer, actor, entry);
}

/** Publishes how a question stands; `closed` ends it. */
export async function publishVotes(peer, actor, { id, closed = false }) {
  const entry = ownPost(peer, actor, id);
  entry.object = tally(entry, closed);
  return sendUpdate(peer, actor, entry);
}

function sendUpdate(peer, actor, entry) {
  const update = new Update({ ...head(peer, actor), object: entry.object, ...addressing(entry.object) });
  return send(peer, actor, update, recipientsOf(peer, actor, entry));
}

export async function deletePost(peer, actor, { id }) {
  const entry = ownPost(peer, actor, id);
  const tombstone = new Tombstone({ id: entry.object.id, deleted: Temporal.Now.instant() });
  entry.object = tombstone;
  actor.pinned.delete(id);
  const to = entry.audience.map((address) => new URL(address));
  return send(
    peer,
    actor,
    new Delete({ ...head(peer, actor), object: tombstone, tos: to }),
    recipientsOf(peer, actor, entry),
  );
}

/** One Create for each choice, as all microblogs do. Returns the last. */
export async function vote(peer, actor, { uri, choices }) {
  const question = await lookUp(peer, actor, uri);
  const recipients = await lookUpActors(peer, actor, [question.attributionId.href]);
  const sent = [];
  for (const name of choices) {
    const id = new URL(`#votes/${peer.world.number()}`, peer.ctx.getActorUri(actor.name));
    const attribution = peer.ctx.getActorUri(actor.name);
    const object = new Note({ id, name, attribution, replyTarget: question.id, to: recipients[0].id });
    sent.push(await send(peer, actor, new Create({ ...head(peer, actor), object, to: recipients[0].id }), recipients));
  }
  return sent.at(-1);
}

export async function like(peer, actor, { uri }) {
  const { object, recipients } = await target(peer, actor, uri);
  return send(peer, actor, new Like({ ...head(peer, actor), object, to: recipients[0].id }), recipients);
}

/** `content` is an emoji, or `:name:` with the `icon` address of a picture. */
export async function react(peer, actor, { uri, content, icon }) {
  const { object, recipients } = await target(peer, actor, uri);
  const tags = icon == null ? [] : [customEmoji(peer, content, icon)];
  const reaction = new EmojiReact({ ...head(peer, actor), object, content, tags, to: recipients[0].id });
  return send(peer, actor, reaction, recipients);
}

function customEmoji({ world }, name, icon) {
  const id = new URL(`${world.origin}/emojis/${encodeURIComponent(name.replaceAll(":", ""))}`);
  return new Emoji({ id, name, icon: new Image({ url: new URL(icon), mediaType: "image/png" }) });
}

export async function announce(peer, actor, { uri }) {
  const { object, recipients } = await target(peer, actor, uri);
  const activity = new Announce({
    ...head(peer, actor),
    object,
    to: PUBLIC_COLLECTION,
    ccs: [peer.ctx.getFollowersUri(actor.name), recipients[0].id],
    published: Temporal.Now.instant(),
  });
  return send(peer, actor, activity, [...followersOf(actor), ...recipients]);
}

/** Takes back any earlier activity, named by its id; it goes to everybody who got that. */
export async function undo(peer, actor, { id }) {
  const entry = peer.world.activities.get(id);
  if (entry?.author !== actor.name) throw new RangeError(`${actor.name} did not send ${id}`);
  if (entry.activity instanceof Follow) actor.following.delete(entry.activity.objectId.href);
  const activity = new Undo({ ...head(peer, actor), object: entry.activity, ...addressing(entry.activity) });
  return send(peer, actor, activity, entry.recipients);
}

export async function block(peer, actor, { uri }) {
  const recipients = await lookUpActors(peer, actor, [uri]);
  actor.followers.delete(uri);
  return send(
    peer,
    actor,
    new Block({ ...head(peer, actor), object: recipients[0].id, to: recipients[0].id }),
    recipients,
  );
}

/** Reports an account and some of its posts. */
export async function flag(peer, actor, { uri, objects = [], content = "" }) {
  const recipients = await lookUpActors(peer, actor, [uri]);
  const reported = [recipients[0].id, ...objects.map((address) => new URL(address))];
  return send(
    peer,
    actor,
    new Flag({ ...head(peer, actor), objects: reported, content, to: recipients[0].id }),
    recipients,
  );
}

/** The target must already name this actor in `alsoKnownAs`; whether it does is for the others to check. */
export async function move(peer, actor, { uri }) {
  actor.successor = uri;
  const object = peer.ctx.getActorUri(actor.name);
  const activity = new Move({
    ...head(peer, actor),
    object,
    target: new URL(uri),
    to: peer.ctx.getFollowersUri(actor.name),
  });
  return send(peer, actor, activity, followersOf(actor));
}

export async function updateProfile(peer, actor, changes) {
  for (const name of Object.keys(changes)) {
    if (!PROFILE.includes(name)) throw new RangeError(`a profile has no ${name}`);
  }
  Object.assign(actor, changes);
  const object = await describeActor(peer.ctx, actor);
  const update = new Update({ ...head(peer, actor), object, ...toEverybody(peer, actor) });
  return send(peer, actor, update, followersOf(actor));
}

/** Tells the followers and `to` (addresses of actors), then answers 410 for ever. */
export async function deleteActor(peer, actor, { to = [] }) {
  const others = await lookUpActors(peer, actor, to);
  const object = peer.ctx.getActorUri(actor.name);
  const activity = new Delete({ ...head(peer, actor), object, to: PUBLIC_COLLECTION });
  const sent = await send(peer, actor, activity, [...followersOf(actor), ...others]);
  actor.deleted = true;
  return sent;
}

export function pin(peer, actor, { id }) {
  actor.pinned.add(ownPost(peer, actor, id).object.id.href);
  return sendPin(peer, actor, Add, id);
}

export function unpin(peer, actor, { id }) {
  actor.pinned.delete(id);
  return sendPin(peer, actor, Remove, id);
}

function sendPin(peer, actor, Kind, id) {
  const place = peer.ctx.getFeaturedUri(actor.name);
  const words = { object: new URL(id), target: place, ...toEverybody(peer, actor) };
  return send(peer, actor, new Kind({ ...head(peer, actor), ...words }), followersOf(actor));
}

/** What Fedify makes of an address, fetched with the actor's signature; `raw` is the document as it came. */
export async function fetchAs(peer, actor, { uri }) {
  const documentLoader = await peer.ctx.getDocumentLoader({ identifier: actor.name });
  const { document } = await documentLoader(uri);
  const understood = await lookUp(peer, actor, uri);
  return {
    raw: document,
    type: understood.constructor.name,
    json: await understood.toJsonLd({ format: "compact", contextLoader: peer.ctx.contextLoader }),
  };
}

/** Every item of a collection, as Fedify walks its pages. */
export async function readCollection(peer, actor, { uri }) {
  const documentLoader = await peer.ctx.getDocumentLoader({ identifier: actor.name });
  const collection = await lookUp(peer, actor, uri);
  const items = [];
  for await (const item of peer.ctx.traverseCollection(collection, { documentLoader })) {
    items.push(await item.toJsonLd({ format: "compact", contextLoader: peer.ctx.contextLoader }));
  }
  return { totalItems: collection.totalItems, items };
}

async function send(peer, actor, activity, recipients) {
  const json = await deliver(peer, actor, activity, unique(recipients));
  const embedded = json.object != null && typeof json.object === "object" && !Array.isArray(json.object);
  return { activity: json, object: embedded ? json.object : null };
}

function head({ world, ctx }, actor) {
  return { id: new URL(`${world.origin}/activities/${world.number()}`), actor: ctx.getActorUri(actor.name) };
}

function addressing({ toIds, ccIds }) {
  return { tos: toIds, ccs: ccIds };
}

function toEverybody({ ctx }, actor) {
  return { to: PUBLIC_COLLECTION, cc: ctx.getFollowersUri(actor.name) };
}

function followersOf(actor) {
  return [...actor.followers.values()].map(({ recipient }) => recipient);
}

function recipientsOf({ ctx }, actor, { audience, extra }) {
  const isForFollowers = audience.includes(ctx.getFollowersUri(actor.name).href);
  return isForFollowers ? [...followersOf(actor), ...extra] : extra;
}

function unique(recipients) {
  return [...new Map(recipients.map((recipient) => [recipient.id.href, recipient])).values()];
}

/** A foreign object, and its author as recipient. */
async function target(peer, actor, uri) {
  const found = await lookUp(peer, actor, uri);
  return { object: found.id, recipients: await lookUpActors(peer, actor, [found.attributionId.href]) };
}

function ownPost({ world }, actor, id) {
  const entry = world.objects.get(id);
  if (entry?.author !== actor.name || entry.object instanceof Tombstone)
    throw new RangeError(`${actor.name} has no post ${id}`);
  return entry;
}
