/**
 * How each delivery is vouched for. Fedify is content with the first signature that holds; a test wants to know about
 * every one. So each kind is also checked on its own, with Fedify's public functions, before Fedify takes the request.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  detachSignature,
  doesActorOwnKey,
  hasProofLike,
  hasSignatureLike,
  verifyJsonLd,
  verifyObject,
  verifyRequestDetailed,
} from "@fedify/fedify";
import { Activity } from "@fedify/vocab";
import { INSTANCE } from "./world.mjs";

const current = new AsyncLocalStorage();

/** The delivery that is being answered; for the inbox listener, which sees only what Fedify parsed. */
export function currentDelivery() {
  return current.getStore();
}

export function during(delivery, work) {
  return current.run(delivery, work);
}

/** "rfc9421", "draft-cavage", or null for an unsigned request. */
export function schemeOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "draft-cavage" : null;
}

/** `{ http: {scheme, keyId, verified, reason}, ldSignature, proof }`; the last two are null where there is none. */
export async function gatherEvidence(ctx, request, json) {
  const documentLoader = once(await ctx.getDocumentLoader({ identifier: INSTANCE }));
  const loaders = { contextLoader: ctx.contextLoader, documentLoader };
  return {
    http: await checkHttpSignature(request, json, loaders),
    ldSignature: hasSignatureLike(json) ? await holds(() => verifyJsonLd(json, loaders)) : null,
    proof: hasProofLike(json) ? await holds(() => verifyObject(Activity, detachSignature(json), loaders)) : null,
  };
}

async function checkHttpSignature(request, json, loaders) {
  const scheme = schemeOf(request.headers);
  if (scheme == null) return { scheme, keyId: null, verified: false, reason: "noSignature" };
  const result = await verifyRequestDetailed(request, loaders);
  if (!result.verified) {
    return { scheme, keyId: result.reason.keyId?.href ?? null, verified: false, reason: result.reason.type };
  }
  const keyId = result.key.id?.href ?? null;
  const isOwn = await holds(async () => {
    const activity = await Activity.fromJsonLd(detachSignature(json), loaders);
    return doesActorOwnKey(activity, result.key, loaders);
  });
  return { scheme, keyId, verified: isOwn, reason: isOwn ? null : "notTheActorsKey" };
}

/** What Fedify cannot even read does not hold. */
async function holds(check) {
  try {
    return Boolean(await check());
  } catch {
    return false;
  }
}

/** Each document at most once for a delivery, or the checks would burden the sender they are to observe. */
function once(loader) {
  const loaded = new Map();
  return (url, options) => {
    if (!loaded.has(url)) loaded.set(url, loader(url, options));
    return loaded.get(url);
  };
}
