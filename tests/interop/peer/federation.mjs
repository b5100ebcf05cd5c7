/** The public side: what Fedify is asked to show, and to whom. */
import { createFederation } from "@fedify/fedify";
import { Activity, Note, PUBLIC_COLLECTION, Question, Tombstone } from "@fedify/vocab";
import { describeActor } from "./actors.mjs";
import { receive } from "./inbox.mjs";
import { INSTANCE } from "./world.mjs";

export function createPeerFederation(world) {
  const federation = createFederation({
    kv: world.kv,
    origin: world.origin,
    allowPrivateAddress: true,
    // No queue: a delivery has happened when the order returns, and a refusal is an error of that order.
    userAgent: `interop-peer (+${world.origin}/)`,
  });
  const mayReadAny = async (ctx, identifier) =>
    identifier === INSTANCE || !world.settings.authorizedFetch || (await signerOf(ctx)) != null;

  federation
    .setActorDispatcher("/users/{identifier}", (ctx, identifier) => showActor(world, ctx, identifier))
    .setKeyPairsDispatcher((_ctx, identifier) => (world.actors.has(identifier) ? world.keys.get(identifier) : []))
    .authorize(mayReadAny);
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => describeNode(world));
  setCollections(world, federation, mayReadAny);

  const showPost = (ctx) => world.objects.get(ctx.url.href)?.object ?? null;
  const mayReadPost = (ctx) => mayRead(world, ctx, world.objects.get(ctx.url.href));
  federation.setObjectDispatcher(Note, "/users/{identifier}/notes/{id}", showPost).authorize(mayReadPost);
  federation.setObjectDispatcher(Question, "/users/{identifier}/questions/{id}", showPost).authorize(mayReadPost);
  federation
    .setCollectionDispatcher("replies", Note, "/users/{identifier}/notes/{id}/replies", (ctx) => showReplies(world, ctx))
    .authorize((ctx) => mayRead(world, ctx, world.objects.get(answeredBy(ctx))));
  federation
    .setObjectDispatcher(Activity, "/activities/{id}", (ctx) => world.activities.get(ctx.url.href)?.activity ?? null)
    .authorize((ctx) => mayRead(world, ctx, world.activities.get(ctx.url.href)));

  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .setSharedKeyDispatcher(() => ({ identifier: INSTANCE }))
    .on(Activity, (ctx, activity) => receive(world, ctx, activity))
    .onError((_ctx, error) => void world.problems.push(`inbox: ${error.message}`));
  return federation;
}

function showActor(world, ctx, identifier) {
  const actor = world.actors.get(identifier);
  if (actor == null) return null;
  const id = ctx.getActorUri(identifier);
  if (actor.deleted) return new Tombstone({ id });
  return describeActor(ctx, actor);
}

function setCollections(world, federation, mayReadAny) {
  const of = (list) => (_ctx, identifier) => {
    const actor = world.actors.get(identifier);
    return actor == null || actor.deleted ? null : list(actor);
  };
  const outbox = of((actor) => publicActivities(world, actor.name));
  federation
    .setOutboxDispatcher("/users/{identifier}/outbox", (...args) => page(outbox(...args)))
    .setCounter((...args) => outbox(...args)?.length ?? null)
    .authorize(mayReadAny);
  const followers = of((actor) => [...actor.followers.values()].map((follower) => follower.recipient));
  federation
    .setFollowersDispatcher("/users/{identifier}/followers", (...args) => page(followers(...args)))
    .setCounter((...args) => followers(...args)?.length ?? null)
    .authorize(mayReadAny);
  const following = of((actor) => [...actor.following].map((address) => new URL(address)));
  federation
    .setFollowingDispatcher("/users/{identifier}/following", (...args) => page(following(...args)))
    .setCounter((...args) => following(...args)?.length ?? null)
    .authorize(mayReadAny);
  const featured = of((actor) => [...actor.pinned].map((address) => world.objects.get(address).object));
  federation
    .setFeaturedDispatcher("/users/{identifier}/collections/featured", (...args) => page(featured(...args)))
    .authorize(mayReadAny);
}

/** The post whose replies are asked for. */
function answeredBy(ctx) {
  return new URL(ctx.url.pathname.replace(/\/replies$/, ""), ctx.origin).href;
}

function showReplies(world, ctx) {
  const address = answeredBy(ctx);
  return world.objects.has(address) ? page(world.responsesTo(address).replies.map((reply) => new URL(reply))) : null;
}

function page(items) {
  return items == null ? null : { items };
}

/** Newest first; what an Update or a Delete has overtaken is still a Create that happened, so it stays. */
function publicActivities(world, name) {
  return [...world.activities.values()]
    .filter(
      ({ author, audience, activity }) =>
        author === name &&
        audience.includes(PUBLIC_COLLECTION.href) &&
        /^(Create|Announce)$/.test(activity.constructor.name),
    )
    .map(({ activity }) => activity)
    .reverse();
}

function describeNode(world) {
  const living = [...world.actors.values()].filter((actor) => !actor.deleted && actor.name !== INSTANCE);
  return {
    software: { name: "interop-peer", version: "1.0.0" },
    protocols: ["activitypub"],
    usage: { users: { total: living.length }, localPosts: world.objects.size, localComments: 0 },
  };
}

/** Who signed the request, or null. Fetches as the instance actor, or two servers that both ask would wait for ever. */
async function signerOf(ctx) {
  const documentLoader = await ctx.getDocumentLoader({ identifier: INSTANCE });
  return ctx.getSignedKeyOwner({ documentLoader });
}

async function mayRead(world, ctx, entry) {
  if (entry == null) return true; // nothing there: Fedify answers 404
  const isPublic = entry.audience.includes(PUBLIC_COLLECTION.href);
  if (isPublic && !world.settings.authorizedFetch) return true;
  const reader = await signerOf(ctx);
  if (reader?.id == null) return false;
  if (isPublic || entry.audience.includes(reader.id.href)) return true;
  const author = world.actors.get(entry.author);
  return entry.audience.includes(ctx.getFollowersUri(entry.author).href) && author.followers.has(reader.id.href);
}
