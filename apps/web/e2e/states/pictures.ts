import type { State, Visit } from "./state.ts";
import { openResults } from "./ways.ts";

/** A picture by itself, and some beside each other. */
export const pictureStates: State[] = [
  {
    name: "lightbox",
    viewer: "the owner",
    come: (visit) => openPicture(visit, "drawn", "?picture=1"),
  },
  {
    name: "lightbox-failed",
    viewer: "the owner",
    come: async (visit) => {
      await openResults(visit, "partly failed", "?show=failed");
      await visit.page.locator('[data-place="0"] a').first().click();
      await visit.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "lightbox-doubt",
    viewer: "the owner",
    come: async (visit) => {
      const id = await visit.stage.batch("in doubt", visit.language);
      const { data } = await visit.stage.open.client.listResults(id);
      const slot = data.find((one) => one.needs_decision)?.batch_index ?? 0;
      await openPicture(visit, "in doubt", `?picture=${slot}`);
      const leave = "{count, plural, one {Leave it} other {Leave them}}";
      await visit.page
        .getByRole("dialog")
        .getByRole("button", { name: visit.say(leave, { count: 1 }) })
        .waitFor();
    },
  },
  {
    name: "compare-two",
    viewer: "the owner",
    come: (visit) => openPicture(visit, "four of each", "?compare=0-1", 2),
  },
  {
    name: "compare-four",
    viewer: "the owner",
    come: (visit) => openPicture(visit, "four of each", "?compare=0-1-2-3", 4),
  },
];

async function openPicture(
  visit: Visit,
  kind: Parameters<typeof openResults>[1],
  query: string,
  /** So many are compared. */
  compared = 0,
): Promise<void> {
  await openResults(visit, kind, query);
  const dialog = visit.page.getByRole("dialog");
  await dialog.waitFor();
  if (compared > 0)
    await dialog
      .getByRole("img")
      .nth(compared - 1)
      .waitFor();
}
