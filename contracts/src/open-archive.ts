import { Archive, type ArchiveChoice } from "./archive.ts";
import type { Client } from "./client.ts";
import { successOf } from "./envelope.ts";

/** Asks for an archive of all or some pictures, with an address that a browser downloads by itself; apart, as the first screen needs none. */
export async function openArchive(
  { send }: Pick<Client, "send">,
  id: string,
  body: ArchiveChoice = {},
  signal?: AbortSignal,
): Promise<Archive> {
  const call = { id, body, ...(signal ? { signal } : {}) };
  return (await send("openArchive", successOf(Archive), call)).data;
}
