/** The one way out: how an activity reaches its recipients, with the signatures the settings ask for. */
import { SendActivityError, signObject, signRequest } from "@fedify/fedify";
import { PUBLIC_COLLECTION } from "@fedify/vocab";

const AUDIENCES = new Set(["to", "cc", "bto", "bcc", "audience"]);
const SPECS = ["rfc9421", "draft-cavage-http-signatures-12"];

/**
 * Sends, and keeps the activity under its address. Every inbox has answered when this returns; the first refusal is
 * thrown as a `SendActivityError`.
 */
export async function deliver(peer, actor, activity, recipients) {
  const { world, ctx } = peer;
  const audience = [...activity.toIds, ...activity.ccIds].map((address) => address.href);
  world.activities.set(activity.id.href, { activity, author: actor.name, audience, recipients });
  if (recipients.length > 0) {
    if (!world.settings.ldSignatures) {
      await deliverWithoutLdSignature(peer, actor, activity, recipients);
    } else {
      // given only the RSA key, Fedify makes no integrity proof
      const sender = world.settings.proofs ? { identifier: actor.name } : [await rsaKey(ctx, actor)];
      await ctx.sendActivity(sender, recipients, activity, { preferSharedInbox: true });
    }
  }
  return onTheWire(activity, ctx);
}

async function rsaKey(ctx, actor) {
  const { keyId, privateKey } = (await ctx.getActorKeyPairs(actor.name))[0];
  return { keyId, privateKey };
}

/** Fedify's `sendActivity` always adds an LD signature, so here the request is put together from Fedify's parts. */
async function deliverWithoutLdSignature({ world, ctx }, actor, activity, recipients) {
  const [rsa, ed25519] = await ctx.getActorKeyPairs(actor.name);
  const signed = world.settings.proofs
    ? await signObject(activity, ed25519.privateKey, ed25519.multikey.id, { contextLoader: ctx.contextLoader })
    : activity;
  const body = JSON.stringify(await onTheWire(signed, ctx));
  const inboxes = new Set(recipients.map((one) => (one.endpoints?.sharedInbox ?? one.inboxId).href));
  await Promise.all([...inboxes].map((inbox) => knock(world, inbox, body, rsa, activity.id)));
}

/** What Fedify sends, and computes its proofs over, is a little more regular than what `toJsonLd` returns. */
async function onTheWire(activity, ctx) {
  const regular = (value, key) => {
    if (Array.isArray(value)) return value.map((item) => regular(item, key));
    if (value === "as:Public" && AUDIENCES.has(key)) return PUBLIC_COLLECTION.href;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const made = name === "@context" ? inner : regular(inner, name);
        return [name, name === "attachment" && !Array.isArray(made) ? [made] : made];
      }),
    );
  };
  return regular(await activity.toJsonLd({ format: "compact", contextLoader: ctx.contextLoader }));
}

/** Tries the one scheme, then the other. */
async function knock(world, inbox, body, { privateKey, keyId }, activityId) {
  const specs = [world.firstSpec, ...SPECS.filter((spec) => spec !== world.firstSpec)];
  let response;
  for (const spec of specs) {
    const headers = { "Content-Type": "application/activity+json" };
    const request = new Request(inbox, { method: "POST", headers, body });
    response = await fetch(await signRequest(request, privateKey, keyId, { spec }));
    if (response.status !== 400 && response.status !== 401) break;
  }
  const answer = await response.text();
  if (response.ok) return;
  const message = `Failed to send activity ${activityId.href} to ${inbox} (${response.status}):\n${answer}`;
  throw new SendActivityError(new URL(inbox), response.status, message, answer, response.headers);
}

/** The actors behind addresses; collections among them are left to the caller, who knows their members. */
export async function lookUpActors({ ctx }, actor, addresses) {
  const documentLoader = await ctx.getDocumentLoader({ identifier: actor.name });
  const own = ctx.getActorUri(actor.name).href;
  const wanted = [...new Set(addresses)].filter((address) => address !== own && address !== PUBLIC_COLLECTION.href);
  return Promise.all(
    wanted.map(async (address) => {
      const found = await ctx.lookupObject(new URL(address), { documentLoader });
      if (found?.inboxId == null) throw new RangeError(`there is no actor to deliver to at ${address}`);
      return found;
    }),
  );
}
