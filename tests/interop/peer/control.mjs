/** The orders a test can give. Acts name their actor as `as`; `wait` is how a test learns what has arrived. */
import * as acts from "./acts.mjs";
import { ACTOR_TYPES } from "./actors.mjs";
import { INSTANCE } from "./world.mjs";

const ACTS = {
  follow: acts.follow,
  unfollow: acts.unfollow,
  accept: (peer, actor, { follower }) => acts.acceptFollow(peer, actor, follower),
  reject: (peer, actor, { follower }) => acts.rejectFollow(peer, actor, follower),
  post: acts.post,
  edit: acts.edit,
  publish_votes: acts.publishVotes,
  delete: acts.deletePost,
  vote: acts.vote,
  like: acts.like,
  react: acts.react,
  announce: acts.announce,
  undo: acts.undo,
  block: acts.block,
  flag: acts.flag,
  move: acts.move,
  update_profile: acts.updateProfile,
  delete_actor: acts.deleteActor,
  pin: acts.pin,
  unpin: acts.unpin,
  fetch: acts.fetchAs,
  collection: acts.readCollection,
};

export function createControl(world, federation) {
  const context = () => federation.createContext(new URL(world.origin));
  const orders = {
    reset: () => world.reset(),
    settings: (changes) => world.change(changes),
    create_actor: (order) => createActor(world, context(), order),
    actor: ({ name }) => describe(world, name),
    wait: (order) => wait(world, order),
    received: ({ type, where }) => world.deliveries.filter((one) => one.accepted && matches(one, type, where)),
    deliveries: () => world.deliveries,
    requests: () => world.requests,
    known: ({ uri }) => world.known.get(uri) ?? null,
    responses: ({ uri }) => world.responsesTo(uri),
    settle: () => world.settle(),
    log: () => world.logged,
  };
  for (const [name, act] of Object.entries(ACTS)) {
    orders[name] = ({ as = INSTANCE, ...order }) => act({ world, ctx: context() }, world.actor(as), order);
  }
  return orders;
}

async function createActor(world, ctx, { name, type = "Person", ...profile }) {
  if (!/^[a-z0-9_]+$/.test(name)) throw new RangeError(`not a name: ${name}`);
  if (!(type in ACTOR_TYPES)) throw new RangeError(`no such type of actor: ${type}`);
  await world.addActor(name, { type, ...profile });
  return { name, uri: ctx.getActorUri(name).href, inbox: ctx.getInboxUri(name).href };
}

function describe(world, name) {
  const { followers, followRequests, following, blockedBy, pinned, ...rest } = world.actor(name);
  return {
    ...rest,
    followers: [...followers.keys()],
    followRequests: [...followRequests.keys()],
    following: [...following],
    blockedBy: [...blockedBy],
    pinned: [...pinned],
  };
}

/**
 * The oldest delivery of that type (and with those values, by dotted path: `{ "object.type": "Note" }`) that Fedify
 * has verified and nobody has waited for yet. Answers as soon as there is one.
 */
async function wait(world, { type, where = {}, timeout = 10 }) {
  const find = () => world.deliveries.find((one) => one.accepted && !one.taken && matches(one, type, where));
  const found = find() ?? (await arrival(world, find, timeout));
  if (found == null) throw Object.assign(new Error(complaint(world, type, where, timeout)), { status: 408 });
  found.taken = true;
  return found;
}

function arrival(world, find, seconds) {
  return new Promise((resolve) => {
    const finish = (found) => {
      clearTimeout(timer);
      world.waiters.delete(check);
      resolve(found);
    };
    const check = () => {
      const found = find();
      if (found != null) finish(found);
    };
    const timer = setTimeout(finish, seconds * 1000, null);
    world.waiters.add(check);
  });
}

function complaint(world, type, where, timeout) {
  const seen = world.deliveries.map((one) => `  ${one.type} ${one.id} from ${one.actor}: ${one.status}, ${fate(one)}`);
  const wanted = Object.keys(where).length > 0 ? `${type} ${JSON.stringify(where)}` : type;
  return [`no ${wanted} within ${timeout} s. Deliveries:`, ...seen, "Fedify says:", ...world.logged.slice(-5)].join(
    "\n",
  );
}

function fate({ accepted, taken, answer }) {
  if (!accepted) return answer;
  return taken ? "waited for" : "verified";
}

function matches(delivery, type, where = {}) {
  if (type != null && delivery.type !== type) return false;
  return Object.entries(where).every(([path, value]) => valueAt(delivery.json, path) === value);
}

function valueAt(json, path) {
  return path.split(".").reduce((inner, step) => inner?.[step], json);
}
