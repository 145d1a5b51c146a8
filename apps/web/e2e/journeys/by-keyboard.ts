import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { until } from "../../../../tools/testing/until.ts";

const mostStops = 80;

/** Goes on with Tab until the focus is there; at each stop on the way it is to be seen. */
export async function goTo(target: Locator): Promise<void> {
  const page = target.page();
  const passed: string[] = [];
  await target.waitFor();
  while (!(await hasFocus(target))) {
    await page.keyboard.press("Tab");
    const { name, isSeen } = await page.evaluate(whereFocusIs);
    passed.push(name);
    expect(isSeen, `the focus is seen on ${name}`).toBe(true);
    expect(passed.length, `Tab does not lead there: ${passed.join(" > ")}`).toBeLessThan(mostStops);
  }
}

/** Waits until the focus is there. */
export async function focusIsOn(target: Locator): Promise<void> {
  let at = "";
  await target.waitFor();
  await until(
    `the focus is on ${String(target)}`,
    async () => {
      at = (await target.page().evaluate(whereFocusIs)).name;
      return hasFocus(target);
    },
    { give: () => `It is on ${at}.` },
  );
}

const hasFocus = (target: Locator) =>
  target.evaluate((element) => element === document.activeElement);

/** What has the focus, and whether a ring is drawn around it, or around the box or the drawing that stands for it. */
function whereFocusIs(): { name: string; isSeen: boolean } {
  const element = document.activeElement ?? document.body;
  const words = element.getAttribute("aria-label") ?? element.textContent ?? "";
  const name = `${element.tagName.toLowerCase()} “${words.trim().slice(0, 40)}”`;
  if (element === document.body) return { name, isSeen: false };
  const around = [element, element.parentElement, element.parentElement?.parentElement];
  const beside = [...(element.parentElement?.children ?? []), ...element.children];
  const isRinged = [...around, ...beside].some((one) => {
    if (!one) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
  });
  const { top, bottom } = element.getBoundingClientRect();
  const isInWindow = bottom > 0 && top < window.innerHeight;
  return { name, isSeen: isRinged && isInWindow };
}
