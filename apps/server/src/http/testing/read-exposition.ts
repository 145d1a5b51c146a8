type Sample = { name: string; labels: Record<string, string>; value: number };
type Family = { type: string; help: string; samples: Sample[] };

const nameShape = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const line = new RegExp(`^(${nameShape})(?:\\{(.*)\\})? (\\S+)$`);
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;

/** Reads Prometheus' text format 0.0.4 as strictly as Prometheus does; throws at whatever it would refuse. */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("The last line does not end.");
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  for (const row of text.split("\n")) {
    if (row === "") continue;
    const [, what, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(row) ?? [];
    if (what === "HELP") families.set(name, { type: "", help: rest, samples: [] });
    else if (what === "TYPE") families.get(name)!.type = rest;
    else {
      const sample = readSample(row);
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted())}`;
      if (seen.has(key)) throw new Error(`Told twice: ${row}`);
      seen.add(key);
      familyOf(families, sample.name).samples.push(sample);
    }
  }
  for (const [name, family] of families)
    if (family.type === "histogram") checkHistogram(name, family);
  return families;
}

function readSample(row: string): Sample {
  const [, name = "", inner = "", number = ""] = line.exec(row) ?? [];
  const labels = Object.fromEntries(
    [...inner.matchAll(label)].map(([, key, value]) => [key, value]),
  );
  const length = [...inner.matchAll(label)].reduce((sum, [whole]) => sum + whole.length, 0);
  // Prometheus reads numbers as Go does, NaN in any case.
  const value = number === "+Inf" ? Infinity : Number(number);
  if (name === "" || length !== inner.length || (Number.isNaN(value) && !/^nan$/i.test(number)))
    throw new Error(`Not a sample: ${row}`);
  return { name, labels, value };
}

function familyOf(families: Map<string, Family>, name: string): Family {
  const family = families.get(name) ?? families.get(name.replace(/_(?:bucket|sum|count)$/, ""));
  if (!family || family.type === "") throw new Error(`${name} has no HELP and TYPE before it.`);
  return family;
}

/** Buckets hold all that is below them, and the last holds everything. */
function checkHistogram(name: string, { samples }: Family): void {
  const last = new Map<string, number>();
  for (const { name: part, labels, value } of samples) {
    const { le, ...others } = labels;
    const series = JSON.stringify(others);
    if (part.endsWith("_bucket")) {
      if (value < (last.get(series) ?? 0)) throw new Error(`${name}: the buckets sink at ${le}.`);
      last.set(series, value);
    }
    if (part.endsWith("_count") && value !== last.get(series))
      throw new Error(`${name}: the last bucket does not hold all.`);
  }
}
