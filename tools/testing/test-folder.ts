import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new temporary folder. Others may pass through it: below a private one, root's database would be put elsewhere and stay there. */
export async function makeTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bunch-test-"));
  await chmod(folder, 0o711);
  return folder;
}
