/**
 * The peer: a complete small ActivityPub server in memory, built on Fedify, for tests to talk to.
 *
 *     node peer.mjs [--host NAME] [--port N]
 *
 * It listens on loopback twice: the *public* side speaks ActivityPub, the *control* side takes orders from the test
 * (POST /{order} with a JSON object, see control.mjs). One line of JSON on standard output says where; the process
 * ends when its standard input is closed, so it never outlives the test run that started it.
 */
import dns from "node:dns";
import { once } from "node:events";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { configure } from "@logtape/logtape";
import { createControl } from "./control.mjs";
import { createPeerFederation } from "./federation.mjs";
import { controlHandler, publicHandler } from "./http.mjs";
import { World } from "./world.mjs";

const LOOPBACK = "127.0.0.1";

const { values: options } = parseArgs({
  options: { host: { type: "string", default: LOOPBACK }, port: { type: "string", default: "0" } },
});

stayOnLoopback();
const publicServer = await listen(Number(options.port));
const controlServer = await listen(0);
const world = new World(`http://${options.host}:${publicServer.address().port}`);
await configure({
  sinks: { world: (record) => world.log(record) },
  loggers: [
    { category: "fedify", sinks: ["world"], lowestLevel: "warning" },
    { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
  ],
});
const federation = createPeerFederation(world);
await world.reset();
publicServer.on("request", publicHandler(world, federation));
controlServer.on("request", controlHandler(createControl(world, federation)));

console.log(JSON.stringify({ origin: world.origin, control: `http://${LOOPBACK}:${controlServer.address().port}` }));
process.stdin.resume().on("close", () => process.exit(0));

async function listen(port) {
  const server = createServer().listen(port, LOOPBACK);
  await once(server, "listening");
  return server;
}

/** Not every system resolves `*.localhost`; and nothing a test does may reach beyond this machine. */
function stayOnLoopback() {
  const systemLookup = dns.lookup;
  dns.lookup = (hostname, ...rest) => {
    const isOurs = hostname === "localhost" || hostname.endsWith(".localhost") || hostname.startsWith("127.");
    if (isOurs) return systemLookup(LOOPBACK, ...rest);
    const error = Object.assign(new Error(`the peer stays on loopback: ${hostname}`), { code: "ENOTFOUND" });
    return process.nextTick(rest.at(-1), error);
  };
}
