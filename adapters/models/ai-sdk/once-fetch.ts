import { isOnInternet } from "../queued/own-address.ts";

/** What a connection that never stood says; whatever else goes wrong may have happened with the request already there. */
const neverConnected: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);
/** Under these, names are given to anybody. */
const openDomains = /^(?:com?|org|net|ac|gov|edu|or|ne)\.[a-z]{2}$/u;

/**
 * The way out for one call of a provider: each request on a connection of its own, no redirect, and none but a question a second
 * time. `nothingLeft` is true where it surely sent nothing, `wasTaken` where the provider took the request: what goes wrong from
 * then on says nothing of whether it is paid. What an answer names elsewhere is asked over TLS only, without the key.
 */
export function createOnceFetch(apiKey: string): {
  fetch: typeof fetch;
  wasUsed: () => boolean;
  wasTaken: () => boolean;
  nothingLeft: () => boolean;
} {
  const asked = new Set<string>();
  let home: URL | null = null;
  let isUsed = false;
  let isTaken = false;
  let mayHaveLeft = false;
  return {
    wasUsed: () => isUsed,
    wasTaken: () => isTaken,
    nothingLeft: () => isUsed && !mayHaveLeft,
    fetch: async (input, init) => {
      const given = input instanceof Request ? input : null;
      const url = new URL(input instanceof Request ? input.url : input);
      const method = (init?.method ?? given?.method ?? "GET").toUpperCase();
      const line = `${method} ${url.href}`;
      if (method !== "GET" && asked.has(line))
        throw new Error("The package wanted to ask a second time, which could be paid twice.");
      asked.add(line);
      isUsed = true;
      const headers = new Headers(init?.headers ?? given?.headers);
      home ??= url;
      if (!isOf(home, url)) {
        // One's own server, without TLS, may serve its pictures at another port.
        if (!isOnInternet(url) && !(home.protocol === "http:" && url.hostname === home.hostname))
          throw new Error("The provider names an address that is not asked.");
        const withKey = [...headers].filter(([, value]) => apiKey !== "" && value.includes(apiKey));
        for (const [name] of withKey) headers.delete(name);
      }
      // On a kept connection that the other side has just closed, a request may or may not have been read.
      headers.set("connection", "close");
      try {
        const response = await fetch(input, { ...init, headers, redirect: "manual" });
        mayHaveLeft = true;
        isTaken ||= method !== "GET" && response.ok;
        return response;
      } catch (error) {
        mayHaveLeft ||= !neverConnected.has(codeOf(error));
        throw error;
      }
    },
  };
}

/** Whether an address is at home: the very place, or over TLS another host of the domain whose host that place is. */
function isOf(home: URL, url: URL): boolean {
  if (url.origin === home.origin) return true;
  const domain = home.hostname.split(".").slice(1).join(".");
  const isDomain = domain.includes(".") && !openDomains.test(domain) && isOnInternet(home);
  return isDomain && isOnInternet(url) && url.hostname.endsWith(`.${domain}`);
}

function codeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && "code" in cause ? cause.code : null;
}
