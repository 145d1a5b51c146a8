import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openPage } from "../../../../tools/testing/open-browser.ts";
import { atRest } from "../at-rest.ts";
import { type Shifts, watchShifts } from "../shifts.ts";
import type { Say } from "../words.ts";
import { people, password, type Person } from "./stage/people.ts";
import type { Stage } from "./stage/start-stage.ts";
import type { State, Viewer } from "./state.ts";

type Look = {
  language: "en" | "fr";
  say: Say;
  options?: BrowserContextOptions;
  /** What is done with the page before it is opened. */
  prepare?: (page: Page) => Promise<void>;
};

/** Comes to a state as somebody with such a browser would, and waits until everything there has come to rest. */
export async function arrive(
  browser: Browser,
  stage: Stage,
  input: { state: State; look: Look },
): Promise<{ page: Page; errors: string[]; shifts: Shifts; close: () => Promise<void> }> {
  const { state, look } = input;
  const { language, say } = look;
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const opened = await openPage(browser, {
    locale,
    reducedMotion: "reduce",
    ...look.options,
    ...(await signedIn(browser, stage, state.viewer)),
  });
  const { page } = opened;
  // Some batches are made when they are first looked at, and sketched while others are looked at.
  page.setDefaultTimeout(30_000);
  try {
    const shifts = await watchShifts(page.context());
    await look.prepare?.(page);
    const url = state.viewer === "the owner" ? stage.open.url : stage.signedIn.bunch.url;
    const { makeRoom } = shifts;
    await state.come({ page, stage, language, say, url, makeRoom });
    await settled(page);
    return { ...opened, shifts };
  } catch (error) {
    await opened.close();
    throw new Error(`${state.name} was not come to`, { cause: error });
  }
}

/** Waits until letters, pictures and movements are there. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  await page.waitForFunction(() =>
    [...document.images]
      .filter((one) => {
        const { top, bottom, width } = one.getBoundingClientRect();
        return width > 0 && bottom > 0 && top < innerHeight;
      })
      .every((one) => one.complete),
  );
  await atRest(page);
}

type Kept = NonNullable<Exclude<BrowserContextOptions["storageState"], string>>;
const sessions = new WeakMap<Stage, Map<Person, Promise<Kept>>>();

/** What the browser of whoever has signed in keeps; each person signs in once. */
async function signedIn(
  browser: Browser,
  stage: Stage,
  viewer: Viewer,
): Promise<BrowserContextOptions> {
  if (viewer === "the owner" || viewer === "a stranger") return {};
  const known = sessions.get(stage) ?? new Map<Person, Promise<Kept>>();
  sessions.set(stage, known);
  const session = known.get(viewer) ?? signIn(browser, stage, viewer);
  known.set(viewer, session);
  return { storageState: await session };
}

async function signIn(browser: Browser, stage: Stage, person: Person): Promise<Kept> {
  const { page, close } = await openPage(browser);
  await page.goto(`${stage.signedIn.bunch.url}/account`);
  await page.getByRole("button", { name: "I have a password" }).click();
  await page.getByLabel("E-mail address").fill(people[person].email);
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByText(people[person].email).first().waitFor();
  const kept = await page.context().storageState();
  await close();
  return kept;
}
