// A small web client on masto.js: logs in with OAuth (code and PKCE), shows the home timeline and what comes in live,
// posts, answers and shares. It knows nothing of the node but Mastodon's interface, and is served from elsewhere.

import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";

const SCOPES = "read write follow";
const back = `${location.origin}${location.pathname}`;
const element = (id) => document.getElementById(id);
const remember = (what) => sessionStorage.setItem("login", JSON.stringify({ ...recalled(), ...what }));
const recalled = () => JSON.parse(sessionStorage.getItem("login") ?? "{}");
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const textOf = (html) => new DOMParser().parseFromString(html, "text/html").body.innerText;

async function logIn(event) {
  event.preventDefault();
  const origin = new FormData(event.target).get("server").replace(/\/$/, "");
  const { clientId, clientSecret } = await createRestAPIClient({ url: origin }).v1.apps.create({
    clientName: "Kleines Schaufenster",
    redirectUris: back,
    scopes: SCOPES,
  });
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const state = crypto.randomUUID();
  remember({ origin, clientId, clientSecret, verifier, state });
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: back,
    scope: SCOPES,
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  location.assign(`${origin}/oauth/authorize?${asked}`);
}

async function comeBack(given) {
  const { origin, clientId, clientSecret, verifier, state } = recalled();
  history.replaceState(null, "", back);
  if (given.get("state") !== state) throw new Error("Diese Anmeldung wurde nicht hier begonnen.");
  if (!given.has("code")) throw new Error(given.get("error_description") ?? given.get("error"));
  const { accessToken } = await createOAuthAPIClient({ url: origin }).token.create({
    grantType: "authorization_code",
    clientId,
    clientSecret,
    redirectUri: back,
    code: given.get("code"),
    codeVerifier: verifier,
  });
  remember({ accessToken });
}

class Home {
  constructor(origin, accessToken) {
    this.rest = createRestAPIClient({ url: origin, accessToken });
    this.accessToken = accessToken;
    this.answering = null;
    element("compose").addEventListener("submit", (event) => attempt(() => this.publish(event)));
  }

  async open() {
    const me = await this.rest.v1.accounts.verifyCredentials();
    element("me").textContent = `Angemeldet als ${me.displayName || me.username}`;
    element("home").hidden = false;
    for (const status of (await this.rest.v1.timelines.home.list()).toReversed()) this.show(status);
    const { configuration } = await this.rest.v2.instance.fetch();
    await this.listen(`${configuration.urls.streaming}/api/v1/streaming`);
  }

  async listen(streamingApiUrl) {
    const stream = createStreamingAPIClient({ streamingApiUrl, accessToken: this.accessToken });
    await stream.prepare();
    const events = stream.user.subscribe().values();
    let next = events.next();
    element("live").textContent = "Live verbunden";
    for (;;) {
      const { value, done } = await next;
      if (done) break;
      next = events.next();
      if (value.event === "update" || value.event === "status.update") this.show(value.payload);
      if (value.event === "delete") element(`post-${value.payload}`)?.remove();
      if (value.event === "notification") this.tell(value.payload);
    }
  }

  show(status) {
    const shown = status.reblog ?? status;
    const article = element("post").content.firstElementChild.cloneNode(true);
    article.id = `post-${status.id}`;
    article.querySelector(".face").src = shown.account.avatar;
    article.querySelector("strong").textContent = shown.account.displayName || shown.account.username;
    article.querySelector(".shared").textContent = status.reblog ? `geteilt von ${status.account.username}` : "";
    article.querySelector(".words").textContent = textOf(shown.content);
    for (const { previewUrl, description } of shown.mediaAttachments) {
      const picture = new Image();
      picture.src = previewUrl;
      picture.alt = description ?? "";
      article.querySelector(".pictures").append(picture);
    }
    article.querySelector(".answer").addEventListener("click", () => this.answer(shown));
    const share = article.querySelector(".share");
    share.setAttribute("aria-pressed", shown.reblogged);
    share.addEventListener("click", () =>
      attempt(async () => {
        await this.rest.v1.statuses.$select(shown.id).reblog();
        share.setAttribute("aria-pressed", true);
      }),
    );
    const before = element(article.id);
    if (before) before.replaceWith(article);
    else element("posts").prepend(article);
  }

  tell({ id, type, account, status }) {
    const line = document.createElement("li");
    line.id = `told-${id}`;
    line.textContent = `${account.displayName || account.username}: ${type} ${status ? textOf(status.content) : ""}`;
    element("told").prepend(line);
  }

  answer(status) {
    this.answering = status;
    element("answering").textContent = `Antwort an ${status.account.username}`;
    element("answering").hidden = false;
    element("compose").elements.text.value = `@${status.account.acct} `;
    element("compose").elements.text.focus();
  }

  async publish(event) {
    event.preventDefault();
    const form = event.target;
    const { text, picture, alt } = Object.fromEntries(new FormData(form));
    const mediaIds = [];
    if (picture.size) {
      mediaIds.push((await this.rest.v2.media.create({ file: picture, description: alt })).id);
    }
    const status = await this.rest.v1.statuses.create({
      status: text,
      mediaIds,
      visibility: "public",
      inReplyToId: this.answering?.id,
    });
    this.show(status);
    this.answering = null;
    element("answering").hidden = true;
    form.reset();
  }
}

async function attempt(act) {
  try {
    await act();
  } catch (error) {
    element("trouble").textContent = error.message;
    element("trouble").hidden = false;
  }
}

await attempt(async () => {
  const given = new URLSearchParams(location.search);
  if (given.has("state")) await comeBack(given);
  const { origin, accessToken } = recalled();
  if (accessToken) await new Home(origin, accessToken).open();
  else {
    element("login").addEventListener("submit", (event) => attempt(() => logIn(event)));
    element("login").hidden = false;
  }
});
