import { defineConfig } from "@lingui/cli";

/** English stands in the source; French is written in locales/fr. */
export default defineConfig({
  rootDir: import.meta.dirname,
  sourceLocale: "en",
  locales: ["en", "fr"],
  catalogs: [{ path: "<rootDir>/src/locales/{locale}/messages", include: ["<rootDir>/src"] }],
  orderBy: "origin",
});
