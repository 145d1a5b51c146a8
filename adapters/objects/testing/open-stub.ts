import { createSupabaseObjects } from "../supabase-objects.ts";
import { openStorageLine, type StorageLimits } from "../storage-line.ts";
import { startStorageServer, stubKeys } from "./storage-server.ts";

export const stubBucket = "workflow-results";

/** A stub with its bucket, and what talks to it; waits are short, so that a broken upload goes on at once. */
export async function openStub() {
  const server = await startStorageServer();
  server.makeBucket({ id: stubBucket });
  const lineWith = (
    input: { serviceKey?: string; bucket?: string; limits?: Partial<StorageLimits> } = {},
  ) =>
    openStorageLine({
      supabaseUrl: server.url,
      serviceKey: input.serviceKey ?? stubKeys.secret,
      bucket: input.bucket ?? stubBucket,
      limits: { againMs: 1, ...input.limits },
    });
  const line = lineWith();
  return {
    server,
    faults: server.state.faults,
    line,
    lineWith,
    objects: createSupabaseObjects(line),
    stored: (path: string) => server.state.objects.get(`${stubBucket}/${path}`),
    stop: () => server.stop(),
  };
}

/** The path of a picture, with its content's hash as far as the store looks at it. */
export function picturePath(number: number): string {
  return `user-1/execution_2/result-${number}-${String(number).padStart(32, "0")}.png`;
}
