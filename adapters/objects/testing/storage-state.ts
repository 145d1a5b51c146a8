import { createHash, randomUUID } from "node:crypto";

export type StubBucket = {
  id: string;
  public: boolean;
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
};

export type StubObject = {
  bytes: Buffer;
  contentType: string;
  cacheControl: string;
  etag: string;
};

export type StubUpload = {
  bucket: string;
  path: string;
  size: number;
  contentType: string;
  cacheControl: string;
  mayReplace: boolean;
  received: Buffer[];
};

/** What goes wrong next, so many times or once; in the second half, what is wrong until it is set right. */
export type StubFaults = {
  /** So many requests are answered with this code, before anything is done. */
  failing: { times: number; status: number; code?: string } | null;
  /** Connections of uploads break after so many bytes of a body, which a resumable upload keeps. */
  breaking: { times: number; afterBytes: number } | null;
  /** Resumable uploads are forgotten once so many bytes of one have arrived. */
  forgetting: { times: number; afterBytes: number } | null;
  /** The next object is stored, and the answer that says so is lost. */
  loseAnswer: boolean;
  /** The last piece of the next resumable upload arrives, and no object comes of it: 500. */
  loseObject: boolean;

  /** Every answer takes so long. */
  delayMs: number;
  /** Nobody answers: connections are closed at once. */
  isAway: boolean;
  /** The host that uploads are said to be at, as behind a proxy that does not tell the server its own name. */
  otherOrigin: string | null;
  /** No key is good any more. */
  refusesKeys: boolean;
  /** Paths that the key may not remove: the answer names what was removed, and says nothing of these. */
  mayNotRemove: Set<string>;
};

/** What the stub keeps: buckets, objects and uploads that are not finished. */
export type StorageState = {
  buckets: Map<string, StubBucket>;
  /** By `<bucket>/<path>`. */
  objects: Map<string, StubObject>;
  uploads: Map<string, StubUpload>;
  /** The most that the project takes of one file, whatever the bucket says. */
  projectFileBytes: number;
  /** The clock that signed addresses expire by. */
  clockMs: () => number;
  faults: StubFaults;
};

export function createStorageState(): StorageState {
  return {
    buckets: new Map(),
    objects: new Map(),
    uploads: new Map(),
    projectFileBytes: 52_428_800,
    clockMs: () => Date.now(),
    faults: {
      failing: null,
      breaking: null,
      forgetting: null,
      loseAnswer: false,
      loseObject: false,
      delayMs: 0,
      isAway: false,
      otherOrigin: null,
      refusesKeys: false,
      mayNotRemove: new Set(),
    },
  };
}

/** Why an upload of that size and type is refused before it begins; null when it is not. In the order of the real server. */
export function refusalOf(
  state: StorageState,
  upload: { bucket: string; path: string; size: number; contentType: string; mayReplace: boolean },
): { status: number; code: string; error: string; message: string } | null {
  const bucket = state.buckets.get(upload.bucket);
  if (!bucket)
    return {
      status: 404,
      code: "NoSuchBucket",
      error: "Bucket not found",
      message: "Bucket not found",
    };
  if (state.objects.has(`${upload.bucket}/${upload.path}`) && !upload.mayReplace)
    return {
      status: 409,
      code: "KeyAlreadyExists",
      error: "Duplicate",
      message: "The resource already exists",
    };
  const allowed = bucket.allowed_mime_types;
  if (allowed && !allowed.includes(upload.contentType))
    return {
      status: 415,
      code: "InvalidMimeType",
      error: "invalid_mime_type",
      message: `mime type ${upload.contentType} is not supported`,
    };
  if (upload.size > Math.min(bucket.file_size_limit ?? Infinity, state.projectFileBytes))
    return {
      status: 413,
      code: "EntityTooLarge",
      error: "Payload too large",
      message: "The object exceeded the maximum allowed size",
    };
  return null;
}

export function keepObject(
  state: StorageState,
  key: string,
  object: Omit<StubObject, "etag">,
): string {
  const etag = createHash("md5").update(object.bytes).digest("hex");
  state.objects.set(key, { ...object, etag: `"${etag}"` });
  return randomUUID();
}

/** The fault that is to happen now, with one time less to go; null when there is none. */
export function happens<Name extends "failing" | "breaking" | "forgetting">(
  faults: StubFaults,
  name: Name,
): StubFaults[Name] {
  const fault = faults[name];
  if (fault) fault.times -= 1;
  if (fault?.times === 0) faults[name] = null;
  return fault;
}
