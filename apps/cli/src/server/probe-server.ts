import { pathOf } from "@bunch/contracts/routes";
import { plainFetch } from "./plain-fetch.ts";

const deadlineMs = 5000;

/** Who is at an address: a Bunch, nobody, somebody else, or somebody who takes the connection and says nothing. */
export type Found =
  | { who: "bunch" }
  | { who: "nobody" }
  | { who: "stranger" }
  | { who: "silent" }
  /** A Bunch that does not take requests from here, with its sentence. */
  | { who: "closed"; message: string };

/** Asks an address for its health. */
export async function probeServer(url: string, signal: AbortSignal): Promise<Found> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const answer = await plainFetch(`${url}${pathOf("health")}`, {
      signal: AbortSignal.any([signal, deadline]),
    });
    return readHealth(await answer.text());
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) return { who: "silent" };
    return isNobody(error) ? { who: "nobody" } : { who: "stranger" };
  }
}

function readHealth(body: string): Found {
  try {
    const answer = JSON.parse(body) as {
      success?: unknown;
      data?: { status?: unknown };
      error?: { code?: unknown; message?: unknown };
    };
    if (answer.success === true && answer.data?.status === "ok") return { who: "bunch" };
    if (answer.success === false && answer.error?.code === "forbidden_origin")
      return { who: "closed", message: String(answer.error.message) };
  } catch {
    // No JSON, no Bunch.
  }
  return { who: "stranger" };
}

const nobodyThere = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
];

function isNobody(error: unknown): boolean {
  const codes: unknown[] = [];
  const look = (one: unknown, depth: number): void => {
    if (!(one instanceof Error) || depth > 4) return;
    if ("code" in one) codes.push(one.code);
    look(one.cause, depth + 1);
    if (one instanceof AggregateError) for (const each of one.errors) look(each, depth + 1);
  };
  look(error, 0);
  return codes.some((code) => typeof code === "string" && nobodyThere.includes(code));
}
