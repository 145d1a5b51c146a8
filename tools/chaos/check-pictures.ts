import { type Evidence, markOf, sha256 } from "./evidence.ts";

/** I2 and I9: what was paid and reached a spool is in the store, bit for bit, and the store holds nothing else. */
export function checkPictures(evidence: Evidence): string[] {
  return [...checkBytes(evidence), ...checkSpools(evidence), ...checkOrphans(evidence)];
}

function checkBytes(evidence: Evidence): string[] {
  const wrong: string[] = [];
  const drawn = Map.groupBy(evidence.calls, (call) => markOf(call.prompt));
  for (const result of evidence.results) {
    const mark = markOf(result.prompt_text);
    const sent = new Set(drawn.get(mark)?.flatMap(({ imageSha256 }) => imageSha256));
    for (const path of [result.object_path, ...result.extra_paths]) {
      const digest = path === null ? undefined : evidence.stored.get(path);
      if (path === null) continue;
      if (digest === undefined)
        wrong.push(`I9: ${path} of result ${result.id} is not in the store.`);
      else if (!sent.has(digest))
        wrong.push(`I2: ${path} is not what the model drew for prompt ${mark}.`);
    }
    if (result.object_path && evidence.stored.get(result.object_path) !== result.object_sha256)
      wrong.push(`I2: ${result.object_path} is not the picture that its row speaks of.`);
  }
  return wrong;
}

/** Pictures with a flaw count as failed draws: their answers stay in the spool by rule (F3). */
const flawed = new Set(["bad_base64", "not_a_picture", "thought_draft_only"]);

function checkSpools(evidence: Evidence): string[] {
  const good = new Set(
    evidence.calls
      .filter(({ scenario }) => !flawed.has(scenario ?? ""))
      .flatMap(({ imageSha256 }) => imageSha256),
  );
  const stored = new Set(evidence.stored.values());
  const wrong: string[] = [];
  for (const [file, body] of evidence.spooled) {
    const picture = lastPictureIn(body);
    if (picture === null || !good.has(picture) || stored.has(picture)) continue;
    const attempt = evidence.attempts.find(({ id }) => file.startsWith(id));
    wrong.push(
      `I2: the picture in the spool's ${file} is not in the store (its attempt is ${attempt?.state}, ${attempt?.outcome}).`,
    );
  }
  return wrong;
}

/** The digest of the last picture in an answer, null where there is none or the answer is cut. */
function lastPictureIn(body: Buffer): string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString());
  } catch {
    return null;
  }
  const pictures = [...JSON.stringify(answer).matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)];
  const last = pictures.at(-1)?.[1];
  return last === undefined ? null : sha256(Buffer.from(last, "base64"));
}

function checkOrphans(evidence: Evidence): string[] {
  const known = new Set([
    ...evidence.results.flatMap(({ object_path: path, extra_paths: extra }) => [path, ...extra]),
    ...evidence.executions.flatMap((one) => one.reference_images.map(({ path }) => path)),
    ...evidence.removalPaths,
  ]);
  const wrong = [...evidence.stored.keys()]
    .filter((path) => !known.has(path))
    .map((path) => `I9: ${path} is in the store, and no row knows it.`);
  for (const { id, reference_images: references } of evidence.executions)
    for (const { path } of references)
      if (!evidence.stored.has(path))
        wrong.push(`I9: reference ${path} of execution ${id} is not in the store.`);
  return wrong;
}
