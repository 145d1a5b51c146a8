import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { countFleet } from "./count-fleet.ts";
import { countOpenWork } from "./count-open-work.ts";
import { countQueue } from "./count-queue.ts";
import { countRequests } from "./count-requests.ts";
import { countSpool } from "./count-spool.ts";
import { countWork } from "./count-work.ts";
import { createRegistry } from "./create-registry.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const read = (path: string) => readFile(`${root}${path}`, "utf8");
const never = () => Promise.reject(new Error("Nobody asks."));

/** All that processes can tell: each name with its labels. */
async function known() {
  const registry = createRegistry({ version: "1" });
  countWork(registry, ["simulator"]);
  countRequests(registry);
  countOpenWork(registry, { count: never });
  countFleet(registry, { workers: never, figures: never }, { deathAfterMs: 1 });
  countQueue(registry, { store: "database", depth: never });
  countSpool(registry, { list: never, sizeOf: never });
  const metrics = registry.getMetricsAsArray() as unknown as {
    name: string;
    type: string;
    labelNames: string[];
  }[];
  const labels = new Map<string, Set<string>>();
  for (const { name, type, labelNames } of metrics)
    for (const suffix of type === "histogram" ? ["", "_bucket", "_sum", "_count"] : [""])
      labels.set(name + suffix, new Set([...labelNames, "instance", "job"]));
  return labels;
}

const named = (text: string) => new Set(text.match(/\b(?:bunch|nodejs|process)_[a-z0-9_]+\b/g));

test.each([
  "deploy/prometheus/alerts.yaml",
  "deploy/grafana/bunch.json",
  "docs/metrics.md",
  "docs/operate.md",
])("N2, N5: every metric that %s names is told, with every label it asks for", async (path) => {
  const labels = await known();
  const text = await read(path);
  const names = named(text);
  expect(names.size).toBeGreaterThan(0);
  expect([...names].filter((name) => !labels.has(name))).toEqual([]);
  for (const [, name = "", asked = ""] of text.matchAll(/\b(bunch_[a-z_]+)\{([^}]*)\}/g))
    for (const [, label = ""] of asked.matchAll(/(\w+)(?:=|!)/g))
      expect(labels.get(name)?.has(label), `${name}{${label}}`).toBe(true);
});

test("N2, N5: every metric of ours is explained, and every alarm has its section", async () => {
  const explained = await read("docs/metrics.md");
  const ours = [...(await known()).keys()].filter(
    (name) => name.startsWith("bunch_") && !/_(?:bucket|sum|count)$/.test(name),
  );
  expect(ours.filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
  const alerts = [...(await read("deploy/prometheus/alerts.yaml")).matchAll(/- alert: (\w+)/g)];
  const sections = [...(await read("docs/operate.md")).matchAll(/^### (Bunch\w+)$/gm)];
  expect(sections.map(([, name]) => name).toSorted()).toEqual(
    alerts.map(([, name]) => name).toSorted(),
  );
});

test("N5: what an alarm counts is told from the start, as a count that begins at one has not grown", async () => {
  const registry = createRegistry({ version: "1" });
  countWork(registry, ["simulator"]);
  const told = await registry.metrics();
  const alerts = await read("deploy/prometheus/alerts.yaml");
  const counted = [
    ...alerts.matchAll(/increase\((bunch_(?:attempts|refusals|results)_total)\{(\w+)=~?"([^"]+)"/g),
  ].flatMap(([, name, label, values = ""]) =>
    values.split("|").map((value) => `${name}{model="simulator",${label}="${value}"} 0`),
  );
  expect(counted.length).toBeGreaterThan(9);
  for (const line of counted) expect(told).toContain(line);
});
