// Runs one story with one library: node run.mjs masto statuses
//
// A story is a module `<library>/<name>.mjs` whose default export gets people who are logged in (`alice`, `carl`, `ada`
// who administers), somebody who is not (`anybody`), the node's origin, the address of `bob` who lives elsewhere, a
// `picture`, the address of a `push` service, and what it needs to look at things. It throws when something is not as it
// should be.

import assert from "node:assert/strict";
import { openAsBlob } from "node:fs";

import { clients } from "./clients.mjs";

const [library, name] = process.argv.slice(2);
const { picture: path, ...town } = JSON.parse(process.env.TOWN);
const picture = { path, blob: await openAsBlob(path, { type: "image/png" }) };
const { default: story } = await import(`./${library}/${name}.mjs`);

/** The first of what `ask` answers that passes `isGood`; asks again until then, for ten seconds. */
async function until(ask, isGood = Boolean) {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await ask();
    if (isGood(found)) return found;
    if (Date.now() > end) throw new Error(`it stays ${JSON.stringify(found)?.slice(0, 500)}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

/** The error a promise ends with. */
async function refusal(promise) {
  try {
    const found = await promise;
    assert.fail(`it was not refused: ${JSON.stringify(found)?.slice(0, 500)}`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return error;
  }
}

const ids = (things) => things.map((each) => each.id);

await story({ assert, until, refusal, ids, picture, ...town, ...clients[library](town.origin, town.tokens) });
process.exit(0); // some libraries keep connections open
