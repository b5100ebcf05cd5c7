/** Everything the peer knows, in memory: its actors, what they wrote, what reached them, and how it should behave. */
import { generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";

/** The actor that signs what the peer itself fetches; its document is always readable without a signature. */
export const INSTANCE = "peer";

const SCHEMES = { rfc9421: "rfc9421", "draft-cavage": "draft-cavage-http-signatures-12" };
const SPEC_PREFIX = "httpMessageSignaturesSpec";
const MAX_LOG = 500;

export const DEFAULT_SETTINGS = Object.freeze({
  /** The HTTP signature scheme tried first with an origin the peer does not know yet. */
  firstKnock: "rfc9421",
  /** The schemes the peer takes; others are answered with 401. */
  accepts: Object.freeze(["rfc9421", "draft-cavage"]),
  /** Whether such a 401 names the wanted scheme in `Accept-Signature` (only RFC 9421 can be asked for). */
  challenge: true,
  /** Whether outgoing activities carry an object integrity proof (FEP-8b32), an LD signature (RsaSignature2017). */
  proofs: true,
  ldSignatures: true,
  /** Whether documents are shown only to signed requests. */
  authorizedFetch: false,
  /** Whether replies to the peer's posts are passed on to the author's followers (ActivityPub 7.1.2). */
  forwards: false,
});

export class World {
  constructor(origin) {
    this.origin = origin;
    this.host = new URL(origin).host;
    this.kv = new PeerKvStore(this);
    // Identities outlive a reset: making RSA keys is slow, and a name keeps its keys as on any real server.
    this.keys = new Map();
    // Never counted back: no address is ever used for a second thing.
    this.lastNumber = 0;
  }

  async reset() {
    this.settings = { ...DEFAULT_SETTINGS };
    this.actors = new Map();
    /** By address: posts and questions of the peer, as { object, author, audience, votes }. */
    this.objects = new Map();
    /** By address: activities the peer sent, as { activity, author, audience, recipients }. */
    this.activities = new Map();
    /** By address: objects of others, as their JSON; what Update changes and Delete takes away. */
    this.known = new Map();
    /** By address of a post: { likes, shares, replies: address[], reactions: {actor, content}[] }. */
    this.responses = new Map();
    this.deliveries = [];
    this.requests = [];
    this.logged = [];
    this.problems = [];
    this.reactions = new Set();
    this.waiters = new Set();
    await this.kv.forget();
    await this.addActor(INSTANCE, { type: "Application" });
  }

  async change(settings) {
    for (const name of Object.keys(settings)) {
      if (!(name in DEFAULT_SETTINGS)) throw new RangeError(`no such setting: ${name}`);
    }
    const schemes = [...(settings.accepts ?? []), ...(settings.firstKnock == null ? [] : [settings.firstKnock])];
    for (const scheme of schemes) {
      if (!(scheme in SCHEMES)) throw new RangeError(`no such signature scheme: ${scheme}`);
    }
    Object.assign(this.settings, settings);
    await this.kv.forget();
    return this.settings;
  }

  get firstSpec() {
    return SCHEMES[this.settings.firstKnock];
  }

  number() {
    return ++this.lastNumber;
  }

  async addActor(name, profile) {
    if (this.actors.has(name)) throw new RangeError(`there is already an actor ${name}`);
    if (!this.keys.has(name)) {
      this.keys.set(name, [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")]);
    }
    const actor = {
      name,
      type: "Person",
      displayName: name,
      summary: "",
      fields: [],
      manuallyApprovesFollowers: false,
      aliases: [],
      successor: null,
      deleted: false,
      /** By address: the follower as Fedify delivers to it, and its Follow. */
      followers: new Map(),
      followRequests: new Map(),
      following: new Set(),
      pinned: new Set(),
      blockedBy: new Set(),
      ...profile,
    };
    this.actors.set(name, actor);
    return actor;
  }

  /** The living actor of that name. */
  actor(name) {
    const actor = this.actors.get(name);
    if (actor == null || actor.deleted) throw new RangeError(`there is no actor ${name}`);
    return actor;
  }

  responsesTo(address) {
    if (!this.responses.has(address)) {
      this.responses.set(address, { likes: [], shares: [], replies: [], reactions: [] });
    }
    return this.responses.get(address);
  }

  /** Work that follows an answered delivery (an Accept, say); `settle` waits for it and tells what went wrong. */
  react(what, work) {
    const reaction = work()
      .catch((error) => this.problems.push(`${what}: ${error.message}`))
      .finally(() => this.reactions.delete(reaction));
    this.reactions.add(reaction);
  }

  async settle() {
    while (this.reactions.size > 0) await Promise.all(this.reactions);
    return this.problems.splice(0);
  }

  log({ level, category, message }) {
    const text = message.map((part) => (typeof part === "string" ? part : describe(part))).join("");
    this.logged.push(`${level} ${category.join(".")}: ${text}`);
    if (this.logged.length > MAX_LOG) this.logged.shift();
  }
}

function describe(part) {
  if (part instanceof Error) return part.stack;
  if (part instanceof URL) return part.href;
  return JSON.stringify(part) ?? String(part);
}

/**
 * Fedify's memory store. Asked which signature scheme an unknown origin takes, it answers with the setting of the
 * moment: Fedify itself reads `firstKnock` only when it is built.
 */
class PeerKvStore extends MemoryKvStore {
  #world;

  constructor(world) {
    super();
    this.#world = world;
  }

  async get(key) {
    const found = await super.get(key);
    return found ?? (key.includes(SPEC_PREFIX) ? this.#world.firstSpec : undefined);
  }

  async forget() {
    for await (const { key } of this.list()) await this.delete(key);
  }
}
