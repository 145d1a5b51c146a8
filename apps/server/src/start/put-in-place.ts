import { rename, rm } from "node:fs/promises";

/**
 * Puts a folder where another may be, as a whole: who reads there never meets half of it, but for the moment between two
 * renames. Of several at once one stays, whole.
 */
export async function putInPlace(input: { made: string; place: string }): Promise<void> {
  const { made, place } = input;
  const former = `${made}.former`;
  await rename(place, former).catch(unless("ENOENT"));
  // Another may have put its own there meanwhile.
  await rename(made, place).catch(unless("ENOTEMPTY", "EEXIST"));
  for (const left of [former, made]) await rm(left, { recursive: true, force: true });
}

function unless(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && "code" in error && codes.includes(String(error.code))))
      throw error;
  };
}
