/** What a request to Supabase Storage came to when it did not succeed. */
export type FailureKind =
  /** No whole answer came: the network, the deadline. */
  | "unreachable"
  /** Not just now: overloaded, locked, broken. */
  | "busy"
  /** The key is wrong, or may not do this. */
  | "key"
  | "no_bucket"
  | "type_refused"
  | "too_large"
  /** Nothing lies under that path. */
  | "missing"
  /** Something lies under that path already. */
  | "exists"
  /** It lies there, and its bytes are others. */
  | "other_bytes"
  /** It was to be removed, and is still there. */
  | "kept"
  | "refused";

/** Supabase Storage did not do what it was asked; the sentence says what to do where somebody must do something. */
export class StorageFailure extends Error {
  override name = "StorageFailure";
  readonly kind: FailureKind;
  /** The code that the server means, whatever its HTTP status; null where none came. */
  readonly status: number | null;
  constructor(
    kind: FailureKind,
    message: string,
    input: { status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: input.cause });
    this.kind = kind;
    this.status = input.status ?? null;
  }
  /** True where waiting alone may help. */
  get mayPass(): boolean {
    return this.kind === "unreachable" || this.kind === "busy";
  }
}

/** An answer that is no success, as it came. */
type FailedAnswer = { httpStatus: number; text: string };

/**
 * Reads such an answer. Of objects and buckets the server sends HTTP 400 with the true code as a string in the JSON, of
 * resumable uploads the true code and plain words; a gateway before it sends what it likes.
 */
export function readFailure(answer: FailedAnswer, about: { bucket: string }): StorageFailure {
  const { status, words, said } = understand(answer);
  const kind = kindOf(status, words);
  return new StorageFailure(kind, sentenceOf(kind, `${status}: ${said}`, about.bucket), { status });
}

type Understood = { status: number; words: string; said: string };

function understand({ httpStatus, text }: FailedAnswer): Understood {
  const json = objectIn(text);
  const told = Number(json?.["statusCode"]);
  const status = Number.isInteger(told) && told >= 400 ? told : httpStatus;
  if (!json) return { status, words: text, said: oneLine(text) };
  const parts = [json["code"], json["error"], json["message"]].filter(
    (part) => typeof part === "string",
  );
  return { status, words: parts.join(" "), said: oneLine(parts.at(-1) ?? text) };
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
  return line === "" ? "no reason given" : line;
}

function kindOf(status: number, words: string): FailureKind {
  if (/NoSuchBucket|bucket not found/i.test(words)) return "no_bucket";
  // A 404 that does not speak of an object comes from elsewhere, as from a gateway at a wrong address.
  if (status === 404 && /NoSuchKey|not_found|object not found/i.test(words)) return "missing";
  if (status === 409 && /AlreadyExists|Duplicate|already exists/i.test(words)) return "exists";
  if (status === 415 || /InvalidMimeType|invalid_mime_type/i.test(words)) return "type_refused";
  if (status === 413 || /EntityTooLarge/i.test(words)) return "too_large";
  if (status >= 500 || [408, 409, 423, 425, 429].includes(status)) return "busy";
  if (status === 401 || status === 403 || /\bjwt|\bjws|InvalidJWT|authorization/i.test(words))
    return "key";
  return "refused";
}

function sentenceOf(kind: FailureKind, told: string, bucket: string): string {
  switch (kind) {
    case "busy":
      return `Supabase Storage cannot do it just now (${told}).`;
    case "key":
      return `Supabase Storage refuses the key, or what it may do (${told}). Give the secret key (sb_secret_…) or the legacy service_role key of this very project.`;
    case "no_bucket":
      return `There is no bucket "${bucket}" in this Supabase project, or the key may not see it (${told}). A start of Bunch makes it; or create it in the dashboard under Storage.`;
    case "type_refused":
      return `The bucket "${bucket}" refuses this type of file (${told}). In the dashboard under Storage, add image/png, image/jpeg and image/webp to its allowed MIME types.`;
    case "too_large":
      return `The file is larger than the bucket "${bucket}" or its Supabase project takes (${told}). Raise the file size limit in the dashboard under Storage.`;
    case "missing":
      return `There is no such object in the bucket "${bucket}" (${told}).`;
    case "exists":
      return `The object is in the bucket "${bucket}" already (${told}).`;
    case "unreachable":
    case "other_bytes":
    case "kept":
    case "refused":
      return `Supabase Storage refuses the request (${told}). Look whether SUPABASE_URL is the address of your project.`;
    default:
      throw new Error(`Unknown kind ${JSON.stringify(kind satisfies never)}`);
  }
}
