import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Holds a page, as it is once nothing fades any more, to what axe finds. */
export async function accessible(page: Page): Promise<void> {
  // What is fading in has colours that nobody is meant to read yet.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (one) => one.playState !== "running" || one.effect?.getTiming().iterations === Infinity,
      ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`),
  ).toEqual([]);
}
