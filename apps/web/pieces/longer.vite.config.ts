import { defineConfig } from "vite";
import product from "../vite.config.ts";
import { pseudoProductPlugin } from "./pseudo-words.ts";

/** The product in words that are 30 % longer, for the tests that go through its pages. */
export default defineConfig({
  ...product,
  plugins: [...(product.plugins ?? []), pseudoProductPlugin()],
});
