/** Actor documents. */
import { Application, Endpoints, Group, Organization, Person, PropertyValue, Service } from "@fedify/vocab";

export const ACTOR_TYPES = { Application, Group, Organization, Person, Service };

/** The actor's document; also what an Update of a profile carries. */
export async function describeActor(ctx, actor) {
  const keys = await ctx.getActorKeyPairs(actor.name);
  return new ACTOR_TYPES[actor.type]({
    id: ctx.getActorUri(actor.name),
    preferredUsername: actor.name,
    name: actor.displayName,
    summary: actor.summary,
    url: ctx.getActorUri(actor.name),
    attachments: actor.fields.map(([name, value]) => new PropertyValue({ name, value })),
    manuallyApprovesFollowers: actor.manuallyApprovesFollowers,
    discoverable: true,
    indexable: true,
    inbox: ctx.getInboxUri(actor.name),
    outbox: ctx.getOutboxUri(actor.name),
    followers: ctx.getFollowersUri(actor.name),
    following: ctx.getFollowingUri(actor.name),
    featured: ctx.getFeaturedUri(actor.name),
    endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
    publicKey: keys[0].cryptographicKey,
    assertionMethods: keys.map((key) => key.multikey),
    aliases: actor.aliases.map((alias) => new URL(alias)),
    successor: actor.successor == null ? null : new URL(actor.successor),
  });
}
