// An app registers itself, acts as itself, and gives its token back.

import { createOAuthAPIClient, createRestAPIClient } from "masto";

export default async function ({ assert, refusal, origin, anybody }) {
  const app = await anybody.v1.apps.create({
    clientName: "Probe",
    redirectUris: ["urn:ietf:wg:oauth:2.0:oob", "https://app.test/back"],
    scopes: "read write",
    website: "https://app.test",
  });
  assert.deepEqual(app.redirectUris, ["urn:ietf:wg:oauth:2.0:oob", "https://app.test/back"]);
  const oauth = createOAuthAPIClient({ url: origin });
  const { clientId, clientSecret } = app;
  const keys = { clientId, clientSecret, redirectUri: "urn:ietf:wg:oauth:2.0:oob" };
  const token = await oauth.token.create({ grantType: "client_credentials", scope: "read", ...keys });
  assert.deepEqual([token.tokenType, token.scope], ["Bearer", "read"]);
  const itself = createRestAPIClient({ url: origin, accessToken: token.accessToken });
  assert.equal((await itself.v1.apps.verifyCredentials()).name, "Probe");
  assert.ok((await refusal(itself.v1.accounts.verifyCredentials())).statusCode >= 401);
  await oauth.revoke({ clientId, clientSecret, token: token.accessToken });
  assert.equal((await refusal(itself.v1.apps.verifyCredentials())).statusCode, 401);
  const wrong = await refusal(oauth.token.create({ grantType: "authorization_code", code: "falsch", ...keys }));
  assert.equal(wrong.statusCode, 400);
  assert.equal(wrong.message, "invalid_grant");
}
