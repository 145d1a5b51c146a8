import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { putInPlace } from "./put-in-place.ts";

test("what several build at once for one place is there whole afterwards, of one of them, and nothing else is left", async () => {
  const home = await makeTestFolder();
  const place = join(home, "dist");
  for (let round = 0; round < 30; round += 1) {
    const all = Array.from({ length: 4 }, async (_, number) => {
      const made = join(home, `made-${number}`);
      await mkdir(join(made, "assets"), { recursive: true });
      for (const file of ["index.html", "assets/a.js", "assets/b.js"])
        await writeFile(join(made, file), `${round} ${number}`);
      await putInPlace({ made, place });
    });
    await Promise.all(all);
    expect(await readdir(home)).toEqual(["dist"]);
    const told = await Promise.all(
      ["index.html", "assets/a.js", "assets/b.js"].map((file) =>
        readFile(join(place, file), "utf8"),
      ),
    );
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toMatch(new RegExp(`^${round} `));
  }
});
