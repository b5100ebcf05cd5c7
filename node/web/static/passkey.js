// Passkeys need a script: no form can ask the device. A form with data-options fetches what is to be signed when it is
// sent, has the device sign it, and is sent with the answer in its field "antwort". Nothing else of the pages needs it.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const withBytes = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

async function sign(options, isNew) {
  const publicKey = { ...options, challenge: toBytes(options.challenge) };
  if (isNew) {
    publicKey.user = { ...options.user, id: toBytes(options.user.id) };
    publicKey.excludeCredentials = withBytes(options.excludeCredentials);
    return navigator.credentials.create({ publicKey });
  }
  publicKey.allowCredentials = withBytes(options.allowCredentials);
  return navigator.credentials.get({ publicKey });
}

function written(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response: parts });
}

async function prove(form, complain) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const options = await answer.json().catch(() => ({}));
  if (!answer.ok) return complain(options.error ?? form.dataset.failed);
  try {
    form.elements.antwort.value = written(await sign(options, "new" in form.dataset));
  } catch (error) {
    return complain(error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed);
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-options]")) {
  const note = form.querySelector("[role=alert]");
  const complain = (text) => {
    note.textContent = text;
    note.hidden = false;
  };
  if (!window.PublicKeyCredential) {
    complain(form.dataset.missing);
    continue;
  }
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    note.hidden = true;
    prove(form, complain).catch(() => complain(form.dataset.failed));
  });
}
