import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "@bunch/emulator/start-emulator";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { openBrowser, openPage } from "../testing/open-browser.ts";
import { startBunch } from "../testing/start-bunch.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";
import { promptsOf } from "./prompts.ts";
import { password, startSignedIn } from "./start-signed-in.ts";

// Takes a picture of each step, of the results page, of one's account and of the administration, in both languages, light and dark, wide and narrow:
// `node tools/screenshots/take.ts [folder]`. Those of the README are taken again with no folder given.

const folder = process.argv[2];
const docs = join(import.meta.dirname, "../../docs/screenshots");
const out = folder ?? docs;
await mkdir(out, { recursive: true });

const emulator = await startEmulator({ latency: { kind: "fixed", ms: 300 } });
const bunch = await startBunch({
  dataDir: await makeTestFolder(),
  buildWeb: true,
  env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: "4" },
});
const signedIn = await startSignedIn(emulator.url);
const browser = await openBrowser();
const looks = folder
  ? ["en", "fr"].flatMap((language) =>
      ["light", "dark"].flatMap((scheme) =>
        [1280, 375].map((width) => ({ language, scheme, width })),
      ),
    )
  : [
      { language: "en", scheme: "light", width: 1280 },
      { language: "fr", scheme: "light", width: 1280 },
      { language: "en", scheme: "dark", width: 375 },
    ];

try {
  for (const look of looks) {
    await walk(look);
    await walkSignedIn(look);
  }
} finally {
  await browser.close();
  await signedIn.stop();
  await bunch.stop();
  await emulator.stop();
}

type Look = { language: string; scheme: string; width: number };

async function open(look: Look) {
  const { page, close } = await openPage(browser, {
    viewport: { width: look.width, height: look.width > 600 ? 1000 : 812 },
    locale: look.language === "fr" ? "fr-FR" : "en-GB",
    colorScheme: look.scheme === "dark" ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const shoot = async (step: string) => {
    await page.evaluate("document.fonts.ready.then(() => undefined)");
    await save(page, `${step}-${look.language}-${look.scheme}-${look.width}`);
  };
  return { page, close, shoot };
}

async function walkSignedIn(look: Look): Promise<void> {
  const { page, close, shoot } = await open(look);
  await page.goto(`${signedIn.url}/account`);
  await page.getByRole("button", { name: /password|mot de passe/ }).click();
  await page.getByLabel(/^(E-mail address|Adresse e-mail)/).fill(signedIn.email);
  await page.getByLabel(/^(Password|Mot de passe)/).fill(password);
  await page.keyboard.press("Enter");
  await page.getByText("•••• 0f3k").waitFor();
  await page.waitForLoadState("networkidle");
  await shoot("10-account");
  for (const [index, name] of ["users", "batches", "usage", "limits", "audit"].entries()) {
    await page.goto(`${signedIn.url}/admin/${name}`);
    await page.getByRole("navigation", { name: "Administration" }).waitFor();
    await page.waitForLoadState("networkidle");
    await shoot(`${index + 11}-admin-${name}`);
  }
  await close();
}

async function walk(look: Look): Promise<void> {
  const { page, close, shoot } = await open(look);
  await page.goto(`${bunch.url}/nano-banana`);
  const own = page.getByRole("button", { name: /own prompts|propres prompts/ });
  await own.or(page.locator("#prompts")).first().waitFor();
  if (await own.isVisible()) {
    await shoot("0-welcome");
    await own.click();
  }
  await page.locator("#prompts").fill(promptsOf(look.language).join("\n\n"));
  await page.getByRole("radio", { name: /Simulat/ }).check();
  await page.getByRole("button", { name: "4:5" }).click();
  await page.getByRole("button", { name: /^(Review|Vérifier) / }).waitFor();
  await page.evaluate("window.scrollTo(0, 0)");
  await shoot("1-configure");
  await page.getByRole("button", { name: /^(Review|Vérifier) / }).click();
  await page.getByRole("button", { name: /^(Generate|Générer) / }).waitFor();
  await shoot("2-review");
  await page.getByRole("button", { name: /^(Generate|Générer) / }).click();
  await page.waitForURL(/processing/);
  const id = /executions\/([\w-]{36})/.exec(page.url())?.[1] ?? "";
  await until("half of it is drawn", async () => {
    const { stats } = await bunch.client.getExecution(id);
    return stats.successful >= 7;
  });
  await shoot("3-processing");
  await page.getByRole("link", { name: /View All Results|Voir tous/ }).waitFor({ timeout: 60_000 });
  await shoot("4-done");
  await page.getByRole("link", { name: /View All Results|Voir tous/ }).click();
  await page.waitForURL(new RegExp(`executions/${id}$`));
  await page
    .getByRole("link", { name: /(picture|image) 4$/ })
    .first()
    .waitFor();
  await page.locator('[data-place="3"] img').waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction("[...document.images].every((one) => one.complete)");
  await shoot("5-results");
  await page.getByRole("link", { name: /^(Open picture|Ouvrir l’image) 2$/ }).click();
  await page.getByRole("dialog").waitFor();
  await page.waitForLoadState("networkidle");
  await shoot("6-lightbox");
  await page.keyboard.press("Escape");
  await shootQuestion(/^(Run again|Relancer|Refaire)/, "7-run-again");
  await shootQuestion(/^(Delete|Supprimer)/, "8-delete");
  await page.goto(`${bunch.url}/nano-banana/executions`);
  await page
    .getByRole("button", { name: /^(Delete|Supprimer)/ })
    .first()
    .waitFor();
  await page.waitForLoadState("networkidle");
  await shoot("9-history");
  await close();

  async function shootQuestion(button: RegExp, step: string): Promise<void> {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog").waitFor();
    await page.waitForLoadState("networkidle");
    await shoot(step);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
}

/** The README's own pictures keep short names; few colours keep them small. */
async function save(page: Page, name: string): Promise<void> {
  const short: Record<string, string> = {
    "3-processing-en-light-1280": "processing",
    "3-processing-fr-light-1280": "processing-fr",
    "1-configure-en-light-1280": "configure",
    "5-results-en-dark-375": "results-phone",
    "10-account-en-light-1280": "account",
    "10-account-fr-light-1280": "account-fr",
    "13-admin-usage-en-light-1280": "admin",
    "13-admin-usage-fr-light-1280": "admin-fr",
  };
  if (!folder && !short[name]) return;
  const shot = await page.screenshot({ animations: "disabled" });
  const small = await sharp(shot).png({ palette: true, quality: 90 }).toBuffer();
  await writeFile(join(out, `${folder ? name : short[name]}.png`), small);
}
