/** What a connection that never stood says; whatever else goes wrong may have happened with the request already there. */
const neverConnected: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * The way out for one call of a provider: each request on a connection of its own, no redirect, and none but a question a second
 * time. `nothingLeft` is true where it surely sent nothing.
 */
export function createOnceFetch(): {
  fetch: typeof fetch;
  wasUsed: () => boolean;
  nothingLeft: () => boolean;
} {
  const asked = new Set<string>();
  let isUsed = false;
  let mayHaveLeft = false;
  return {
    wasUsed: () => isUsed,
    nothingLeft: () => isUsed && !mayHaveLeft,
    fetch: async (input, init) => {
      const given = input instanceof Request ? input : null;
      const url = input instanceof Request ? input.url : new URL(input).href;
      const method = (init?.method ?? given?.method ?? "GET").toUpperCase();
      const line = `${method} ${url}`;
      if (method !== "GET" && asked.has(line))
        throw new Error("The package wanted to ask a second time, which could be paid twice.");
      asked.add(line);
      isUsed = true;
      const headers = new Headers(init?.headers ?? given?.headers);
      // On a kept connection that the other side has just closed, a request may or may not have been read.
      headers.set("connection", "close");
      try {
        const response = await fetch(input, { ...init, headers, redirect: "manual" });
        mayHaveLeft = true;
        return response;
      } catch (error) {
        mayHaveLeft ||= !neverConnected.has(codeOf(error));
        throw error;
      }
    },
  };
}

function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause ? cause.code : null;
}
