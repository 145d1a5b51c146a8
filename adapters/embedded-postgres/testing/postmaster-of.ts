import { readPostmasterFile } from "../postmaster-file.ts";

/** The process number of the server that runs on a cluster; fails when its file names none. */
export async function postmasterOf(clusterFolder: string): Promise<number> {
  const file = await readPostmasterFile(clusterFolder);
  if (file === undefined) throw new Error(`No server on ${clusterFolder}.`);
  return file.pid;
}
