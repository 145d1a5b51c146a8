import { CannotStart } from "@bunch/core/cannot-start";
import { headersOfKey } from "./service-key.ts";
import { readFailure, StorageFailure } from "./storage-failure.ts";

/** The waits of one request, and the first one before a broken upload goes on. */
export type StorageLimits = {
  /** For requests of a few words. */
  answerMs: number;
  /** For those that carry a picture, at most 6 MB up and a whole one down. */
  transferMs: number;
  againMs: number;
};

const storageLimits: StorageLimits = { answerMs: 30_000, transferMs: 120_000, againMs: 200 };

export type StorageRequest = {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `<SUPABASE_URL>/storage/v1`, with its slash in front. */
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  carriesPicture?: boolean;
  signal: AbortSignal;
};

/** One bucket of one Supabase project, with the key that opens it. */
export type StorageLine = {
  /** `<SUPABASE_URL>/storage/v1` */
  base: string;
  bucket: string;
  limits: StorageLimits;
  /**
   * Sends one request, once, and reads its answer within the deadline; follows no redirect, so that the key goes to no
   * other host. Throws a StorageFailure, or the signal's reason once it is aborted.
   */
  send<Value>(
    request: StorageRequest,
    read: (response: Response) => Promise<Value>,
  ): Promise<Value>;
  /** What an answer that is no success says; reads it to its end. */
  failureIn(response: Response): Promise<StorageFailure>;
};

const tooLate = Symbol("the deadline has passed");

/** `supabaseUrl` as in the dashboard, without a path of the API; throws CannotStart at a wrong address or key. */
export function openStorageLine(input: {
  supabaseUrl: string;
  serviceKey: string;
  bucket: string;
  limits?: Partial<StorageLimits>;
}): StorageLine {
  const { bucket, serviceKey } = input;
  const limits = { ...storageLimits, ...input.limits };
  const base = storageBase(input.supabaseUrl);
  const { host } = new URL(base);
  const keyHeaders = headersOfKey(serviceKey);
  const withoutKey = (words: string) => words.replaceAll(serviceKey, "[key]");

  return {
    base,
    bucket,
    limits,
    async send(request, read) {
      const { signal, body } = request;
      signal.throwIfAborted();
      // Not AbortSignal.any, of which several versions of Node lose an abort when garbage is collected.
      const cut = new AbortController();
      const leave = () => cut.abort(signal.reason);
      signal.addEventListener("abort", leave, { once: true });
      const waitMs = request.carriesPicture ? limits.transferMs : limits.answerMs;
      const deadline = setTimeout(() => cut.abort(tooLate), waitMs);
      try {
        const response = await fetch(`${base}${request.path}`, {
          method: request.method,
          headers: { ...keyHeaders, ...request.headers },
          redirect: "error",
          signal: cut.signal,
          ...(body !== undefined && { body: body as string | Uint8Array<ArrayBuffer> }),
        });
        return await read(response);
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof StorageFailure) throw cause;
        const why = cut.signal.aborted ? `nothing whole within ${waitMs / 1000} s` : whyOf(cause);
        throw new StorageFailure(
          "unreachable",
          `No answer came from Supabase Storage at ${host}: ${withoutKey(why)}.`,
          cause === tooLate ? {} : { cause },
        );
      } finally {
        clearTimeout(deadline);
        signal.removeEventListener("abort", leave);
      }
    },
    async failureIn(response) {
      const text = withoutKey(await response.text());
      return readFailure({ httpStatus: response.status, text }, { bucket });
    },
  };
}

/** `<SUPABASE_URL>/storage/v1`, whatever slashes the address ends in. */
export function storageBase(supabaseUrl: string): string {
  const url = URL.parse(supabaseUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new CannotStart(
      "SUPABASE_URL is no address of a Supabase project. Copy it from the dashboard; it looks like https://abcdefgh.supabase.co.",
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}/storage/v1`;
}

/** What fetch hides behind "fetch failed". */
function whyOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  if (!(inner instanceof Error)) return String(inner);
  const { code } = inner as NodeJS.ErrnoException;
  return [code, inner.message].filter(Boolean).join(", ");
}
