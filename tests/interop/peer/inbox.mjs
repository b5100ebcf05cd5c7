/** What the peer does with an activity that Fedify has verified. */
import {
  Accept,
  Announce,
  Block,
  Create,
  Delete,
  EmojiReact,
  Follow,
  isActor,
  Like,
  Move,
  Note,
  Question,
  Reject,
  Undo,
  Update,
} from "@fedify/vocab";
import { currentDelivery } from "./evidence.mjs";
import { acceptFollow, follow, unfollow } from "./acts.mjs";

const HANDLERS = new Map([
  [Follow, receiveFollow],
  [Accept, receiveAccept],
  [Reject, receiveReject],
  [Create, receiveCreate],
  [Update, receiveUpdate],
  [Delete, receiveDelete],
  [Like, receiveLike],
  [EmojiReact, receiveReaction],
  [Announce, receiveAnnounce],
  [Undo, receiveUndo],
  [Move, receiveMove],
  [Block, receiveBlock],
]);

/** Types without a handler (Flag, Add, Remove ...) need no more than to have arrived. */
export async function receive(world, ctx, activity) {
  const delivery = currentDelivery();
  delivery.accepted = true;
  const peer = { world, ctx, json: delivery.json };
  await HANDLERS.get(activity.constructor)?.(peer, activity);
}

function localActor({ world, ctx }, address) {
  const parts = address == null ? null : ctx.parseUri(address);
  const actor = parts?.type === "actor" ? world.actors.get(parts.identifier) : null;
  return actor?.deleted ? null : actor;
}

async function receiveFollow(peer, activity) {
  const { world, ctx } = peer;
  const followed = localActor(peer, activity.objectId);
  const follower = await activity.getActor(ctx);
  if (followed == null || follower?.id == null) return;
  followed.followRequests.set(follower.id.href, { recipient: follower, activity });
  if (!followed.manuallyApprovesFollowers) {
    world.react(`accepting ${activity.id}`, () => acceptFollow(peer, followed, follower.id.href));
  }
}

/** The Follow an answer is about: named by its id, embedded, or (some servers) only to be known by who asked whom. */
async function answeredFollow(peer, answer) {
  const asked = peer.world.activities.get(answer.objectId?.href);
  if (asked?.activity instanceof Follow) return peer.world.actors.get(asked.author);
  const embedded = await answer.getObject(peer.ctx);
  return embedded instanceof Follow ? localActor(peer, embedded.actorId) : null;
}

async function receiveAccept(peer, activity) {
  (await answeredFollow(peer, activity))?.following.add(activity.actorId.href);
}

async function receiveReject(peer, activity) {
  (await answeredFollow(peer, activity))?.following.delete(activity.actorId.href);
}

async function receiveCreate(peer, activity) {
  const { world, ctx } = peer;
  const object = await activity.getObject(ctx);
  if (object?.id == null) return;
  const parent = world.objects.get(object.replyTargetId?.href);
  if (object instanceof Note && object.name != null && parent?.object instanceof Question) {
    countVote(parent, activity.actorId.href, String(object.name));
    return;
  }
  world.known.set(object.id.href, await object.toJsonLd({ format: "compact", ...ctx }));
  if (parent != null) addOnce(world.responsesTo(parent.object.id.href).replies, object.id.href);
  await forward(peer, parent);
}

function countVote(entry, voter, choice) {
  const isOffered = entry.choices.includes(choice);
  const chosen = entry.votes.get(voter) ?? new Set();
  if (!isOffered || (chosen.size > 0 && !entry.multiple)) return;
  entry.votes.set(voter, chosen.add(choice));
}

async function receiveUpdate(peer, activity) {
  const { world, ctx } = peer;
  const object = await activity.getObject(ctx);
  if (object?.id == null) return;
  world.known.set(object.id.href, await object.toJsonLd({ format: "compact", ...ctx }));
  if (!isActor(object)) await forward(peer, world.objects.get(object.replyTargetId?.href));
}

async function receiveDelete(peer, activity) {
  const { world } = peer;
  const address = activity.objectId?.href ?? (await activity.getObject(peer.ctx))?.id?.href;
  world.known.delete(address);
  for (const actor of world.actors.values()) {
    actor.followers.delete(address);
    actor.following.delete(address);
  }
  for (const [parent, { replies }] of world.responses) {
    if (remove(replies, address)) await forward(peer, world.objects.get(parent));
  }
}

/** Passes on the bytes as they came, so that the author's own signature still fits them. */
async function forward({ world, ctx }, parent) {
  if (parent == null || !world.settings.forwards) return;
  world.react(`forwarding to the followers of ${parent.author}`, () =>
    ctx.forwardActivity({ identifier: parent.author }, "followers", { skipIfUnsigned: true, preferSharedInbox: true }),
  );
}

function receiveLike({ world, json }, activity) {
  // Misskey's family sends an emoji reaction as a Like with content
  const content = json.content ?? json._misskey_reaction;
  if (content != null) return addReaction(world, activity, content);
  addOnce(world.responsesTo(activity.objectId.href).likes, activity.actorId.href);
}

function receiveReaction({ world, json }, activity) {
  addReaction(world, activity, json.content);
}

function addReaction(world, activity, content) {
  world.responsesTo(activity.objectId.href).reactions.push({ actor: activity.actorId.href, content });
}

function receiveAnnounce({ world }, activity) {
  addOnce(world.responsesTo(activity.objectId.href).shares, activity.actorId.href);
}

async function receiveUndo(peer, activity) {
  const { world, ctx } = peer;
  const undone = await activity.getObject(ctx);
  const actor = activity.actorId.href;
  if (undone == null || undone.actorId?.href !== actor) return;
  const target = undone.objectId?.href;
  if (undone instanceof Follow) {
    localActor(peer, undone.objectId)?.followers.delete(actor);
    localActor(peer, undone.objectId)?.followRequests.delete(actor);
  } else if (undone instanceof Announce) {
    remove(world.responsesTo(target).shares, actor);
  } else if (undone instanceof Block) {
    localActor(peer, undone.objectId)?.blockedBy.delete(actor);
  } else if (undone instanceof Like || undone instanceof EmojiReact) {
    const responses = world.responsesTo(target);
    remove(responses.likes, actor);
    responses.reactions = responses.reactions.filter((reaction) => reaction.actor !== actor);
  }
}

/** Followers go along, but only to an account that names the old one as its own (FEP-7628). */
async function receiveMove(peer, activity) {
  const { world, ctx } = peer;
  const [from, target] = [activity.objectId?.href, await activity.getTarget(ctx)];
  const claims = target?.aliasIds?.map((alias) => alias.href) ?? [];
  if (from !== activity.actorId?.href || !claims.includes(from)) {
    world.problems.push(`Move ${activity.id}: the target does not name ${from} in alsoKnownAs`);
    return;
  }
  for (const actor of world.actors.values()) {
    if (!actor.following.has(from)) continue;
    world.react(`${actor.name} moves along to ${target.id}`, async () => {
      await follow(peer, actor, { uri: target.id.href });
      await unfollow(peer, actor, { uri: from });
    });
  }
}

function receiveBlock(peer, activity) {
  const blocked = localActor(peer, activity.objectId);
  blocked?.blockedBy.add(activity.actorId.href);
  blocked?.followers.delete(activity.actorId.href);
  blocked?.following.delete(activity.actorId.href);
}

function addOnce(list, value) {
  if (!list.includes(value)) list.push(value);
}

/** Whether the value was there. */
function remove(list, value) {
  const index = list.indexOf(value);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}
