import { cp, rename, rm, writeFile } from "node:fs/promises";

const triesAtMost = 100;

/**
 * The disk of the pictures goes: where their folder was stands a file, and nothing can be written.
 * Returns what brings it back. A server that draws meanwhile makes the folder anew between two steps
 * when it has a picture to store just then; what it put there counts, and is kept with the rest.
 */
export async function takePicturesAway(folder: string): Promise<() => Promise<void>> {
  const away = `${folder}-away`;
  await rename(folder, away);
  await insist(() => writeFile(folder, "", { flag: "wx" }), folder, away);
  return async () => {
    await rm(folder);
    await insist(() => rename(away, folder), folder, away);
  };
}

/** Does what a folder made anew stands in the way of, and moves that aside, with what is in it to the rest. */
async function insist(act: () => Promise<void>, folder: string, away: string): Promise<void> {
  for (let tries = 0; tries < triesAtMost; tries++) {
    try {
      return await act();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (!["EEXIST", "EISDIR", "ENOTEMPTY"].includes(code ?? "")) throw error;
    }
    const inTheWay = `${folder}-anew`;
    await rename(folder, inTheWay);
    await cp(inTheWay, away, { recursive: true });
    await rm(inTheWay, { recursive: true });
  }
  throw new Error(`${folder} was made anew ${triesAtMost} times.`);
}
