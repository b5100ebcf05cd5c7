/** Node's HTTP requests in, answers out: for the public side (kept as deliveries and requests) and the control side. */
import { formatAcceptSignature, SendActivityError } from "@fedify/fedify";
import { FetchError } from "@fedify/vocab-runtime";
import { Tombstone } from "@fedify/vocab";
import { during, gatherEvidence, schemeOf } from "./evidence.mjs";

const CHALLENGE = formatAcceptSignature([
  {
    label: "sig1",
    components: ["@method", "@target-uri", "content-digest"].map((value) => ({ value, params: {} })),
    parameters: { alg: "rsa-v1_5-sha256", created: true },
  },
]);

export function publicHandler(world, federation) {
  return answering(async (incoming, body) => {
    const request = new Request(new URL(incoming.url, world.origin), {
      method: incoming.method,
      headers: headersOf(incoming),
      body: body.length > 0 ? body : undefined,
    });
    return request.method === "POST"
      ? takeDelivery(world, federation, request, body)
      : showDocument(world, federation, request);
  });
}

async function takeDelivery(world, federation, request, body) {
  const delivery = {
    number: world.number(),
    path: new URL(request.url).pathname,
    headers: Object.fromEntries(request.headers),
    body: body.toString("utf8"),
    json: parse(body),
    accepted: false,
    taken: false,
  };
  delivery.type = delivery.json?.type ?? null;
  delivery.actor = delivery.json?.actor?.id ?? delivery.json?.actor ?? null;
  delivery.id = delivery.json?.id ?? null;
  const response = refuseScheme(world, request) ?? (await judge(world, federation, request, delivery));
  delivery.http ??= { scheme: schemeOf(request.headers), keyId: null, verified: false, reason: "schemeRefused" };
  delivery.status = response.status;
  delivery.answer = await response.clone().text();
  world.deliveries.push(delivery);
  for (const waiter of world.waiters) waiter();
  return response;
}

async function judge(world, federation, request, delivery) {
  if (delivery.json != null) {
    const ctx = federation.createContext(new URL(world.origin));
    Object.assign(delivery, await gatherEvidence(ctx, request.clone(), delivery.json));
  }
  return during(delivery, () => federation.fetch(request, { contextData: undefined }));
}

async function showDocument(world, federation, request) {
  // a server that does not know the scheme takes the request for unsigned, which matters only to authorized fetch
  const refusal = world.settings.authorizedFetch ? refuseScheme(world, request) : null;
  const response = refusal ?? (await federation.fetch(request, { contextData: undefined }));
  const { pathname, search } = new URL(request.url);
  world.requests.push({
    method: request.method,
    path: pathname + search,
    scheme: schemeOf(request.headers),
    headers: Object.fromEntries(request.headers),
    status: response.status,
  });
  // Fedify shows the Tombstone of an object with 200
  const isGone = world.objects.get(request.url)?.object instanceof Tombstone;
  return response.ok && isGone ? new Response(response.body, { status: 410, headers: response.headers }) : response;
}

/** Plays a server that knows only one of the schemes: the other gets 401, so that the sender has to knock twice. */
function refuseScheme({ settings }, request) {
  const scheme = schemeOf(request.headers);
  if (scheme == null || settings.accepts.includes(scheme)) return null;
  const asks = settings.challenge && settings.accepts.includes("rfc9421");
  const headers = asks ? { "Accept-Signature": CHALLENGE } : {};
  return new Response(`this server does not take ${scheme} signatures`, { status: 401, headers });
}

/** Orders: POST /{name} with a JSON object. Answers `{ value }`, or another status and `{ error: {message, ...} }`. */
export function controlHandler(orders) {
  return answering(async (incoming, body) => {
    const name = incoming.url.slice(1);
    if (incoming.method !== "POST" || !Object.hasOwn(orders, name)) {
      return Response.json({ error: { message: `no such order: ${incoming.method} ${name}` } }, { status: 404 });
    }
    try {
      const value = await orders[name](JSON.parse(body.toString("utf8") || "{}"));
      return Response.json({ value: value ?? null });
    } catch (error) {
      const { status, ...words } = explain(error);
      return Response.json({ error: words }, { status });
    }
  });
}

function explain(error) {
  if (error instanceof SendActivityError) {
    const { inbox, statusCode, responseBody } = error;
    return {
      status: 502,
      message: error.message,
      inbox: inbox.href,
      remoteStatus: statusCode,
      remoteAnswer: responseBody,
    };
  }
  if (error instanceof FetchError) {
    return {
      status: 502,
      message: error.message,
      url: String(error.url),
      remoteStatus: error.response?.status ?? null,
    };
  }
  if (error instanceof RangeError) return { status: 400, message: error.message };
  return { status: error.status ?? 500, message: error.message, stack: error.stack };
}

function answering(handle) {
  return async (incoming, outgoing) => {
    let response;
    try {
      const chunks = await Array.fromAsync(incoming);
      response = await handle(incoming, Buffer.concat(chunks));
    } catch (error) {
      console.error(error);
      response = new Response(`${error.stack}\n`, { status: 500 });
    }
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  };
}

function headersOf(incoming) {
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
  }
  return headers;
}

function parse(body) {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
