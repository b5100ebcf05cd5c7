// Logs somebody in with one library: node login.mjs megalodon
//
// Prints the address where the person is asked, reads the code from its input, and prints who is logged in; then the
// token is given back. ORIGIN is the node, BACK where its page sends the code.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";

import generator from "megalodon";
import { createOAuthAPIClient, createRestAPIClient } from "masto";

const { ORIGIN: origin, BACK: back } = process.env;

/** The code for what the address asks. */
async function codeFor(address) {
  console.log(address);
  const [code] = await once(process.stdin, "data");
  return String(code).trim();
}

const libraries = {
  async masto() {
    const { clientId, clientSecret, vapidKey } = await createRestAPIClient({ url: origin }).v1.apps.create({
      clientName: "Probe",
      redirectUris: [back],
      scopes: "read write",
    });
    assert.ok(vapidKey);
    const codeVerifier = randomBytes(48).toString("base64url");
    const asked = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: back,
      scope: "read write",
      code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    const code = await codeFor(`${origin}/oauth/authorize?${asked}`);
    const oauth = createOAuthAPIClient({ url: origin });
    const grant = { grantType: "authorization_code", clientId, clientSecret, redirectUri: back, code };
    await assert.rejects(oauth.token.create({ ...grant, codeVerifier: "falsch".repeat(10) }), { statusCode: 400 });
    await assert.rejects(oauth.token.create({ ...grant, codeVerifier }), { statusCode: 400 }); // spent by then
    const again = await codeFor(`${origin}/oauth/authorize?${asked}`);
    const { accessToken, scope } = await oauth.token.create({ ...grant, code: again, codeVerifier });
    assert.equal(scope, "read write");
    const { v1 } = createRestAPIClient({ url: origin, accessToken });
    const { username } = await v1.accounts.verifyCredentials();
    await oauth.revoke({ clientId, clientSecret, token: accessToken });
    await assert.rejects(v1.accounts.verifyCredentials(), { statusCode: 401 });
    return username;
  },

  async megalodon() {
    const stranger = generator("mastodon", origin);
    const app = await stranger.registerApp("Probe", { redirect_uris: back, scopes: ["read", "write", "follow"] });
    const code = await codeFor(app.url);
    const token = await stranger.fetchAccessToken(app.client_id, app.client_secret, code, back);
    const client = generator("mastodon", origin, token.access_token);
    const { data } = await client.verifyAccountCredentials();
    assert.equal((await client.verifyAppCredentials()).data.name, "Probe");
    // Nobody was given one: access does not end by itself
    await assert.rejects(stranger.refreshToken(app.client_id, app.client_secret, token.refresh_token ?? "keines"));
    await stranger.revokeToken(app.client_id, app.client_secret, token.access_token);
    await assert.rejects(client.verifyAccountCredentials());
    return data.username;
  },
};

console.log(await libraries[process.argv[2]]());
process.exit(0);
