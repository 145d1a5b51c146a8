import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Messages } from "@lingui/core";
import type { Page } from "playwright-core";
import { build } from "vite";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { type Say, sayWith } from "./words.ts";

const config = fileURLToPath(new URL("../pieces/longer.vite.config.ts", import.meta.url));

/** The pages with every word 30 % longer and an accent on each letter. */
export type LongerProduct = {
  say: Say;
  /** From now on the page gets these files in place of the server's; everything else comes from there. */
  putInto: (page: Page) => Promise<void>;
};

/** Builds it from the sources as they are. */
export async function buildLongerProduct(): Promise<LongerProduct> {
  const outDir = await makeTestFolder();
  await build({ configFile: config, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const words = await readFile(join(outDir, "words.json"), "utf8");
  const say = sayWith("en", (JSON.parse(words) as { messages: Messages }).messages);
  return {
    say,
    putInto: async (page) => {
      // A page that no server gave counts as one of the internet, which may not ask this machine.
      await page.context().grantPermissions(["local-network-access"]);
      await page.route("**/assets/**", (route) =>
        route.fulfill({ path: join(outDir, new URL(route.request().url()).pathname) }),
      );
      await page.route(
        () => true,
        async (route) => {
          if (route.request().resourceType() !== "document") return route.fallback();
          const response = await route.fetch();
          return route.fulfill({ response, path: join(outDir, "index.html") });
        },
      );
    },
  };
}
