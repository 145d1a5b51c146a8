import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The id of a spool folder, made once: tells which disk an answer lies on, whoever asks. */
export async function loadSpoolId(input: { folder: string }): Promise<string> {
  await mkdir(input.folder, { recursive: true, mode: 0o700 });
  const file = join(input.folder, "spool-id");
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomUUID());
  try {
    // A link fails when the name is taken, so two starters agree on the first one's id.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, "utf8")).trim();
}
