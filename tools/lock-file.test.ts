import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Locked = { optionalDependencies?: Record<string, string>; resolved?: string; link?: boolean };
const packagesIn = (file: string) =>
  (
    JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as {
      packages: Record<string, Locked>;
    }
  ).packages;
const packages = packagesIn("../package-lock.json");

test("the lock file holds the programs of every platform, or npm ci refuses it on all others", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test.each(["../package-lock.json", "real-parts/package-lock.json"])(
  "%s names no registry, so that everybody's own is asked",
  (file) => {
    const hosts = Object.values(packagesIn(file)).filter(({ resolved, link }) => resolved && !link);
    expect(hosts).toEqual([]);
  },
);
