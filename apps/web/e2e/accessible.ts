import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { atRest } from "./at-rest.ts";

/** Holds a page, as it is once nothing fades any more, to what axe finds. */
export async function accessible(page: Page): Promise<void> {
  // What is fading in has colours that nobody is meant to read yet.
  await atRest(page);
  // The colours are the system's then; axe compares them with ours, which nobody sees.
  const isForced = await page.evaluate(() => matchMedia("(forced-colors: active)").matches);
  const axe = new AxeBuilder({ page }).disableRules(isForced ? ["color-contrast"] : []);
  const { violations } = await axe.analyze();
  expect(
    violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`),
  ).toEqual([]);
}
