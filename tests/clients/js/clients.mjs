// How each library is pointed at the node.

import generator, { detector } from "megalodon";
import { createRestAPIClient, createStreamingAPIClient } from "masto";

export const clients = {
  masto(origin, tokens) {
    const of = (accessToken) => createRestAPIClient({ url: origin, accessToken, timeout: 20_000 });
    const people = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, of(token)]));
    const stream = (name) =>
      createStreamingAPIClient({
        streamingApiUrl: `${origin.replace(/^http/, "ws")}/api/v1/streaming`,
        accessToken: tokens[name],
      });
    return { ...people, anybody: of(undefined), stream };
  },
  megalodon(origin, tokens) {
    const of = (accessToken) => generator("mastodon", origin, accessToken);
    const people = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, of(token)]));
    return { ...people, anybody: of(null), detector, generator };
  },
};
