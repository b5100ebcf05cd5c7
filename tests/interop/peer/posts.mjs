/** Posts and questions as Fedify objects, and whom they are for. */
import {
  Collection,
  Document,
  Hashtag,
  LanguageString,
  Mention,
  Note,
  PUBLIC_COLLECTION,
  Question,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { lookUpActors } from "./deliver.mjs";

/** `to` and `cc` of a visibility, before the people who are mentioned are added. */
function audienceOf(visibility, followers) {
  switch (visibility) {
    case "public":
      return { to: [PUBLIC_COLLECTION.href], cc: [followers] };
    case "unlisted":
      return { to: [followers], cc: [PUBLIC_COLLECTION.href] };
    case "followers":
      return { to: [followers], cc: [] };
    case "direct":
      return { to: [], cc: [] };
    default:
      throw new RangeError(`no such visibility: ${visibility}`);
  }
}

/**
 * A post from the words of an order: `content` (HTML), `contentMap`, `visibility` or `to` and `cc`, `mentions`
 * (addresses of actors), `hashtags` (without #), `inReplyTo`, `summary`, `sensitive`, `attachments`
 * ({ url, mediaType, name, width, height }), `quote`; for a question also `choices`, `multiple`, `endTime`.
 * Returns the object and the actors it goes to beside the followers.
 */
export async function compose(peer, actor, order) {
  const { world, ctx } = peer;
  const { to, cc } =
    (order.to ?? order.cc)
      ? { to: order.to ?? [], cc: order.cc ?? [] }
      : audienceOf(order.visibility ?? "public", ctx.getFollowersUri(actor.name).href);
  const parent = order.inReplyTo == null ? null : await lookUp(peer, actor, order.inReplyTo);
  const parentAuthor = parent?.attributionId?.href;
  const mentioned = await lookUpActors(peer, actor, [
    ...(order.mentions ?? []),
    ...(parentAuthor ? [parentAuthor] : []),
  ]);
  const named = mentioned.map((person) => person.id.href);
  const addressed = await lookUpActors(
    peer,
    actor,
    [...to, ...cc].filter((address) => isSomeone(ctx, actor, address, named)),
  );
  const isQuestion = order.choices != null;
  const id = new URL(`${ctx.getActorUri(actor.name).href}/${isQuestion ? "questions" : "notes"}/${world.number()}`);
  const common = {
    id,
    url: id,
    attribution: ctx.getActorUri(actor.name),
    contents: contents(order),
    tos: urls(order.visibility === "direct" ? [...to, ...named] : to),
    ccs: urls(order.visibility === "direct" ? cc : [...cc, ...named]),
    replyTarget: order.inReplyTo == null ? null : new URL(order.inReplyTo),
    summary: order.summary ?? null,
    sensitive: order.sensitive ?? false,
    published: Temporal.Now.instant(),
    tags: [...mentioned.map(mention), ...(order.hashtags ?? []).map((name) => hashtag(world, name))],
    attachments: (order.attachments ?? []).map((file) => new Document({ ...file, url: new URL(file.url) })),
    quoteUrl: order.quote == null ? null : new URL(order.quote),
  };
  const object = isQuestion
    ? new Question({ ...common, ...poll(order) })
    : new Note({ ...common, replies: new URL(`${id.href}/replies`) });
  return { object, extra: [...mentioned, ...addressed] };
}

export async function lookUp({ ctx }, actor, address) {
  const documentLoader = await ctx.getDocumentLoader({ identifier: actor.name });
  const found = await ctx.lookupObject(new URL(address), { documentLoader });
  if (found == null) throw new RangeError(`Fedify finds nothing at ${address}`);
  return found;
}

function isSomeone(ctx, actor, address, alreadyFound) {
  return address !== ctx.getFollowersUri(actor.name).href && !alreadyFound.includes(address);
}

function urls(addresses) {
  return [...new Set(addresses)].map((address) => new URL(address));
}

export function contents({ content, contentMap }) {
  const inLanguages = Object.entries(contentMap ?? {}).map(([language, text]) => new LanguageString(text, language));
  const plain = content ?? Object.values(contentMap ?? {})[0];
  return plain == null ? inLanguages : [plain, ...inLanguages];
}

function mention(person) {
  return new Mention({ href: person.id, name: `@${person.preferredUsername}@${person.id.host}` });
}

function hashtag(world, name) {
  return new Hashtag({ href: new URL(`${world.origin}/tags/${encodeURIComponent(name)}`), name: `#${name}` });
}

function poll({ choices, multiple, endTime }) {
  const options = choices.map((name) => choice(name, 0));
  return {
    [multiple ? "inclusiveOptions" : "exclusiveOptions"]: options,
    endTime: endTime == null ? Temporal.Now.instant().add({ hours: 24 }) : Temporal.Instant.from(endTime),
    voters: 0,
  };
}

function choice(name, votes) {
  return new Note({ name, replies: new Collection({ totalItems: votes }) });
}

/** The question with the votes that have come in, and its end if it is over. */
export function tally({ object, choices, multiple, votes }, isClosed) {
  const ballots = [...votes.values()];
  const options = choices.map((name) => choice(name, ballots.filter((ballot) => ballot.has(name)).length));
  return object.clone({
    [multiple ? "inclusiveOptions" : "exclusiveOptions"]: options,
    voters: votes.size,
    ...(isClosed ? { closed: Temporal.Now.instant(), endTime: Temporal.Now.instant() } : {}),
  });
}
