import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Locked = { optionalDependencies?: Record<string, string>; resolved?: string; link?: boolean };
const { packages } = JSON.parse(
  readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"),
) as { packages: Record<string, Locked> };

test("the lock file holds the programs of every platform, or npm ci refuses it on all others", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry, so that everybody's own is asked", () => {
  const hosts = Object.values(packages).filter(({ resolved, link }) => resolved && !link);
  expect(hosts).toEqual([]);
});
