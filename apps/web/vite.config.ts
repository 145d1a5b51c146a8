import { join } from "node:path";
import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { defineConfig, normalizePath } from "vite";
import { firstScreen, splitWords } from "./split-words.ts";
import { withoutDescriptions } from "./without-descriptions.ts";
import { withoutJsonSchema } from "./without-json-schema.ts";

// The macro looks for its configuration from where the command was called, unless it is told.
process.env["LINGUI_CONFIG"] = join(import.meta.dirname, "lingui.config.ts");

const linguiMacros = {
  preset: { plugins: ["@lingui/babel-plugin-lingui-macro"] },
  rolldown: { filter: { code: /@lingui\/(?:core|react)\/macro/ } },
};

/** A module of these packages, and of no others. */
const libraries = new RegExp(
  `node_modules[\\\\/](?:${[
    "react",
    "react-dom",
    "scheduler",
    "use-sync-external-store",
    "react-router",
    "zod",
    String.raw`@lingui[\\/](?:core|react)`,
    String.raw`@tanstack[\\/](?:query-core|react-query)`,
  ].join("|")})[\\\\/]`,
);
const isFirstScreen = (id: string) =>
  firstScreen.some((file) => id === normalizePath(join(import.meta.dirname, file)));

const server = "http://127.0.0.1:3000";

// Whatever environment calls it, what is built is what people get.
if (process.argv.includes("build")) process.env["NODE_ENV"] = "production";

/** The web app: built to apps/web/dist, or served on 5173 with the API of a running server behind it. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    lingui({ cwd: import.meta.dirname, failOnCompileError: true, failOnMissing: true }),
    babel({ presets: [linguiMacros] }),
    splitWords(),
    withoutJsonSchema(),
    withoutDescriptions(),
  ],
  build: {
    target: "es2023",
    // These browsers know light-dark(): written out for older ones it would no longer follow the lightbox's own scheme.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // The CSP takes no data: address for fonts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What the first screen needs comes in two files instead of fifty: what others wrote, which seldom changes, and ours.
        codeSplitting: {
          groups: [
            { name: "libraries", test: libraries, priority: 2 },
            // With all that they need.
            { name: "first-screen", test: isFirstScreen, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": server,
      "/files": server,
      "/health": server,
      "/ready": server,
      "/admin/queues": server,
    },
  },
});
