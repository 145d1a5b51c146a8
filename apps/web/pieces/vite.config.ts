import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";
import product from "../vite.config.ts";
import { pseudoWordsPlugin } from "./pseudo-words.ts";

/** A picture that never comes, for the story of one that is awaited. */
function neverAnswering(): Plugin {
  const shut = { handle: () => undefined, route: "/never-there.png" };
  return {
    name: "never-answering",
    configureServer: (server) => void server.middlewares.use(shut.route, shut.handle),
    configurePreviewServer: (server) => void server.middlewares.use(shut.route, shut.handle),
  };
}

/** The page of pieces: no part of the product's build. `npm run pieces` serves it on 5174. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: join(import.meta.dirname, "../public"),
  appType: "mpa",
  plugins: [...(product.plugins ?? []), pseudoWordsPlugin(), neverAnswering()],
  build: {
    target: "es2023",
    ...(product.build?.cssTarget && { cssTarget: product.build.cssTarget }),
  },
  server: { port: 5174, strictPort: true, fs: { allow: [join(import.meta.dirname, "../../..")] } },
});
