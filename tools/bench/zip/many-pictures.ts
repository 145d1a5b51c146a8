import { createHash, randomBytes, randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import pg from "pg";
import { repeatBatch } from "../../testing/repeat-batch.ts";
import { type Bunch, startOneProcess } from "../../testing/start-one-process.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { until } from "../../testing/until.ts";

const files = 10;

/** A server with a batch of many large pictures, of which only ten lie on the disk: the others are those again. */
export type ManyPictures = {
  bunch: Bunch;
  executionId: string;
  folder: string;
  names: string[];
  close: () => Promise<void>;
};

export async function openManyPictures(input: {
  count: number;
  pictureBytes: number;
}): Promise<ManyPictures> {
  const dataDir = await makeTestFolder();
  const bunch = await startOneProcess({ dataDir });
  const close = async () => {
    await bunch.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const small = await drawFew(bunch);
    const signal = AbortSignal.timeout(30_000);
    const postgres = await startEmbeddedPostgres({ dataDir, signal });
    const { superuserConnectionString } = postgres;
    try {
      const paths = await enlarge(superuserConnectionString, { ...input, dataDir, small });
      const executionId = await repeatBatch(superuserConnectionString, {
        executionId: small,
        count: input.count,
      });
      const folder = join(dataDir, "pictures", dirname(paths[0] ?? ""));
      const names = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
      return { bunch, executionId, folder, names, close };
    } finally {
      await postgres.stop();
    }
  } catch (error) {
    await close();
    throw error;
  }
}

async function drawFew({ client }: Bunch): Promise<string> {
  const form = new FormData();
  form.set("model", "simulator");
  form.set("image_size", "64");
  const prompts = Array.from({ length: files }, (_, number) => `picture ${number}`);
  form.set("prompts", JSON.stringify(prompts));
  const { execution_id: id } = await client.execute(form, randomUUID());
  await until("a few pictures are drawn", async () => {
    const { data } = await client.listResults(id);
    return data.every((result) => result.thumbhash !== null);
  });
  return id;
}

/** Puts bytes of the size that models send in the place of the simulator's; resolves with their paths. */
async function enlarge(
  connectionString: string,
  input: { pictureBytes: number; dataDir: string; small: string },
): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const found = await client.query<{ id: string; path: string }>(
      "select id, object_path as path from workflow_batch_results where execution_id = $1",
      [input.small],
    );
    for (const { id, path } of found.rows) {
      const bytes = randomBytes(input.pictureBytes);
      await writeFile(join(input.dataDir, "pictures", path), bytes);
      await client.query(
        "update workflow_batch_results set bytes = $2, object_crc32 = $3, object_sha256 = $4 where id = $1",
        [id, bytes.length, crc32(bytes), createHash("sha256").update(bytes).digest("hex")],
      );
    }
    return found.rows.map(({ path }) => path);
  } finally {
    await client.end();
  }
}
