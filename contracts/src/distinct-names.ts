import { isSafeFileStem } from "./file-name.ts";

/**
 * Gives each file of one folder a name that no other has, on systems too that take great and small letters for the same:
 * the second `fox.png` is `fox-2.png`, as the command line calls it. A name that is not safe everywhere becomes `picture`.
 */
export function distinctNames(taken: readonly string[] = []): (name: string) => string {
  const used = new Set(taken.map(keyOf));
  const counts = new Map<string, number>();
  return (given) => {
    const wished = given.normalize("NFC");
    const dot = wished.lastIndexOf(".");
    const ending = wished.slice(dot);
    const stem = isSafeFileStem(wished.slice(0, dot)) ? wished.slice(0, dot) : "picture";
    let name = stem + ending;
    for (let count = counts.get(keyOf(name)) ?? 1; used.has(keyOf(name));) {
      count += 1;
      counts.set(keyOf(stem + ending), count);
      name = `${stem}-${count}${ending}`;
    }
    used.add(keyOf(name));
    return name;
  };
}

/** What a system that is blind to case may take for the same. */
function keyOf(name: string): string {
  return name.toLowerCase().toUpperCase();
}
