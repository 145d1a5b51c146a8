import { CannotStart } from "@bunch/core/cannot-start";
import { StorageFailure } from "./storage-failure.ts";
import type { StorageLine } from "./storage-line.ts";

/** What a bucket has to be for pictures. */
export type BucketWish = {
  isPublic: boolean;
  /** Whether one that is there and of the other kind may be turned; if not, it stops the start. */
  mayTurn: boolean;
  /** The least it has to take of one file. */
  fileBytes: number;
  contentTypes: readonly string[];
};

/** Pictures of 50 MB, which is the most that a Supabase project takes at first, in the types that models send. */
export const pictureBucket: Omit<BucketWish, "isPublic" | "mayTurn"> = {
  fileBytes: 52_428_800,
  contentTypes: ["image/png", "image/jpeg", "image/webp"],
};

type Bucket = {
  public: boolean;
  file_size_limit?: number | null;
  allowed_mime_types?: string[] | null;
};

export type BucketEnd = "was there" | "was made" | "was turned private" | "was turned public";

/**
 * Makes the bucket if it is missing, and turns it private or public where that is wished. Throws CannotStart with what to do where the one that is there, or the key, will not
 * do, and a StorageFailure that may pass where the server cannot be asked. A bucket that takes more than is wished is well.
 */
export async function ensureBucket(
  line: StorageLine,
  input: { wish: BucketWish; signal: AbortSignal },
): Promise<BucketEnd> {
  const { wish, signal } = input;
  try {
    const found = await findBucket(line, signal);
    if (found) return await fit(line, found, input);
    if (await makeBucket(line, wish, signal)) return "was made";
    // Somebody else made it meanwhile.
    const made = await findBucket(line, signal);
    if (made) return await fit(line, made, input);
  } catch (cause) {
    if (!(cause instanceof StorageFailure) || cause.mayPass) throw cause;
    // Nothing was uploaded: it is the bucket's own limit that is above the project's.
    const says =
      cause.kind === "too_large"
        ? `This Supabase project takes smaller files only than the ${wish.fileBytes} bytes that a picture may have. Raise the limit in the dashboard, Storage, Settings, "Global file size limit".`
        : cause.message;
    throw new CannotStart(says, { cause });
  }
  throw new CannotStart(
    `There is a bucket "${line.bucket}" that this key may not see. Give the secret or service_role key of this Supabase project, or another STORAGE_BUCKET.`,
  );
}

function findBucket(line: StorageLine, signal: AbortSignal): Promise<Bucket | null> {
  const path = `/bucket/${encodeURIComponent(line.bucket)}`;
  return line.send({ method: "GET", path, signal }, async (response) => {
    if (response.ok) return (await response.json()) as Bucket;
    const failure = await line.failureIn(response);
    if (failure.kind === "no_bucket") return null;
    throw failure;
  });
}

/** False when it is there already. */
function makeBucket(line: StorageLine, wish: BucketWish, signal: AbortSignal): Promise<boolean> {
  const body = JSON.stringify({
    id: line.bucket,
    name: line.bucket,
    public: wish.isPublic,
    file_size_limit: wish.fileBytes,
    allowed_mime_types: wish.contentTypes,
  });
  return line.send(
    {
      method: "POST",
      path: "/bucket",
      headers: { "content-type": "application/json" },
      body,
      signal,
    },
    async (response) => {
      if (response.ok) {
        await response.text();
        return true;
      }
      const failure = await line.failureIn(response);
      if (failure.kind === "exists") return false;
      throw failure;
    },
  );
}

async function fit(
  line: StorageLine,
  found: Bucket,
  input: { wish: BucketWish; signal: AbortSignal },
): Promise<BucketEnd> {
  const { wish } = input;
  judge(line, wish.mayTurn ? { ...found, public: wish.isPublic } : found, wish);
  if (found.public === wish.isPublic) return "was there";
  await turn(line, input);
  return wish.isPublic ? "was turned public" : "was turned private";
}

function turn(
  line: StorageLine,
  { wish, signal }: { wish: BucketWish; signal: AbortSignal },
): Promise<void> {
  return line.send(
    {
      method: "PUT",
      path: `/bucket/${encodeURIComponent(line.bucket)}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ public: wish.isPublic }),
      signal,
    },
    async (response) => {
      if (!response.ok) throw await line.failureIn(response);
      await response.text();
    },
  );
}

function judge({ bucket }: StorageLine, found: Bucket, wish: BucketWish): void {
  const wrong = whatIsWrong(found, wish);
  if (wrong.length === 0) return;
  throw new CannotStart(
    `The bucket "${bucket}" ${wrong.join(", and ")}. In the Supabase dashboard, Storage, edit the bucket; or give another STORAGE_BUCKET, which is made as it should be.`,
  );
}

function whatIsWrong(found: Bucket, wish: BucketWish): string[] {
  const wrong: string[] = [];
  if (found.public && !wish.isPublic) wrong.push("is public, and is to be private");
  if (!found.public && wish.isPublic)
    wrong.push(
      "is private, and is to be public (set STORAGE_PRIVATE=1 to keep it private, or STORAGE_PRIVATE=0 to have it made public)",
    );
  const limit = found.file_size_limit;
  if (typeof limit === "number" && limit > 0 && limit < wish.fileBytes)
    wrong.push(`takes files up to ${limit} bytes only, and ${wish.fileBytes} are needed`);
  const refused = wish.contentTypes.filter((type) => !takes(found.allowed_mime_types, type));
  if (refused.length > 0) wrong.push(`does not take ${refused.join(", ")}`);
  return wrong;
}

function takes(allowed: readonly string[] | null | undefined, type: string): boolean {
  if (!allowed || allowed.length === 0) return true;
  const family = `${type.slice(0, type.indexOf("/"))}/*`;
  return [type, family, "*/*"].some((one) => allowed.includes(one));
}
