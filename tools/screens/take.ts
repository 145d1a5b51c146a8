import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import sharp from "sharp";
import { arrive, settled } from "../../apps/web/e2e/states/arrive.ts";
import { everyState } from "../../apps/web/e2e/states/every-state.ts";
import { startStage } from "../../apps/web/e2e/states/stage/start-stage.ts";
import { wordsOf } from "../../apps/web/e2e/words.ts";
import { openBrowser } from "../testing/open-browser.ts";
import { templateDatabase, testUserId } from "../testing/test-database.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { everyLook, fileOf, keptLooks, type Look, plainLook } from "./looks.ts";

// Takes a picture of every page of the web app in every state: `npm run screens` those of docs/screens anew,
// `npm run screens -- <folder> [word …]` all looks, or those whose file has one of these words in its name, to look at.

const [folder, ...only] = process.argv.slice(2);
const docs = join(import.meta.dirname, "../../docs/screens");
const out = folder ?? docs;
const heights = { 1280: 1000, 375: 812 };

if (folder === undefined) await rm(docs, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const postgres = await startEmbeddedPostgres({
  dataDir: await makeTestFolder(),
  signal: AbortSignal.timeout(60_000),
});
const { connectionString } = postgres.connection;
await templateDatabase(connectionString, async (template) => {
  await migrate({ connectionString: template, localUserId: testUserId });
});
const stage = await startStage({ postgres: connectionString });
const browser = await openBrowser();
let failed = 0;

try {
  for (const language of ["en", "fr"] as const) await take(language);
} finally {
  await browser.close();
  await stage.stop();
  await postgres.stop();
}
const files = await readdir(out);
process.stdout.write(`${files.length} pictures in ${out}\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** Comes to each state once in a language; its other looks are those of the same page. */
async function take(language: "en" | "fr"): Promise<void> {
  const say = await wordsOf(language);
  for (const state of everyState(language)) {
    const kept = folder === undefined ? keptLooks(state.name) : everyLook;
    const looks = kept.filter(
      (look) =>
        look.language === language &&
        (only.length === 0 || only.some((word) => fileOf(state.name, look).includes(word))),
    );
    if (looks.length === 0) continue;
    try {
      const options = optionsOf(looks[0] ?? plainLook);
      const { page, close } = await arrive(browser, stage, {
        state,
        look: { language, say, options },
      });
      for (const look of looks) {
        const { viewport, colorScheme } = optionsOf(look);
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await settled(page);
        const shot = await page.screenshot({ animations: "disabled" });
        await writeFile(join(out, fileOf(state.name, look)), await small(shot, state.name));
      }
      await close();
    } catch (error) {
      // One that cannot be come to keeps none of the others from being looked at.
      failed += 1;
      process.stderr.write(`${state.name} (${language}): ${inspect(error)}\n`);
    }
  }
}

/** What is looked at is sharp; what is kept beside the few of the documents is smaller. */
function small(shot: Buffer, state: string): Promise<Buffer> {
  const picture = sharp(shot);
  if (folder === undefined && keptLooks(state).length === 1) picture.resize({ width: 720 });
  return picture.webp({ quality: folder === undefined ? 45 : 62, effort: 4 }).toBuffer();
}

function optionsOf({ width, scheme }: Look) {
  return { viewport: { width, height: heights[width] }, colorScheme: scheme };
}
